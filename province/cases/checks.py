"""The automatic check (B13): what the provider's province looks at before anybody spends time on a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from beian.filing import documents, paths, rules, sealing
from beian.filing.documents import FilingDocument
from beian.filing.rules.findings import Finding
from beian.people.nodes import code_of, province_node
from province.cases.bodies import Reported
from province.cases.models import Case
from verification.sheet import signing

MISSING = "missing_item"


def automatic(case: Case, report: Reported) -> list[Finding]:
    """Everything that speaks against the report, gravest first. Personal items are looked at only where this node holds the key."""
    check_key(report)
    whole = case.wrapped_key is not None
    document = case.open_document() if whole else case.masked_document()
    hidden = () if whole else tuple(case.document.get("masked", ()))
    found = [
        *_missing(document, hidden),
        *_broken(document, hidden),
        *_papers(document, report),
        *_signature(case, report),
        *_sheet(document, report),
    ]
    found += _access(document, report)
    found += _route(document, report)
    return sorted(found, key=lambda finding: not finding.rejects)


def unseen(case: Case) -> list[Finding]:
    """What the provider's province could not look at, having it masked: the personal items, held against the same rules (B3, B14)."""
    document, hidden = case.open_document(), frozenset(case.document.get("masked", ()))
    found = [*_missing(document, ()), *_broken(document, ())]
    return [finding for finding in found if finding.item in hidden or _personal(finding.item)]


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
    for finding in rules.check_whole(documents.dump(document)):
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


def _route(document: FilingDocument, report: Reported) -> Iterable[Finding]:
    """Kind and deciding province are those of the document: no other bureau, and no other set of checks, can be picked by the envelope."""
    if document.kind != report.kind or document.subject.address.province != report.subject_province:
        yield _finding(
            "subject.address.province",
            "wrong_route",
            _("上报的备案类型或审核省份与填报内容不一致。"),
            _("请按主办者所在省重新上报。"),
            "P09 附件3一(二)",
        )


def _signature(case: Case, report: Reported) -> Iterable[Finding]:
    if not sheet_holds(case, report):
        yield _finding(
            "",
            "sheet_not_signed",
            _("核验单的签章与上报内容不符。"),
            _("请当面核对后重新签署核验单。"),
            "P10 二(二)1(6)",
        )


def sheet_holds(case: Case, report: Reported) -> bool:
    """Whether the provider's seal on the sheet is over these facts, this application and round, and this very document."""
    return signing.told_holds(
        report.sheet.model_dump(),
        node=f"provider:{report.provider.code}",
        application=case.application,
        round=case.round,
        document=report.document,
        sealed=bytes(case.sealed),
    )


class NotDecidable(ValueError):
    """A report that the deciding province could never open or believe: an officer looks at it before anybody reviews it."""


def check_key(report: Reported) -> None:
    """The deciding province's key is among those sent."""
    if province_node(report.subject_province) not in report.keys:
        raise NotDecidable(f"a report without a key for province {report.subject_province}")


def check_assigned(case: Case, report: Reported) -> None:
    """What comes from elsewhere opens with the key sent, and is what the provider has sealed."""
    check_key(report)
    case.open_document()
    if not sheet_holds(case, report):
        raise NotDecidable(f"the sheet of {case.application} is not signed by provider {report.provider.code}")


def routes_here(report: Reported, node: str) -> bool:
    """Whether the reporter belongs to this province: another's provider has no business here."""
    return report.provider.province == code_of(node)


def _finding(item: str, code: str, text, suggestion, article: str) -> Finding:
    return Finding(item, code, text, suggestion, article)
