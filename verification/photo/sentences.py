"""What a check of the desk photo says, in the reader's language: from its code, what was found wrong, and what was measured.

A record and a report hold all three, and beside them the sentence in Chinese as it stood then. That one is shown where this list knows
nothing of the kind: records from before a fault had its name, and reports of other systems.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.timezone import is_aware, localdate
from django.utils.translation import gettext_lazy as _

MARKERS = 2  # of a backdrop, at least, in the picture
NUMBER, REUSED = "backdrop_number", "background_reused"
LABELS = {
    "face": _("正面人脸"),
    "face_size": _("人脸大小"),
    "sharpness": _("清晰度"),
    "brightness": _("亮度"),
    "colour": _("彩色"),
    "bare_head": _("免冠"),
    "backdrop": _("幕布"),
    NUMBER: _("幕布编号"),
    REUSED: _("背景未重复使用"),
}
# (what was looked at, what was found wrong): the second is empty for a pass.
SENTENCES = {
    ("face", ""): _("有且只有一张正面人脸。"),
    ("face", "no_face"): _("没有看到正面人脸，请本人走近些、正对镜头，摘下口罩和墨镜后重拍。"),
    ("face", "profile"): _("只看到侧脸，请本人正对镜头后重拍。"),
    ("face", "upside_down"): _("照片上下颠倒，请把相机转正后重拍，或旋转照片后再上传。"),
    ("face", "lying"): _("照片横倒了，请把相机转正后重拍，或旋转照片后再上传。"),
    ("face", "several_faces"): _("照片里有 %(count)d 张脸，请让其他人离开画面后重拍。"),
    ("face_size", ""): _("人脸大小合适。"),
    ("face_size", "small_face"): _("人脸太小，请走近一些，让头部约占画面高度的三分之一。"),
    ("face_size", "face_margin"): _("人脸偏小或太靠边，请让头部居中，约占画面高度的三分之一。"),
    ("sharpness", ""): _("面部清晰。"),
    ("sharpness", "blurred"): _("照片模糊，请擦净镜头、对准面部对焦，拿稳相机后重拍。"),
    ("sharpness", "soft"): _("面部不够清晰，请对准面部对焦后重拍。"),
    ("brightness", ""): _("亮度合适。"),
    ("brightness", "dark"): _("照片太暗，请打开正面灯光后重拍。"),
    ("brightness", "darkish"): _("面部偏暗，请补正面光。"),
    ("brightness", "bright"): _("照片太亮，面部已没有细节，请减弱灯光或曝光后重拍。"),
    ("brightness", "brightish"): _("面部偏亮，请减弱灯光或曝光。"),
    ("colour", ""): _("是彩色照片。"),
    ("colour", "grey"): _("照片是黑白的，请关闭相机的黑白或单色效果，拍摄彩色照片。"),
    ("colour", "pale"): _("照片颜色很淡，请检查相机的色彩设置和灯光。"),
    ("bare_head", ""): _("没有发现帽子。"),
    ("bare_head", "hat"): _("额头上方好像有帽子或头巾，请摘下后重拍；没有戴帽的，请写明理由。"),
    ("backdrop", ""): _("看到幕布上的 %(count)d 个标记。"),
    ("backdrop", "mirrored"): _("照片左右相反，请关闭相机的镜像功能后重拍。"),
    ("backdrop", "foreign_backdrop"): _("幕布上的标记互相矛盾，不是备案中心发放的一幅幕布，请使用备案中心发放的幕布。"),
    ("backdrop", "no_backdrop"): _("没有看到备案中心的幕布，请在幕布前拍摄，让幕布上的标记至少露出 %(least)d 个。"),
    (NUMBER, ""): _("幕布编号 %(number)s 属于本单位。"),
    (NUMBER, "number_unread"): _("没有读出幕布编号，请移开遮挡编号标记的物品后重拍；确是本单位幕布的，请写明理由。"),
    (NUMBER, "number_unregistered"): _("本单位还没有登记幕布，无法核对编号 %(number)s；请向备案中心申领幕布。"),
    (NUMBER, "number_foreign"): _("幕布编号 %(number)s 不是本单位的，请使用备案中心发给本单位的幕布。"),
    (NUMBER, "number_void"): _("幕布 %(number)s 已作废或尚未启用，请换用有效的幕布。"),
    (REUSED, REUSED): _("背景与本单位 %(day)s 的另一张照片完全相同，请确认是现场拍摄；不能确认的，请重新拍摄。"),
}
_OWN_NUMBER = _("本单位的编号")


def label(code: object, told: object = "") -> str:
    """What was looked at; `told` is what the record says where the code is unknown."""
    return str(LABELS.get(str(code)) or told or "")


def text(code: object, fault: object, value: object = None, told: object = "") -> str:
    """What to do about it; `told` where the kind is unknown, or the value is none that it goes with."""
    sentence = SENTENCES.get((str(code), fault)) if isinstance(fault, str) else None
    try:
        return str(sentence) % _words(str(code), value) if sentence else str(told or "")
    except (KeyError, TypeError, ValueError):
        return str(told or "")


def limit(code: object, fault: object, told: object = "") -> str:
    """What was asked for: a figure as it was told, and words for the number of a backdrop."""
    return str(_OWN_NUMBER) if code == NUMBER and fault else str(told or "")


def said(check: Mapping[str, Any]) -> dict[str, Any]:
    """A check as a record or a report holds it (Check.as_json), in the reader's language."""
    told = {name: check.get(name) for name in ("code", "fault", "value", "label", "text", "limit")}
    return dict(check) | {
        "label": label(told["code"], told["label"] or told["code"]),
        "text": text(told["code"], told["fault"], told["value"], told["text"]),
        "limit": limit(told["code"], told["fault"], told["limit"]),
    }


def in_chinese(code: str, fault: str, value: object, bound: str) -> dict[str, str]:
    """The words that are kept beside the codes, whoever stands at the desk: sheets are in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        return {"label": label(code), "limit": limit(code, fault, bound), "text": text(code, fault, value)}


def _words(code: str, value: object) -> dict[str, object]:
    """What a sentence may name, as far as the measured value is such a thing; ValueError for a moment that is none."""
    if code == REUSED:
        return {"day": _day(value)}
    if code == NUMBER:
        return {"number": value} if isinstance(value, str) and value else {}
    return {"least": MARKERS, "count": value} if isinstance(value, int) else {"least": MARKERS}


def _day(moment: object) -> str:
    """The day of an ISO moment as Shanghai counts days; ValueError."""
    found = datetime.fromisoformat(str(moment))
    return (localdate(found) if is_aware(found) else found.date()).isoformat()
