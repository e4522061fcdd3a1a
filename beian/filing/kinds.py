"""The kinds of application: one row each, saying what is different about it. What is alike stands once, in the tiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beian.filing import items

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class UnknownKind(ValueError):
    """A kind that this version does not know; str() is the sentence."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What one kind of application may and does.

    `starters` are the roles that may begin one, `pages` the pages of the form in their order, `password` whether the filing password is
    asked for (G1), `on_site` whether the responsible person is verified in person before it is reported (B5), and `effect` what the
    registers do when it is granted: `enter` adds the subject with its sites, domains and accesses under a new number.
    """

    code: str
    label: str | _StrPromise
    starters: tuple[str, ...]
    pages: tuple[str, ...]
    password: bool
    on_site: bool
    effect: str


NEW_FILING = Kind(
    code="new_filing",
    label=gettext_lazy("新增备案"),
    starters=("site_owner", "provider_clerk"),
    pages=items.PAGES,
    password=False,
    on_site=True,
    effect="enter",
)

KINDS = {kind.code: kind for kind in (NEW_FILING,)}


def kind(code: str) -> Kind:
    """The kind of this code; an unknown one is refused, never taken for another."""
    try:
        return KINDS[code]
    except KeyError:
        raise UnknownKind(_("没有“%(code)s”这种备案申请。") % {"code": str(code)[:40]}) from None
