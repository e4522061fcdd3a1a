"""An approval's number is that of a document (R20(2))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.wording import is_placeholder

_APPROVAL_NUMBER = re.compile(r"""[\w\s()（）\[\]【】〔〕「」《》“”.,，、:：/\-—–－·#&+]+""")


@rule(
    "approval.number",
    "sites[].pre_approvals[].number",
    article="R20(2)",
    text=_("不是批准文件的文号或许可证号。"),
    suggestion=_("请按批准文件填写，例如“国新网许可证编号1234567890”。"),
)
def approval_number(value: str, context: Context) -> Broken:
    """A number holds digits, and no sign that stands in no document number."""
    text = value.strip()
    return not _APPROVAL_NUMBER.fullmatch(text) or is_placeholder(text) or not any(c.isdigit() for c in text)
