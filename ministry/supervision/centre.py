"""The support centre's first page: its own work and nothing else, each with what waits in it."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beian.editions.models import Draft
from beian.people.nodes import here
from beian.reference import tables
from ministry.dashboard.cards import Card
from ministry.supervision import identity_figures
from ministry.supervision.centre_models import Backdrop

# The words of the sheet and of the agreement, in editions that the centre publishes (P10 二(二)1(6), 三(一)3).
FORMS = ("sheet_form", "agreement_form")


def cards(request: HttpRequest) -> list[Card]:
    """Identity checks, backdrops, wordings."""
    return [_identities(request), _backdrops(request), *_forms(request)]


def _identities(request: HttpRequest) -> Card:
    month = identity_figures.month_of(timezone.now())
    found = identity_figures.whole(request.viewer, month)
    wrong = found.wrong + found.unknown
    told = [
        ngettext("%(n)d 个号码待核查", "%(n)d 个号码待核查", found.open) % {"n": found.open} if found.open else "",
        ngettext("%(n)d 份上报待取号", "%(n)d 份上报待取号", found.unopened) % {"n": found.unopened}
        if found.unopened
        else "",
        ngettext("本月 %(n)d 个不一致", "本月 %(n)d 个不一致", wrong) % {"n": wrong} if wrong else "",
    ]
    words = _("；").join(filter(None, told)) or _("本月新备案的身份证号码已全部核查")
    tone = "danger" if wrong else "warning" if found.open or found.unopened else "success"
    text = _("新备案中的每个居民身份证号码：格式、校验位和信息源，全量核查。")
    return Card(_("身份证全量核查"), text, here("identities"), words, tone)


def _backdrops(request: HttpRequest) -> Card:
    rows = Backdrop.objects.visible_to(request.viewer).filter(revoked_on=None)
    found = rows.aggregate(valid=Count("id"), untold=Count("id", filter=Q(taken_at=None)))
    valid, untold = found["valid"], found["untold"]
    told = [
        ngettext("%(n)d 幅有效", "%(n)d 幅有效", valid) % {"n": valid},
        ngettext("%(n)d 幅待服务商系统确认", "%(n)d 幅待服务商系统确认", untold) % {"n": untold} if untold else "",
    ]
    text = _("向接入服务商发放编号的拍照幕布，登记和收回。")
    return Card(
        _("幕布"), text, here("backdrops"), _("；").join(filter(None, told)), "warning" if untold else "neutral"
    )


def _forms(request: HttpRequest) -> list[Card]:
    """A table that this deployment does not hold has no card."""
    known = [name for name in FORMS if name in tables.NAMES]
    drafts = set(Draft.objects.visible_to(request.viewer).filter(name__in=known).values_list("name", flat=True))
    words = {
        "sheet_form": (_("核验单格式"), _("《网站备案信息真实性核验单》的文字，分版本发布。")),
        "agreement_form": (_("协议书格式"), _("与网站主办者签署的协议书的文字，分版本发布。")),
    }
    return [
        Card(*words[name], here("table", name), _("有未发布的草稿") if name in drafts else "", "warning")
        for name in known
    ]
