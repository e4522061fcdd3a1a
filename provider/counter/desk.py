"""The desk as one verifier has it before him: everything that is known of a visit, read once, and how far each step is."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beian.filing.documents import FilingDocument
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter import comparison, originals, permissions, rounds
from provider.counter.models import Visit
from verification import sources
from verification.photo.models import PhotoRecord
from verification.sheet.models import Agreement
from verification.sources import Standing

# What is left for later holds nobody up: a source that has not answered yet.
DONE, OPEN, LATER, ATTENTION = "done", "open", "later", "attention"


class Step(NamedTuple):
    """One step of the desk: `state` done, open, later or attention, and how far it is in words."""

    code: str
    title: str
    state: str
    words: str

    @property
    def tone(self) -> str:
        return {DONE: "success", OPEN: "neutral", LATER: "warning", ATTENTION: "danger"}[self.state]


# In desk order (P10 二(二)1(3)–(6)).
TITLES: dict[str, str | Promise] = {
    "papers": gettext_lazy("证件原件"),
    "sources": gettext_lazy("信息源"),
    "compare": gettext_lazy("核对"),
    "photo": gettext_lazy("照片"),
    "access": gettext_lazy("接入"),
    "agreement": gettext_lazy("协议"),
    "sheet": gettext_lazy("核验单"),
}


class Desk:
    """One visit with its application and document. What other tables know of it is read when it is first asked for."""

    def __init__(self, application: Application, visit: Visit, document: FilingDocument) -> None:
        self.application, self.visit, self.document = application, visit, document

    @classmethod
    def of(cls, application: Application) -> Desk:
        return cls(application, rounds.visit_of(application), application.open_document())

    @property
    def begun(self) -> bool:
        return self.visit.pk is not None

    @cached_property
    def originals(self) -> list[tuple[originals.Original, bool]]:
        """What is to be seen, and whether it has been."""
        return [(one, one.code in self.visit.documents) for one in originals.originals(self.document)]

    @cached_property
    def groups(self) -> list[comparison.Group]:
        return comparison.groups(self.document, self.visit.compared, self.visit.differing)

    @cached_property
    def standings(self) -> list[Standing]:
        return sources.standing(self.application.uuid, self.application.round, self.document)

    @property
    def mismatches(self) -> list[Standing]:
        return [one for one in self.standings if one.state == "mismatch"]

    @cached_property
    def photo(self) -> PhotoRecord | None:
        return rounds.photo_of(self.visit)

    @cached_property
    def agreement(self) -> Agreement | None:
        return rounds.agreement_of(self.application, self.document)

    @property
    def waiting(self) -> bool:
        """Whether a source has been asked and may answer any moment."""
        return self.begun and any(one.state == "asked" for one in self.standings)

    @property
    def to_compare(self) -> int:
        """How many items are still to be compared; those found to differ are not."""
        return permissions.open_items(self.visit, self.document) - len(self.visit.differing)

    @cached_property
    def access_problems(self) -> list[str]:
        return permissions.access_problems(self.document)

    @cached_property
    def refusal(self) -> str:
        """Why the sheet cannot be signed yet; empty where it can."""
        try:
            permissions.check_can_sign(self)
        except Refused as refusal:
            return str(refusal)
        return ""

    @cached_property
    def steps(self) -> list[Step]:
        return [Step(code, str(title), *getattr(self, f"_{code}")()) for code, title in TITLES.items()]

    def current(self, wanted: str = "") -> str:
        """The step to open: the one asked for, else the first that something is to be done about."""
        if wanted in TITLES:
            return wanted
        return next((step.code for step in self.steps if _is_next(step)), "sheet")

    def _papers(self) -> tuple[str, str]:
        needed = [seen for original, seen in self.originals if original.required]
        return _counted(sum(needed), len(needed), _("已查验 %(done)d/%(all)d"))

    def _sources(self) -> tuple[str, str]:
        states = [one.state for one in self.standings]
        if self.mismatches:
            return ATTENTION, _("%(n)d 项不一致") % {"n": len(self.mismatches)}
        if "asked" in states:
            return OPEN, _("查询中") if self.begun else _("未查询")
        doubtful = states.count("unavailable")
        return (LATER, _("%(n)d 项待复核") % {"n": doubtful}) if doubtful else (DONE, _("已答复"))

    def _compare(self) -> tuple[str, str]:
        if self.visit.differing:
            return ATTENTION, _("%(n)d 项不一致") % {"n": len(self.visit.differing)}
        total = len(comparison.items(self.document))
        return _counted(total - self.to_compare, total, _("已核对 %(done)d/%(all)d"))

    def _photo(self) -> tuple[str, str]:
        if self.photo is None:
            return OPEN, _("未拍摄")
        doubts = len(self.photo.unanswered)
        return (ATTENTION, _("%(n)d 处疑点待说明") % {"n": doubts}) if doubts else (DONE, _("已拍摄"))

    def _access(self) -> tuple[str, str]:
        return (OPEN, _("未填写")) if self.access_problems else (DONE, _("已填写"))

    def _agreement(self) -> tuple[str, str]:
        return (DONE, _("已签署")) if self.agreement else (OPEN, _("未签署"))

    def _sheet(self) -> tuple[str, str]:
        return OPEN, _("还不能签署") if self.refusal else _("可以签署")


def _is_next(step: Step) -> bool:
    """Whether somebody at the desk has to do something; nobody waits for a source."""
    return step.state == ATTENTION or (step.state == OPEN and step.code != "sources")


def _counted(done: int, total: int, words: str) -> tuple[str, str]:
    return DONE if done == total else OPEN, words % {"done": done, "all": total}
