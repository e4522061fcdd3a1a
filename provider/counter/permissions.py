"""What the counter may do with an application now. Each check raises the sentence that stands in the button's place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from beian.evidence.models import EvidenceFile
from beian.filing import documents, rules
from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.errors import Conflict
from beian.people.models import Node
from beian.people.nodes import here, province_node
from provider.applications import history
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter import comparison, originals
from provider.counter.models import Visit
from verification.photo.models import PhotoRecord
from verification.sheet.models import Agreement, VerificationSheet

if TYPE_CHECKING:
    from provider.counter.desk import Desk

# A number long enough to be a certificate's or a telephone's, whatever stands between its digits.
LONG_NUMBER = re.compile(r"[0-9]{7,}")
BETWEEN = re.compile(r"[\s\-_.·，,]+")


def late(application: Application) -> Conflict:
    """Somebody else was faster: who, what, when."""
    last = history.moves_of(application).last()
    what = _("这份申请现在是“%(state)s”") % {"state": application.state_label}
    return Conflict(
        who=last.actor_label if last and last.actor_label else _("系统"),
        what=what,
        when=application.state_since,
        back=here("filing", application.uuid),
    )


def check_stands(application: Application, state: str, read: int | None = None) -> None:
    """The application still stands where whoever acts has read it."""
    if application.state != state or read not in (None, application.revision):
        raise late(application)


def check_has_reasons(reasons: list[dict]) -> None:
    if not reasons:
        raise Refused(_("退回必须写明至少一条理由。"))


def check_version(application: Application, visit: Visit, version: int | None) -> None:
    """A tick is for the value that was read: after somebody else's correction the page is read again."""
    if version not in (None, visit.version):
        said = sorted([*visit.corrections, *visit.differing.values()], key=lambda one: one["at"])
        raise Conflict(
            who=said[-1]["by"] if said else _("系统"),
            what=_("更正了这份申请的内容，或标记了不一致的项目，请刷新后核对"),
            back=here("visit", application.uuid),
        )


def check_correction(after: FilingDocument, changed: list[comparison.Change]) -> None:
    """Something changes, and what stands then is whole and keeps to the rules."""
    if not changed:
        raise Refused(_("内容没有改动。"))
    wrong = broken(after)
    if wrong:
        labels = reading.labels(after)
        items = "、".join(dict.fromkeys(labels.get(path, path) for path in wrong))
        raise Refused(_("这样更正后，下列内容缺少或不符合要求：%(items)s。请退回由主办者修改。") % {"items": items})


def check_item(document: FilingDocument, item: str) -> None:
    if item not in comparison.items(document):
        raise Refused(_("核对的项目不在这份申请里，请刷新页面。"))


def check_note(document: FilingDocument, note: str) -> None:
    """What a note says stands open beside the sealed items, so that nothing of them may be in it."""
    said = _bare(note)
    personal = [_bare(line.value) for line in reading.lines(document) if line.personal]
    if LONG_NUMBER.search(said) or any(len(value) > 1 and value in said for value in personal):
        raise Refused(_("说明里请不要写姓名、证件号码、电话、邮箱或住址，写明依据即可。"))


def _bare(text: str) -> str:
    return BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


def check_can_sign(desk: Desk) -> None:
    """Everything seen, no source against it, every item compared and none different, photo and agreement there, the access complete

    (P10 二(二)1(4)–(6)). A source that has not answered is no obstacle: 待复核.
    """
    visit, document = desk.visit, desk.document
    unseen = originals.still_to_see(document, visit.documents)
    if unseen:
        raise Refused(_("还没有查验：%(papers)s。") % {"papers": "、".join(one.label for one in unseen)})
    _check_compared(desk)
    check_photo(desk.photo)
    if desk.photo.unanswered:
        labels = "、".join(check["label"] for check in desk.photo.unanswered)
        raise Refused(_("照片还有疑点没有说明：%(labels)s。请写明理由或重拍。") % {"labels": labels})
    if desk.access_problems:
        raise Refused(_("接入信息还没有填写完整。"))
    if broken(document):
        raise Refused(_("有内容不符合填报要求，请先更正或退回。"))
    if desk.agreement is None:
        raise Refused(_("还没有签署信息安全管理协议书。"))


def check_can_agree(desk: Desk) -> None:
    """The agreement names the parties as they were compared with their papers."""
    _check_compared(desk)


def check_parties(signed: Agreement | None, changed: Collection[str]) -> None:
    """What an agreement was signed for is not changed under it; the round is begun anew."""
    if signed is not None and any(comparison.names_a_party(item) for item in changed):
        raise Refused(_("信息安全管理协议书已按原来的名称签署，不能再更正名称或姓名。请退回，改正后重新核验。"))


def check_photo(record: PhotoRecord | None) -> None:
    if record is None:
        raise Refused(_("还没有拍摄网站负责人的现场照片。"))


def _check_compared(desk: Desk) -> None:
    if desk.mismatches:
        items = "、".join(dict.fromkeys(one.label for one in desk.mismatches))
        raise Refused(_("信息源显示不一致：%(items)s。请现场更正，或退回由主办者修改。") % {"items": items})
    if desk.visit.differing:
        labels = reading.labels(desk.document)
        items = "、".join(labels.get(item, item) for item in desk.visit.differing)
        raise Refused(_("与原件不一致：%(items)s。请现场更正，或退回由主办者修改。") % {"items": items})
    left = open_items(desk.visit, desk.document)
    if left:
        raise Refused(_("还有 %(n)d 项没有与原件核对，不能签署。") % {"n": left})


def open_items(visit: Visit, document: FilingDocument) -> int:
    """How many items are still to be compared; a value outside every item counts as one."""
    left = sum(path not in visit.compared for path in comparison.items(document))
    return left or len(comparison.still_open(document, visit.compared))


def access_problems(document: FilingDocument) -> list[str]:
    """Paths of the access that are missing or refused."""
    missing = [path for path in documents.missing(document, access=True) if path.startswith("access")]
    return missing + [finding.item for finding in rejected(document) if finding.item.startswith("access")]


def check_access(access: dict[str, Any], provider: str) -> None:
    """What a usual access says must still keep to the rules."""
    found = rules.check_document({"kind": "new_filing", "access": access | {"provider": provider}})
    wrong = [finding for finding in found if finding.rejects and finding.item.startswith("access.")]
    if wrong:
        raise Refused(_("这个常用接入不能再用：%(why)s") % {"why": wrong[0].text})


def broken(document: FilingDocument) -> list[str]:
    """Paths of subject and sites that are missing or refused."""
    refused = [found.item for found in rejected(document) if comparison.is_compared(found.item)]
    return [*documents.missing(document), *refused]


def rejected(document: FilingDocument) -> list:
    return [finding for finding in rules.check_whole(documents.dump(document)) if finding.rejects]


def check_can_report(application: Application) -> None:
    """Signed, its paper kept, and somebody there to take it (P10 二(二)1(7))."""
    check_stands(application, "verified")
    sheet = VerificationSheet.objects.filter(application=application.uuid, round=application.round).first()
    if sheet is None or not _paper_kept(sheet):
        raise Refused(_("核验单的电子文件不在，不能上报。请联系系统管理员。"))
    if not Node.objects.filter(name=province_node(application.subject_province)).exists():
        raise Refused(_("主办者所在省的管理局系统还没有接入，暂时不能上报。"))


def _paper_kept(sheet: VerificationSheet) -> bool:
    """Its PDF, sealed, is here; sheets of old have none."""
    papers = EvidenceFile.objects.of(sheet.application).filter(uuid=sheet.paper, complete=True)
    return sheet.paper is None or papers.exists()
