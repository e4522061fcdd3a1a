"""Why somebody opens a document: a closed list by role, so that nothing is typed and no address carries words (Q2)."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

LABELS = {
    "own": _("主办者查看自己的材料"),
    "reuse": _("主办者在另一件申请中沿用"),
    "precheck": _("预核验"),
    "counter": _("现场核验"),
    "sheet": _("印制核验单"),
    "sheet_draft": _("打印待签核验单"),
    "report": _("上报前检查"),
    "oversee": _("内部监督"),
    "review": _("审核"),
    "decide": _("签批"),
    "supervise": _("监督检查"),
    "conflict": _("信息冲突核查"),
    "sample": _("抽查"),
    "view": _("查看"),
}
# The first is what a role opens papers for unless its page says otherwise.
BY_ROLE = {
    "site_owner": ("own",),
    "provider_clerk": ("precheck", "counter", "report"),
    "provider_verifier": ("counter", "precheck", "report"),
    "provider_admin": ("oversee", "precheck", "counter", "report"),
    "province_support": ("review", "sample"),
    "province_reviewer": ("review", "sample"),
    "province_supervisor": ("supervise", "sample", "review"),
    "province_leader": ("decide", "supervise", "sample", "review"),
    "ministry_supervisor": ("supervise", "conflict", "sample"),
}


class NotAReason(ValueError):
    """Nothing that this person opens documents for."""


def reason_of(roles: Collection[str], asked: str = "") -> str:
    """What is written down: what the page asked for, or what the first of the person's roles does with papers. NotAReason."""
    own = [BY_ROLE[role] for role in BY_ROLE if role in roles]
    if not own or (asked and not any(asked in reasons for reasons in own)):
        raise NotAReason(asked)
    return asked or own[0][0]


def choices_for(roles: Collection[str]) -> list[tuple[str, str]]:
    """Code and words of each reason that one of these roles may have, for pages that ask before they open anything."""
    own = dict.fromkeys(reason for role in BY_ROLE if role in roles for reason in BY_ROLE[role])
    return [(reason, label_of(reason)) for reason in own]


def label_of(reason: str) -> str:
    """The reason in words; as it stands where it is older than this list."""
    return str(LABELS.get(reason, reason))
