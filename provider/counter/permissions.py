"""What the counter may do with an application now. Each check raises the sentence that stands in the button's place."""

from __future__ import annotations

from django.utils.translation import gettext as _

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
        raise Conflict(
            who=visit.corrections[-1]["by"] if visit.corrections else _("系统"),
            what=_("更正了这份申请的内容，请按更正后的内容核对"),
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


def check_can_sign(visit: Visit, document: FilingDocument) -> None:
    """Everything seen, every item compared, the photo taken, the access complete (P10 二(二)1(4)–(6))."""
    unseen = originals.still_to_see(document, visit.documents)
    if unseen:
        raise Refused(_("还没有查验：%(papers)s。") % {"papers": "、".join(one.label for one in unseen)})
    left = open_items(visit, document)
    if left:
        raise Refused(_("还有 %(n)d 项没有与原件核对，不能签署。") % {"n": left})
    if visit.photo_id is None:
        raise Refused(_("还没有上传网站负责人的现场照片。"))
    if access_problems(document):
        raise Refused(_("接入信息还没有填写完整。"))
    if broken(document):
        raise Refused(_("有内容不符合填报要求，请先更正或退回。"))


def open_items(visit: Visit, document: FilingDocument) -> int:
    """How many items are still to be compared; a value outside every item counts as one."""
    left = sum(path not in visit.compared for path in comparison.items(document))
    return left or len(comparison.still_open(document, visit.compared))


def access_problems(document: FilingDocument) -> list[str]:
    """Paths of the access that are missing or refused."""
    missing = [path for path in documents.missing(document, access=True) if path.startswith("access")]
    return missing + [finding.item for finding in rejected(document) if finding.item.startswith("access")]


def broken(document: FilingDocument) -> list[str]:
    """Paths of subject and sites that are missing or refused."""
    refused = [found.item for found in rejected(document) if comparison.is_compared(found.item)]
    return [*documents.missing(document), *refused]


def rejected(document: FilingDocument) -> list:
    return [finding for finding in rules.check_whole(documents.dump(document)) if finding.rejects]


def check_can_report(application: Application) -> None:
    check_stands(application, "verified")
    if not Node.objects.filter(name=province_node(application.subject_province)).exists():
        raise Refused(_("主办者所在省的管理局系统还没有接入，暂时不能上报。"))
