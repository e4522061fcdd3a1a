"""What every template knows as `page`: the platform, the node and its office, who looks, where one can go."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beian.pages.navigation import Link, address, links_for
from beian.pages.words import moment
from beian.people import kept, scope
from beian.people.nodes import MINISTRY, code_of, node_of_path, prefix_of, tier_of

DISPLAYS = ("standard", "large", "contrast")
DISPLAY_COOKIE = "beian_display"
OFFICE_SECONDS = 300


class Page:
    """The frame of a page. Nothing is read before it is asked for; `reading=False` (error pages) never touches the database."""

    def __init__(self, request: HttpRequest, *, reading: bool = True) -> None:
        self.request = request
        self.reading = reading

    @cached_property
    def platform(self) -> str:
        return _("网站备案管理平台")

    @cached_property
    def viewer(self):
        return getattr(self.request, "viewer", None)

    @cached_property
    def node(self) -> str:
        return getattr(self.viewer, "node", None) or node_of_path(self.request.path) or ""

    @cached_property
    def tier(self) -> str:
        return tier_of(self.node)

    @cached_property
    def home(self) -> str:
        """Where the platform's name leads: the node's start page."""
        return prefix_of(self.node) if self.node and not self.public else "/"

    @cached_property
    def public(self) -> bool:
        return not self.request.path.startswith(("/provider/", "/province/", "/ministry/"))

    @cached_property
    def office(self) -> str:
        """The node's title, such as 北京市通信管理局; read once in five minutes."""
        if not self.node or self.public:
            return ""
        title = cache.get(f"office:{self.node}")
        if title is None and self.reading and scope.inside():
            title = _title(self.node)
            cache.set(f"office:{self.node}", title, OFFICE_SECONDS)
        return title or _portal(self.tier, code_of(self.node))

    @cached_property
    def account(self):
        return getattr(self.viewer, "user", None)

    @cached_property
    def person(self) -> str:
        user = self.account
        return (getattr(user, "name", "") or getattr(user, "username", "")) if user is not None else ""

    @cached_property
    def navigation(self) -> list[Link]:
        roles = getattr(self.viewer, "roles", None) or ()
        return links_for(node=self.node, roles=roles, path=self.request.path) if self.node and roles else []

    @cached_property
    def sign_out(self) -> str:
        """Where the button 退出 posts to; "" where nobody can be signed in."""
        return address(self.node, "sign_out") if self.node else ""

    @cached_property
    def language(self) -> str:
        return get_language() or "zh-hans"

    @cached_property
    def display(self) -> str:
        """The account's choice, else this device's."""
        asked = (getattr(self.account, "display", ""), self.request.COOKIES.get(DISPLAY_COOKIE, ""))
        return next((chosen for chosen in asked if chosen in DISPLAYS), DISPLAYS[0])

    @cached_property
    def display_switch(self) -> str:
        """Where the switch of display modes posts to: the account's where somebody is signed in, else this device's."""
        own = address(self.node, "own_display") if self.account is not None else ""
        return own or reverse("pages:display")

    @cached_property
    def jobs(self) -> str:
        """Where the person's long jobs stand; "" for owners and the public."""
        reach = getattr(self.viewer, "reach", None)
        return address(self.node, "jobs") if self.account is not None and reach == scope.Reach.STAFF else ""

    @cached_property
    def kept(self) -> bool:
        """Whether this page is signing in after a form was sent with a dead session, whose content waits."""
        return bool(self.node) and self.request.GET.get("next", "") == (address(self.node, "kept") or None)

    @cached_property
    def not_done(self) -> bool:
        """Whether this page follows a press that was found again after signing in and not carried out; said once."""
        waits = self.request.method == "GET" and bool(self.node) and bool(self.request.COOKIES.get(kept.NOT_DONE))
        if waits:
            self.request.said_not_done = True
        return waits

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def printed(self) -> str:
        """When this page was drawn, for the foot of a print."""
        return moment(timezone.now())

    @cached_property
    def address(self) -> str:
        """Where to come back to after switching language or display; no query, which may hold what was asked."""
        return self.request.path


def _title(node: str) -> str:
    from beian.people.models import Node

    return Node.objects.filter(name=node).values_list("title", flat=True).first() or ""


def _portal(tier: str, code: str) -> str:
    names = {MINISTRY: _("部级系统"), "province": _("省级系统 %s"), "provider": _("接入服务商 %s")}
    name = names.get(tier, "")
    return name % code if "%s" in name else name


def page(request: HttpRequest) -> dict[str, Page]:
    return {"page": Page(request)}
