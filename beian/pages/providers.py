"""Lists whose rows name a provider by `provider` (its code) and `provider_name`: searched by what people know of it."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _


def by_provider(rows: QuerySet, field: str, text: str) -> QuerySet:
    """Its code, as links carry it, or part of its name."""
    return rows.filter(Q(provider=text) | Q(provider_name__icontains=text))


class ProviderFilter(django_filters.CharFilter):
    def __init__(self) -> None:
        super().__init__(label=_("接入服务商"), max_length=100, method=by_provider)
