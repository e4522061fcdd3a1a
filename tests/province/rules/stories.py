"""The officer of a bureau at work on its rules, by the pages that he would use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from beian.editions.models import Draft
from beian.people import scope
from beian.people.scope import Actor, Reach
from province.rules import tasks
from province.rules.models import RuleTrial
from tests.cast import Cast

NODE = "province:11"
MIN_AGE = {
    "p_years": "18",
    "p_whose": "both",
    "severity": "reject",
    "source": "某管局〔2026〕1号",
    "on": "on",
}


def inside(node: str = NODE):
    return scope.enter(node, Reach.STAFF, Actor.service("story"))


class Bureau:
    """One officer at his browser."""

    def __init__(self, cast: Cast, node: str = NODE, role: str = "province_supervisor", name: str = "") -> None:
        self.cast, self.node = cast, node
        self.client = cast.staff(role, node, name)

    def url(self, name: str, *args) -> str:
        return self.cast.url(self.node, name, *args)

    def get(self, page: str, /, *args, **query):
        return self.client.get(self.url(page, *args), query)

    def post(self, page: str, /, *args, query: str = "", **data):
        return self.client.post(self.url(page, *args) + query, data)

    def text(self, page: str, /, *args, **query) -> str:
        return self.get(page, *args, **query).content.decode()

    @property
    def revision(self) -> int:
        with inside(self.node):
            return Draft.objects.get().revision

    @property
    def rows(self) -> list[dict[str, Any]]:
        with inside(self.node):
            return Draft.objects.get().rows

    def begin(self) -> Bureau:
        self.post("rules_begin", edition=self._edition())
        return self

    def _edition(self) -> int:
        return self.get("rules").context["begin"].initial["edition"]

    def add(self, template: str = "min_age", /, **given):
        """A rule from a template; answers what the page answered."""
        values = (MIN_AGE if template == "min_age" else {}) | {"revision": self.revision} | given
        return self.post("rules_rule", query=f"?template={template}", **values)

    def publish(self, on: date | None = None, note: str = "依据某号通知"):
        day = on or timezone.localdate()
        return self.post("rules_publish", revision=self.revision, in_force_from=day.isoformat(), note=note)

    def order(self, what: str = "", days: int = 365, **given):
        """Order a trial; answers what the page answered."""
        today = timezone.localdate()
        values = {"what": what, "first_day": today - timedelta(days=days), "last_day": today} | given
        return self.post("rules_try", **{"revision": self.revision} | values)

    @property
    def trial(self) -> RuleTrial:
        with inside(self.node):
            return RuleTrial.objects.latest("id")

    def tried(self, **given) -> RuleTrial:
        """Order a trial and let the worker finish it."""
        answer = self.order(**given)
        assert answer.status_code == 303, answer.content.decode()
        tasks.go_on(self.node)
        return self.trial
