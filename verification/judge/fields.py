"""The kind `field`: one item of the form with the rest of the document as its context."""

from datetime import date
from typing import Any

from beian.filing import rules
from beian.filing.items import ITEMS
from verification.judge import names
from verification.judge.verdicts import Verdict, found, member

LONGEST = 200


def listed() -> list[str]:
    """The fields that can be asked about, in the order of the form."""
    return [item.key for item in ITEMS]


def field(line: dict[str, Any], today: date) -> Verdict:
    """{field, value, context}: the value in normal form; context may be left out."""
    name = member(line, "field", str, LONGEST)
    value = line["value"] if "value" in line else member(line, "value", str)
    context = member(line, "context", dict) if line.get("context") is not None else {}
    findings = rules.check_field(name, value, _context(context, name, today), today=today)
    if any(one.rejects for one in findings):
        return Verdict(None, found(findings))
    kept = rules.normal(name, value)
    return Verdict(None if kept in ("", []) else kept, found(findings))


def _context(given: dict[str, Any], name: str, today: date) -> dict[str, Any]:
    """The members that rules may ask for, named one by one or found in a document's own shape (subject, sites, access).

    A nature and approvals may go by their names; whatever else is of the wrong type is as good as absent.
    """
    inside = rules.context_of(given, name, today=today) if given.keys() & {"subject", "sites", "access"} else {}
    context = inside | given
    if type(context.get("nature")) is str:
        context["nature"] = names.nature(context["nature"])
    if isinstance(context.get("approvals"), list):
        context["approvals"] = [names.approval(one) if type(one) is str else one for one in context["approvals"]]
    return context
