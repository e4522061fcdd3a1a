"""The items of certificates, and the row of a type in its table."""

from typing import Any

from beian.reference.tables import Row, table

RESIDENT_ID, PASSPORT, HOUSEHOLD_REGISTER = 2, 7, 901
TYPES = ("subject.certificate.type", "subject.principal.certificate.type", "sites[].principal.certificate.type")
NUMBERS = (
    "subject.certificate.number",
    "subject.principal.certificate.number",
    "sites[].principal.certificate.number",
)


def paper(code: Any) -> Row | None:
    """The certificate type's row, None for an open or unknown one."""
    return table("certificate_types").get(str(code)) if code is not None else None


def is_second(row: Row | None, holder: str) -> bool:
    """Whether P10 takes this paper of a unit or a person only where the first one is missing."""
    return row is not None and row.flags["holder"] == holder and row.flags["choice"] == 2
