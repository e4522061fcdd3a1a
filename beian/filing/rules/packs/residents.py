"""What a resident ID tells: the day of birth and the region of its first issue (GB 11643). Other papers tell neither."""

from datetime import date

from beian.filing.identifiers import Invalid, certificates
from beian.filing.rules.findings import Context
from beian.reference.tables import table

_KINDS = frozenset({"resident_id", "resident_id_15", "household", "hmt_residence"})
_REGIONAL = _KINDS - {"hmt_residence"}


def _read(value: str, context: Context, kinds: frozenset[str]) -> str:
    """The number in eighteen characters (nineteen hundreds for a first-generation one), or "" where it is no true number of these kinds."""
    row = table("certificate_types").get(str(context.get("certificate_type", 2)))
    for kind in row.flags["numbers"] if row else ():
        try:
            number = certificates.number(kind, value, context["today"]) if kind in kinds else ""
        except Invalid:
            continue
        if len(number) in (15, 18):
            return number if len(number) == 18 else f"{number[:6]}19{number[6:]}"
    return ""


def born(value: str, context: Context) -> date | None:
    """The day of birth in a resident ID or residence permit, or None."""
    number = _read(value, context, _KINDS)
    return certificates.birth_date(number[6:14], context["today"]) if number else None


def region(value: str, context: Context) -> str:
    """The six digits of the county that gave a resident ID first, or ""."""
    return _read(value, context, _REGIONAL)[:6]
