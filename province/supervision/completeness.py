"""Whether the papers of what was reported are here and can be opened (B12): counted per provider and month, from the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from province.cases.models import CaseQuerySet
from province.supervision.counts import Period

# Of a person there is no second certificate: his own is his principal's (B7).
PERSON = "5"
# The purposes among the files that a round's report lists, which have arrived and whose keys have not been destroyed.
_BROUGHT = """
SELECT coalesce(array_agg(file.purpose), '{}') AS purposes FROM beian_evidencefile file
WHERE file.node = province_case.node AND file.application = province_case.application
    AND file.uuid = ANY (province_case.papers) AND file.complete AND file.disposed_at IS NULL
"""
_CERTIFICATES = f"""
(purposes @> '{{owner_certificate}}'
    AND (purposes @> '{{principal_certificate}}' OR province_case.document #>> '{{subject,nature}}' = '{PERSON}'))
"""
_SIGNED = "purposes @> '{desk_photo,verification_sheet,agreement}'"
_COUNT = f"""
SELECT provider, provider_name, date_trunc('month', reported_at AT TIME ZONE 'Asia/Shanghai')::date AS month, count(*),
    count(*) FILTER (WHERE {_CERTIFICATES}), count(*) FILTER (WHERE purposes @> '{{desk_photo}}'),
    count(*) FILTER (WHERE purposes @> '{{verification_sheet}}'), count(*) FILTER (WHERE purposes @> '{{agreement}}'),
    count(*) FILTER (WHERE {_CERTIFICATES} AND {_SIGNED})
FROM province_case CROSS JOIN LATERAL ({_BROUGHT}) AS brought
WHERE node = %s AND relation = 'subject' AND reported_at >= %s AND reported_at < %s
    AND (%s = '' OR position(lower(%s) IN lower(provider_name)) > 0)
GROUP BY 1, 2, 3
"""  # noqa: S608 - constants of this file
_WHOLE = f"(SELECT {_CERTIFICATES} AND {_SIGNED} FROM ({_BROUGHT}) AS brought)"  # noqa: S608 - the same


@dataclass(frozen=True)
class Month:
    """What one provider reported in one month: how many reports, how many of them with each part, and with all of them."""

    code: str
    name: str
    month: date
    reports: int
    certificates: int
    photos: int
    sheets: int
    agreements: int
    complete: int

    @property
    def lacking(self) -> int:
        return self.reports - self.complete

    @property
    def rate(self) -> str:
        """With one decimal, rounded down: 100.0% only where nothing lacks."""
        thousandths = self.complete * 1000 // self.reports
        return f"{thousandths // 10}.{thousandths % 10}%"


def months(viewer, *, period: Period, name: str = "") -> list[Month]:
    """Every provider and month in which something was reported, in one statement; the newest month first, in it who lacks most."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [viewer.node, *period.moments, name, name])
        lines = [Month(*row) for row in cursor.fetchall()]
    return sorted(lines, key=lambda line: (-line.month.toordinal(), -line.lacking, line.code, line.name))


def lacking(cases: CaseQuerySet, period: Period) -> QuerySet:
    """Reported in the period, and a part is not here or cannot be opened. Of each case the newest round counts."""
    begin, end = period.moments
    rows = cases.filter(reported_at__gte=begin, reported_at__lt=end)
    return rows.annotate(whole=RawSQL(_WHOLE, [], output_field=BooleanField())).filter(whole=False)
