"""The roles, one list; who may do what to which rows is in docs/scope_matrix.jsonl."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from beian.people.scope import Reach


@dataclass(frozen=True)
class Role:
    """A role: its code, its Chinese title, the tiers whose nodes may give it, and how far it reaches in the database."""

    code: str
    title: str
    tiers: tuple[str, ...]
    reach: Reach = Reach.STAFF


EVERY_TIER = ("provider", "province", "ministry")
ROLES = {
    role.code: role
    for role in (
        Role("site_owner", _("网站主办者"), ("provider",), Reach.OWNER),
        Role("provider_clerk", _("受理员"), ("provider",)),
        Role("provider_verifier", _("核验员"), ("provider",)),
        Role("provider_admin", _("备案负责人"), ("provider",)),
        Role("province_support", _("省支撑中心"), ("province",)),
        Role("province_reviewer", _("审核员"), ("province",)),
        Role("province_supervisor", _("监督员"), ("province",)),
        Role("province_leader", _("管局负责人"), ("province",)),
        Role("ministry_analyst", _("分析员"), ("ministry",)),
        Role("ministry_supervisor", _("电信管理局管理员"), ("ministry",)),
        Role("filing_centre", _("备案中心"), ("ministry",)),
        Role("operations", _("协调中心"), ("ministry", "province")),
        Role("system_admin", _("系统管理员"), EVERY_TIER),
        Role("security_admin", _("安全管理员"), EVERY_TIER),
        Role("audit_admin", _("审计管理员"), EVERY_TIER),
    )
}
# Three-way split: one person never holds two of these (Z9), which the database refuses as well.
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


def titles(codes) -> str:
    """Role titles joined for a sentence, in the order of the list."""
    return "、".join(str(ROLES[code].title) for code in ROLES if code in codes)
