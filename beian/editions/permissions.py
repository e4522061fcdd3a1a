"""Who may change which table; each check raises the sentence that the page shows in place of the button."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from beian.people import scope
from beian.people.nodes import MINISTRY, code_of, tier_of
from beian.reference import tables

MINISTRY_EDITORS = ("ministry_supervisor",)
# What the filing centre keeps too: the policy library (R10(6)), the form of sheet and agreement (P10 二(二)1(6)).
OF_THE_CENTRE = frozenset({"policies", "sheet_form", "agreement_form"})
OFFICERS = (*MINISTRY_EDITORS, "filing_centre")
PROVINCE_EDITORS = ("province_supervisor", "province_leader")


def is_ours(name: str, node: str) -> bool:
    """Whether this node publishes the table: a bureau its own rule pack, the ministry everything else."""
    if name.startswith(tables.PACK):
        return tier_of(node) == "province" and name == tables.pack_name(code_of(node))
    return node == MINISTRY and name in tables.NAMES


def editors_of(name: str) -> tuple[str, ...]:
    """The roles that may work on a table where it is published."""
    if name.startswith(tables.PACK):
        return PROVINCE_EDITORS
    return OFFICERS if name in OF_THE_CENTRE else MINISTRY_EDITORS


def check_can_edit(name: str, roles: frozenset[str]) -> None:
    """PermissionDenied unless this node publishes the table and one of the roles may work on it."""
    if not is_ours(name, scope.current().node):
        raise PermissionDenied(_("这张表由上级系统发布，本系统只能查看。"))
    if not roles.intersection(editors_of(name)):
        raise PermissionDenied(_("只有负责代码表和规则的管理员可以修改。"))
