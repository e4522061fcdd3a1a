"""Where each of the ministry's people begins: the nation for analysts and supervisors, for everybody else a card per piece of work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from beian.exchange.models import InboxMessage, OutboundChannel
from beian.people.access import allow
from beian.people.nodes import here
from beian.people.roles import ROLES, titles
from ministry.dashboard.cards import Card
from ministry.dashboard.views import READERS, nation
from ministry.public.models import PublicContact, PublicNotice
from ministry.supervision import centre

STAFF = tuple(code for code, role in ROLES.items() if "ministry" in role.tiers)


@allow(*STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of everybody's own work, and of nothing else."""
    if request.viewer.holds(*READERS):
        return nation(request)
    cards = [card for role, made in _CARDS.items() if role in request.viewer.roles for card in made(request)]
    unique = list({card.url: card for card in cards}.values())
    return render(request, "people/landing.html", {"roles": titles(request.viewer.roles), "cards": unique})


def _channels(request: HttpRequest) -> list[Card]:
    parked = InboxMessage.objects.filter(node=request.viewer.node, state="parked").count()
    failing = OutboundChannel.objects.filter(node=request.viewer.node).exclude(error="").count()
    told = [
        ngettext("%(n)d 条消息挂起待处理", "%(n)d 条消息挂起待处理", parked) % {"n": parked} if parked else "",
        ngettext("%(n)d 条通道受阻", "%(n)d 条通道受阻", failing) % {"n": failing} if failing else "",
    ]
    words = _("；").join(filter(None, told)) or _("各通道畅通")
    text = _("各省和部级系统之间的通道：积压、挂起的消息、重试和退回。")
    return [Card(_("消息交换"), text, here("exchange"), words, "danger" if parked or failing else "success")]


def _public(request: HttpRequest) -> list[Card]:
    notices = PublicNotice.objects.visible_to(request.viewer).filter(province="", withdrawn=False).count()
    silent = 31 - PublicContact.objects.visible_to(request.viewer).exclude(province="").count()
    return [
        Card(
            _("部级公告"),
            _("面向社会的公告：发布、修改、撤回。"),
            here("office_notices"),
            ngettext("已发布 %(n)d 条", "已发布 %(n)d 条", notices) % {"n": notices},
        ),
        Card(
            _("咨询和投诉联系方式"),
            _("部级系统自己的联系方式；各省由省局自行公布。"),
            here("office"),
            ngettext("%(n)d 个省尚未公布", "%(n)d 个省尚未公布", silent) % {"n": silent} if silent else "",
            "warning",
        ),
        Card(_("政策文件库"), _("政策文件作为代码表发布，下发到省局和接入服务商。"), here("table", "policies")),
        Card(_("代码表和日历"), _("各表当前版本和历次变更。"), here("tables")),
    ]


def _security(request: HttpRequest) -> list[Card]:
    return [Card(_("账号和角色"), _("部级系统的工作人员和现任角色。"), here("accounts"))]


def _audit(request: HttpRequest) -> list[Card]:
    return [Card(_("操作记录"), _("谁在什么时候对哪条记录做了什么。"), here("audit_log"))]


_CARDS = {
    "filing_centre": lambda request: [*centre.cards(request), *_public(request)],
    "operations": lambda request: [
        *_channels(request),
        Card(_("代码表和日历"), _("各表当前版本和历次变更。"), here("tables")),
    ],
    "system_admin": _channels,
    "security_admin": _security,
    "audit_admin": _audit,
}
