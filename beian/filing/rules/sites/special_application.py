"""Special approval comes with a written application (P09 附件3一(五))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.reference.tables import table


@rule(
    "approval.special",
    "sites[].pre_approvals[].kind",
    article="P09 附件3一(五)",
    text=_("专项审批项目应提交书面申请材料，由审核人员核对。"),
    suggestion=_("请在证明材料中上传专项审批的书面申请。"),
    severity="person",
)
def special_application(value: int, context: Context) -> Broken:
    """Bulletin boards, as long as their approval is in force; the document itself cannot show the application."""
    row = table("pre_approvals").get(str(value))
    return bool(row and row.flags["special"] and row.is_valid(context["today"]))
