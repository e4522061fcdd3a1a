"""Why a kept sheet fails a sample: one list, so that bureaus, providers and the support centre count alike."""

from django.utils.translation import gettext_lazy as _

MISSING = "missing"
CAUSES = {
    MISSING: _("未留存核验单，或未按期出示"),
    "unsigned": _("核验单缺少签字或盖章"),
    "incomplete": _("核对项目不全"),
    "differs": _("核验单与备案信息不一致"),
    "photo": _("照片不符合要求"),
    "agreement": _("协议书缺失，或签署人不符"),
    "untrue": _("涉嫌提供虚假信息"),
    "other": _("其他"),
}


def label_of(code: str) -> str:
    """In words; the code itself where a newer node has sent one that is not known here."""
    return str(CAUSES.get(code, code))
