"""The kind of approval is one of today's (R20(1))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.reference.tables import table


@rule(
    "approval.abolished",
    "sites[].pre_approvals[].kind",
    article="R20(1)",
    text=_("这类审批已经取消，一般不必填写。"),
    suggestion=_("没有批准文件的可以删去这一项。"),
    severity="warn",
)
def approval_in_force(value: int, context: Context) -> Broken:
    """Outside its validity a kind warns and never blocks."""
    row = table("pre_approvals").get(str(value))
    return bool(row and not row.is_valid(context["today"]))
