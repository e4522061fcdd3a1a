"""A service of a field that needs an approval is for sites that hold it (R20(1)(4))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, name_in_language, rule
from beian.reference.tables import table

_NEWS = 5  # 网络新闻


@rule(
    "services.approval",
    "sites[].services[]",
    article="R20(1)(4)",
    text=_("服务内容“{service}”需要先取得批准，但没有填写批准文件。"),
    suggestion=_("请填写前置审批文件，或改选其他服务内容。"),
    severity="warn",
)
def service_approved(value: int, context: Context) -> Broken:
    """A service of a field that needs approval; only online news rejects, the rest of the mapping is a hint."""
    row = table("service_types").get(str(value))
    if row is None or "approvals" not in context:
        return False
    kinds = [kind for kind in (table("pre_approvals").get(code) for code in row.flags["approvals"]) if kind]
    needed = [int(kind.code) for kind in kinds if kind.is_valid(context["today"])]
    if not needed or set(needed) & set(context["approvals"]):
        return False
    return {"service": name_in_language(row), "severity": "reject" if value == _NEWS else "warn"}
