"""Counts of filings, kept in the transaction that writes the register, so that a page of the nation reads thousands of rows and never millions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection


class Granted(NamedTuple):
    """One subject that has just entered the register."""

    province: str
    provider: str
    provider_name: str
    day: date
    sites: int


# Rows are taken in one order, so that two batches wait for each other and never in a circle.
_TOTALS = """
INSERT INTO ministry_filingtotal (province, provider, provider_name, subjects, sites)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[]) AS told (province, provider, provider_name, subjects, sites)
ORDER BY province COLLATE "C", provider COLLATE "C"
ON CONFLICT (node, province, provider) DO UPDATE SET provider_name = excluded.provider_name,
    subjects = ministry_filingtotal.subjects + excluded.subjects, sites = ministry_filingtotal.sites + excluded.sites
"""
_DAYS = """
INSERT INTO ministry_grantcount (day, province, provider, subjects, sites)
SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::bigint[], %s::bigint[]) AS told (day, province, provider, subjects, sites)
ORDER BY day, province COLLATE "C", provider COLLATE "C"
ON CONFLICT (node, day, province, provider) DO UPDATE SET
    subjects = ministry_grantcount.subjects + excluded.subjects, sites = ministry_grantcount.sites + excluded.sites
"""
# What the register says, one line per subject: counted to the provider through whom it was granted, its first access.
REGISTER = """
SELECT subject.node, subject.province, access.provider, access.provider_name, subject.approved_on AS day,
    (SELECT count(*) FROM ministry_nationalsite site WHERE site.node = subject.node AND site.subject_id = subject.id AND site.state = 'filed') AS sites
FROM ministry_nationalsubject subject CROSS JOIN LATERAL (
    SELECT provider, provider_name FROM ministry_nationalaccess access
    JOIN ministry_nationalsite site ON site.node = access.node AND site.id = access.site_id
    WHERE access.node = subject.node AND site.subject_id = subject.id ORDER BY access.id LIMIT 1
) access WHERE subject.state = 'filed'
"""
BACKFILL = (
    f"""
INSERT INTO ministry_filingtotal (node, province, provider, provider_name, subjects, sites)
SELECT node, province, provider, max(provider_name), count(*), sum(sites) FROM ({REGISTER}) AS register
WHERE %(province)s = '' OR province = %(province)s GROUP BY node, province, provider
""",  # noqa: S608  no value of anybody's
    f"""
INSERT INTO ministry_grantcount (node, day, province, provider, subjects, sites)
SELECT node, day, province, provider, count(*), sum(sites) FROM ({REGISTER}) AS register
WHERE %(province)s = '' OR province = %(province)s GROUP BY node, day, province, provider
""",  # noqa: S608  no value of anybody's
)


def add(granted: Iterable[Granted]) -> None:
    """These entered the register in this very transaction."""
    rows = list(granted)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_TOTALS, _columns(rows, ("province", "provider", "provider_name")))
            cursor.execute(_DAYS, _columns(rows, ("day", "province", "provider")))


def _columns(rows: list[Granted], by: tuple[str, ...]) -> list[list]:
    """Columns of the grouped rows: the keys, how many subjects, how many sites. Two names of one provider would be one row twice."""
    names = {row.provider: row.provider_name for row in rows}
    subjects: Counter[tuple] = Counter()
    sites: Counter[tuple] = Counter()
    for row in rows:
        key = tuple(getattr(row._replace(provider_name=names[row.provider]), name) for name in by)
        subjects[key] += 1
        sites[key] += row.sites
    keys = list(subjects)
    return [*map(list, zip(*keys, strict=True)), [subjects[key] for key in keys], [sites[key] for key in keys]]


def recount(province: str = "") -> None:
    """Count the register anew, of one province or of all, where it was filled or mended past the grant. Takes as long as reading it."""
    told = {"province": province}
    with connection.cursor() as cursor:
        # Grants wait meanwhile: whoever has written one holds it off, whoever has not adds to what is counted here.
        cursor.execute("LOCK TABLE ministry_filingtotal, ministry_grantcount IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM ministry_filingtotal WHERE %(province)s = '' OR province = %(province)s", told)
        cursor.execute("DELETE FROM ministry_grantcount WHERE %(province)s = '' OR province = %(province)s", told)
        for statement in BACKFILL:
            cursor.execute(statement, told)
