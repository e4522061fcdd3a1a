"""The question pages as forms. A page is kept only when its own answers are well formed and no rule refuses them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from beian.filing import documents, rules
from beian.filing.documents import FilingDocument
from beian.pages.forms import CodeRadios, CodeSelect, PageForm, PageFormSet, page_formset, sentence
from beian.reference.tables import table
from provider.applications import answers, questions
from provider.applications.judgement import concerning
from provider.applications.questions import Question, answering, language, page_of_slug


class AnswersForm(PageForm):
    """The questions of one page over the document as it stands. After is_valid(), `values` are the answers by path."""

    asked: ClassVar[list[Question]] = []
    site: ClassVar[int] = 0
    today: ClassVar[date]

    def __init__(self, data: Any = None, *, document: FilingDocument, rows: PageFormSet | None = None, **kwargs: Any):
        self.document, self.rows = document, rows
        initial = {one.name: one.initial(document) or one.proposal(document, self.today) for one in self.asked}
        super().__init__(data, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.values: dict[str, Any] = {}

    @property
    def stems(self) -> list[str]:
        """The paths that this page answers."""
        return [path for question in self.asked for path in question.paths] + ([self.rows_of] if self.rows else [])

    @property
    def rows_of(self) -> str:
        """Where the pre-approvals stand that are asked for in rows below a site's questions."""
        return approvals_of(self.site)

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        for question in self.asked:
            if question.name in cleaned and question.name in self.fields:
                self.values |= question.values(cleaned[question.name])
        self.values |= self._row_values()
        self._hold_against_rules()
        return cleaned

    def _row_values(self) -> dict[str, Any]:
        if self.rows is None or not self.rows.is_valid():
            return {}
        rows = [row | {"kind": int(row["kind"])} for row in self.rows.rows]
        return {self.rows_of: rows}

    def _hold_against_rules(self) -> None:
        try:
            after = answers.changed(self.document, self.values)
        except documents.DocumentError as refusal:
            for problem in refusal.problems:
                self._refuse(problem.item, problem.text)
            return
        found = [finding for finding in rules.check_document(documents.dump(after)) if finding.severity == "reject"]
        for finding in concerning(found, [path for path in self.values if self.values[path] not in (None, "", [])]):
            self._refuse(finding.item, sentence(finding))

    def _refuse(self, path: str, text: str) -> None:
        """Put the sentence beside the field, row or line that it is about."""
        row = self._row_of(path)
        if row is not None:
            form, name = row
            form.add_error(name if name in form.fields else None, text)
            return
        question = answering(path, self.asked)
        number = path.removeprefix(question.path).strip(".") if question else ""
        if number.isdigit():
            text = str(_("第 %(line)d 行：%(text)s")) % {"line": int(number) + 1, "text": text}
        known = question is not None and question.name in self.fields and not self.has_error(question.name)
        if known or question is None:
            self.add_error(question.name if question else None, text)

    def _row_of(self, path: str) -> tuple[forms.Form, str] | None:
        if self.rows is None or not path.startswith(f"{self.rows_of}."):
            return None
        number, _dot, name = path.removeprefix(f"{self.rows_of}.").partition(".")
        kept = [form for form in self.rows.forms if form.has_changed() and not self.rows._should_delete_form(form)]
        return (kept[int(number)], name) if number.isdigit() and int(number) < len(kept) else None


def approvals_of(site: int) -> str:
    return f"sites.{site}.pre_approvals"


class SiteForm(AnswersForm):
    """A site has names or, declared so, addresses alone (R2): whichever applies is asked for, the other is left out."""

    def __init__(self, data: Any = None, *, document: FilingDocument, **kwargs: Any):
        super().__init__(data, document=document, **kwargs)
        held = documents.dump(document)["sites"][self.site]
        ip_only = bool(data.get(self._name("ip_only"))) if data is not None else held["ip_only"]
        wanted, other = ("addresses", "domains") if ip_only else ("domains", "addresses")
        self.other = self._name(other)
        self.fields[self._name(wanted)].required = True
        self.fields[self._name(wanted)].error_messages["required"] = _ASKING[wanted]

    def _name(self, item: str) -> str:
        return f"sites-{self.site}-{item}"

    def clean(self) -> dict:
        self.cleaned_data[self.other] = []
        return super().clean()


_ASKING = {
    "domains": _("请填写网站域名，每行一个；没有域名的网站请勾选“仅通过 IP 地址访问”。"),
    "addresses": _("请填写网站的公网 IP 地址，每行一个。"),
}


class SitePrincipalForm(AnswersForm):
    """A unit's site principal: the subject's own, said with one answer, or somebody else in full."""

    def __init__(self, data: Any = None, *, document: FilingDocument, **kwargs: Any):
        super().__init__(data, document=document, **kwargs)
        same = answers.is_same_principal(document, self.site)
        named = document.sites[self.site].principal.name is not None
        self.initial["same"] = "yes" if same else "no" if named else None
        if data is not None and data.get("same") == "yes":
            for question in self.asked:
                del self.fields[question.name]
        elif data is None and same:
            for question in self.asked:
                self.initial[question.name] = None

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("same") == "yes":
            self.values = answers.principal_of_subject(self.document, self.site)
        return cleaned


class PreApprovalForm(PageForm):
    kind = forms.ChoiceField(label=_("前置或专项审批内容类型"), widget=CodeSelect)
    number = forms.CharField(label=_("批准文号或许可证号"), max_length=512, help_text=_("按批准文件填写。"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("请选择")), *table("pre_approvals").choices(today, language())]


PreApprovals = page_formset(PreApprovalForm, max_num=64)
_SAME = forms.ChoiceField(
    label=_("网站负责人和主体负责人是同一个人吗？"),
    choices=[("yes", _("是同一个人，不用再填")), ("no", _("不是，网站负责人另有其人"))],
    widget=CodeRadios,
    help_text=_("法定代表人自己负责网站的，选择“是”。"),
)
_BASES = {"site": SiteForm, "site_principal": SitePrincipalForm}


def page_form(page: str, document: FilingDocument, today: date, *, only: Collection[str] = ()) -> type[AnswersForm]:
    """The form class of one question page for this document; `only` names the questions that may be answered now."""
    kind, site = page_of_slug(page)
    asked = questions.on_page(page, document)
    if only and kind != "site_principal":
        asked = [question for question in asked if question.name in only]
        return form_of(asked, document, today)
    return form_of(asked, document, today, base=_BASES.get(kind, AnswersForm), site=site)


def form_of(
    asked: list[Question],
    document: FilingDocument,
    today: date,
    base: type[AnswersForm] = AnswersForm,
    *,
    site: int = 0,
) -> type[AnswersForm]:
    """A form class over any choice of questions."""
    fields: dict[str, Any] = {"same": _SAME} if base is SitePrincipalForm else {}
    fields |= {question.name: question.field(document, today) for question in asked}
    return type("QuestionsForm", (base,), fields | {"asked": asked, "site": site, "today": today})


def pre_approval_rows(data: Any, document: FilingDocument, today: date, site: int = 0) -> PageFormSet:
    """The rows of a site's pre-approvals, filled from the document."""
    held = documents.dump(document)["sites"][site].get("pre_approvals", [])
    return PreApprovals(data, prefix="pre_approvals", initial=held, form_kwargs={"today": today})


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; nothing on a visit. An empty answer is an answer."""
    return request.POST if request.method == "POST" else None
