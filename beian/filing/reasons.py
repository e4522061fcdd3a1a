"""Reasons for which an application is sent back: code, what the owner reads, the remedy, the article. One list for provider and province."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class Reason(NamedTuple):
    """One reason; `text` and `suggestion` are what the officer starts from and may sharpen."""

    code: str
    label: str | Promise
    text: str | Promise
    suggestion: str | Promise
    article: str


REASONS = {
    reason.code: reason
    for reason in (
        Reason("not_true", _("不真实"), _("经核实，此项与实际不符。"), _("请按证件原件或实际情况改正。"), "P10 二(二)"),
        Reason(
            "paper_differs",
            _("与证件不一致"),
            _("填写的内容与所交证件不一致。"),
            _("请与证件逐字核对后改正，或换交正确的证件。"),
            "P10 二(二)1(5)",
        ),
        Reason(
            "unreachable",
            _("联系不上"),
            _("按所填方式联系不上。"),
            _("请填写本人正在使用、能接通的联系方式。"),
            "P10 二(二)1(2)",
        ),
        Reason("incomplete", _("不完整"), _("此项填写不完整。"), _("请补充完整。"), "P09 附件3一(二)"),
        Reason(
            "address_incomplete",
            _("地址不详"),
            _("地址没有写到门牌号。"),
            _("城镇写到街道和门牌号，农村写到村。"),
            "P09 附件3二(七)",
        ),
        Reason(
            "site_name",
            _("网站名称不规范"),
            _("网站名称不符合要求。"),
            _("请改用能反映网站内容、不涉及限用字词的名称。"),
            "P09 附件3二(五)",
        ),
        Reason(
            "approval_needed",
            _("缺前置审批"),
            _("网站内容须先经主管部门审批。"),
            _("请先取得批准文件并上传，或去掉相关内容。"),
            "R20(1)",
        ),
        Reason(
            "paper_unclear",
            _("材料看不清"),
            _("所交材料看不清楚或缺页。"),
            _("请重新拍摄或扫描：四角齐全、文字清晰。"),
            "P10 二(二)1(5)",
        ),
        Reason(
            "photo",
            _("照片不合要求"),
            _("现场照片不合要求。"),
            _("须为本人彩色正面免冠照，背景标识和时间可见，重新到场拍摄。"),
            "P10 二(二)1(4)",
        ),
        Reason("other", _("其他"), "", "", "P10 二(二)2"),
    )
}


def choices() -> list[tuple[str, str | Promise]]:
    """Code and label, for a form."""
    return [(reason.code, reason.label) for reason in REASONS.values()]


def reason(item: str, code: str, text: str = "", suggestion: str = "") -> dict[str, str]:
    """A reason as it stands in records and messages; what the officer left empty is filled from the list.

    In Chinese, whatever language the officer works in: the owner reads it, and no record changes with a reader's language.
    """
    known = REASONS[code]
    with override("zh-hans"):
        return {
            "item": item,
            "code": code,
            "text": text or str(known.text),
            "suggestion": suggestion or str(known.suggestion),
            "article": known.article,
        }


def label_of(code: str) -> str:
    """The reason's name; nothing for a code that is not of this list (a rule's, a conflict's)."""
    return str(REASONS[code].label) if code in REASONS else ""
