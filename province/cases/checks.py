"""The automatic check (B13): what the provider's province looks at before anybody spends time on a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from beian.filing import documents, paths, rules, sealing
from beian.filing.documents import FilingDocument
from beian.filing.rules.findings import Finding
from beian.people.nodes import code_of
from province.cases.bodies import Reported
from province.cases.models import Case

MISSING = "missing_item"


def automatic(case: Case, report: Reported) -> list[Finding]:
    """Everything that speaks against the report, gravest first. Personal items are looked at only where this node holds the key."""
    whole = case.wrapped_key is not None
    document = case.open_document() if whole else case.masked_document()
    hidden = () if whole else tuple(case.document.get("masked", ()))
    found = [
        *_missing(document, hidden),
        *_broken(document, hidden),
        *_papers(document, report),
        *_sheet(document, report),
    ]
    found += _access(document, report)
    return sorted(found, key=lambda finding: not finding.rejects)


def _missing(document: FilingDocument, hidden: Iterable[str]) -> Iterable[Finding]:
    for path in documents.missing(document, access=True):
        if path not in hidden and not _code_of_hidden(path, hidden):
            yield _finding(path, MISSING, _("缺少必填项。"), _("请补充填写后重新上报。"), "P09 附件3一(二)")


def _code_of_hidden(path: str, hidden: Iterable[str]) -> bool:
    """A personal code (a certificate's kind) has no masked form, so that it is absent where the person stays masked."""
    parent = path.rpartition(".")[0]
    return "principal" in path.split(".") and any(name.startswith(parent) for name in hidden)


def _broken(document: FilingDocument, hidden: Iterable[str]) -> Iterable[Finding]:
    concealed = set(hidden)
    for finding in rules.check_document(documents.dump(document)):
        if not concealed or not (finding.item in concealed or _personal(finding.item)):
            yield finding


def _personal(path: str) -> bool:
    return "principal" in path.split(".") or path in sealing.ALWAYS_PERSONAL or path == "subject.name"


def _papers(document: FilingDocument, report: Reported) -> Iterable[Finding]:
    brought = {entry.purpose for entry in report.evidence}
    for purpose in _required(document):
        if purpose not in brought:
            yield _finding(purpose, "missing_evidence", _("缺少核验材料。"), _("请补充上传后重新上报。"), "P13 (二)")


def _required(document: FilingDocument) -> tuple[str, ...]:
    """The owner's certificate and the desk photo; of a unit its principal's certificate too (B6, B7)."""
    of_unit = () if document.of_person else ("principal_certificate",)
    return ("owner_certificate", *of_unit, "desk_photo")


def _sheet(document: FilingDocument, report: Reported) -> Iterable[Finding]:
    """Every item was compared with the original papers (P10 二(二)1(5)): an item that nobody compared is not verified."""
    compared = set(report.sheet.compared)
    for path, _value in paths.leaves(documents.dump(document)):
        if _is_answer(path) and path not in compared:
            yield _finding(
                path,
                "not_compared",
                _("核验单未记录对此项的核对。"),
                _("请当面核对后重新签署核验单。"),
                "P10 二(二)1(5)",
            )
            return


def _is_answer(path: str) -> bool:
    return path.partition(".")[0] in ("subject", "sites")


def _access(document: FilingDocument, report: Reported) -> Iterable[Finding]:
    """The access is the reporting provider's own (B9)."""
    if document.access.provider != report.provider.code:
        yield _finding(
            "access.provider",
            "foreign_access",
            _("接入服务商不是上报单位。"),
            _("接入信息须由实际接入的服务商录入。"),
            "R18(2)",
        )


def routes_here(report: Reported, node: str) -> bool:
    """Whether the reporter belongs to this province: another's provider has no business here."""
    return report.provider.province == code_of(node)


def _finding(item: str, code: str, text, suggestion, article: str) -> Finding:
    return Finding(item, code, text, suggestion, article)
