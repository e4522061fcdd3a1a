"""Finding filings in the national register by what an analyst types: the same box as the public's, over masked names."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ministry.public import asked
from ministry.public.lookup import HIGHEST
from ministry.register.models import NationalDomain, NationalSite


class QuestionField(forms.CharField):
    """What was typed, understood: a `Question`, or None for nothing."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return asked.understand(text)
        except asked.Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from None


def asked_for(subjects: QuerySet, question: asked.Question) -> QuerySet:
    """The subjects that this question is about."""
    if question.sort == asked.Sort.NUMBER:
        return subjects.filter(number=question.key.partition("-")[0])
    if question.sort == asked.Sort.NAME:
        return subjects.filter(name_key__gte=question.key, name_key__lt=question.key + HIGHEST).exclude(name_key="")
    if question.sort == asked.Sort.DOMAIN:
        return subjects.filter(pk__in=NationalDomain.objects.filter(domain=question.key).values("site__subject"))
    if question.sort == asked.Sort.ADDRESS:
        return subjects.filter(pk__in=NationalSite.objects.filter(addresses__contains=[question.key]).values("subject"))
    return subjects.none()


LABEL = _("域名、备案号或单位名称")
