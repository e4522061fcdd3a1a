"""The checks of a desk photo: colour, frontal, bare-headed, sharp, lit, before the centre's backdrop (B6, P10 二(二)1(4)).

Limits were set with real and drawn faces at 800×600; between fail and pass lies doubt, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from verification.photo.verdicts import DOUBT, FAIL, PASS, Check

Facts = Mapping[str, Any]

COLOUR_FAIL, COLOUR_DOUBT = 2.5, 5.0
SHARP_FAIL, SHARP_DOUBT = 5.5, 9.0
WHOLE_SHARP_FAIL = 15.0
DARK_FAIL, DARK_DOUBT = 55.0, 75.0
BRIGHT_FAIL, BRIGHT_DOUBT = 235.0, 220.0
BURNT_FAIL, BURNT_DOUBT = 0.35, 0.15
WHOLE_BURNT_FAIL = 0.5  # where no face is found; the white of a backdrop makes 0.15
FACE_FAIL, FACE_DOUBT = 0.13, 0.15  # of the picture's height
HAT_DOUBT = 0.45
MARKERS = 2


def checks(facts: Facts) -> tuple[Check, ...]:
    """Every check in the order of the desk. What cannot be measured because of another fault is left out."""
    found = (one(facts) for one in _ALL)
    return tuple(check for check in found if check is not None)


def _colour(facts: Facts) -> Check | None:
    """Left out without a face, since a backdrop alone has one colour, and where light hides the colours."""
    if not facts["faces"] or _light(facts).result == FAIL:
        return None
    value, label, limit = round(facts["colour"], 1), _("彩色"), f"≥ {COLOUR_DOUBT:g}"
    if value < COLOUR_FAIL:
        text = _("照片是黑白的，请关闭相机的黑白或单色效果，拍摄彩色照片。")
        return Check("colour", FAIL, label, text, value, limit, "grey")
    if value < COLOUR_DOUBT:
        text = _("照片颜色很淡，请检查相机的色彩设置和灯光。")
        return Check("colour", DOUBT, label, text, value, limit, "pale")
    return Check("colour", PASS, label, _("是彩色照片。"), value, limit)


def _light(facts: Facts) -> Check:
    light = facts["brightness"]
    face, burnt = round(light["face"]), light["burnt_out"]
    label, limit = _("亮度"), f"{DARK_DOUBT:.0f}–{BRIGHT_DOUBT:.0f}"
    if not facts["faces"]:
        burnt = 1.0 if burnt > WHOLE_BURNT_FAIL else 0.0
    if face < DARK_FAIL:
        return Check("brightness", FAIL, label, _("照片太暗，请打开正面灯光后重拍。"), face, limit, "dark")
    if face > BRIGHT_FAIL or burnt > BURNT_FAIL:
        text = _("照片太亮，面部已没有细节，请减弱灯光或曝光后重拍。")
        return Check("brightness", FAIL, label, text, face, limit, "bright")
    if face < DARK_DOUBT:
        return Check("brightness", DOUBT, label, _("面部偏暗，请补正面光。"), face, limit, "darkish")
    if face > BRIGHT_DOUBT or burnt > BURNT_DOUBT:
        return Check("brightness", DOUBT, label, _("面部偏亮，请减弱灯光或曝光。"), face, limit, "brightish")
    return Check("brightness", PASS, label, _("亮度合适。"), face, limit)


def blurred(facts: Facts) -> bool:
    face = facts["face_sharpness"]
    return facts["sharpness"] < WHOLE_SHARP_FAIL or (face is not None and face < SHARP_FAIL)


def _sharpness(facts: Facts) -> Check | None:
    """The face's, or that of the whole where that is so blurred that no face need be found. Too dark or too bright hides it."""
    if _light(facts).result == FAIL:
        return None
    face, label, limit = facts["face_sharpness"], _("清晰度"), f"≥ {SHARP_DOUBT:g}"
    value = round(facts["sharpness"] if face is None else face, 1)
    if blurred(facts):
        text = _("照片模糊，请擦净镜头、对准面部对焦，拿稳相机后重拍。")
        return Check("sharpness", FAIL, label, text, value, limit, "blurred")
    if face is None:
        return None
    if value < SHARP_DOUBT:
        text = _("面部不够清晰，请对准面部对焦后重拍。")
        return Check("sharpness", DOUBT, label, text, value, limit, "soft")
    return Check("sharpness", PASS, label, _("面部清晰。"), value, limit)


def _hidden(facts: Facts) -> bool:
    """Whether blur or light may hide what else is looked for: then that fault is told, and not what it hides."""
    return blurred(facts) or _light(facts).result == FAIL


_STANDS: dict[str, Callable[[], str]] = {
    "upside_down": lambda: _("照片上下颠倒，请把相机转正后重拍，或旋转照片后再上传。"),
    "lying": lambda: _("照片横倒了，请把相机转正后重拍，或旋转照片后再上传。"),
    "profile": lambda: _("只看到侧脸，请本人正对镜头后重拍。"),
    "none": lambda: _("没有看到正面人脸，请本人走近些、正对镜头，摘下口罩和墨镜后重拍。"),
}
_TURNED = ("upside_down", "lying")  # what is cut out of such a picture may miss the backdrop
_FAULTS = {"none": "no_face"}


def _face(facts: Facts) -> Check | None:
    if len(facts["faces"]) != 1 and _hidden(facts):
        return None
    count, label, limit = len(facts["faces"]), _("正面人脸"), "1"
    if count == 0:
        stands = facts["stands"]
        return Check("face", FAIL, label, _STANDS[stands](), 0, limit, _FAULTS.get(stands, stands))
    if count > 1:
        text = _("照片里有 %(count)d 张脸，请让其他人离开画面后重拍。") % {"count": count}
        return Check("face", FAIL, label, text, count, limit, "several_faces")
    return Check("face", PASS, label, _("有且只有一张正面人脸。"), count, limit)


def _size(facts: Facts) -> Check | None:
    if len(facts["faces"]) != 1:
        return None
    part, label = facts["faces"][0][3] / 600, _("人脸大小")
    value, limit = f"{part:.0%}", f"≥ {FACE_DOUBT:.0%}"
    if part < FACE_FAIL:
        text = _("人脸太小，请走近一些，让头部约占画面高度的三分之一。")
        return Check("face_size", FAIL, label, text, value, limit, "small_face")
    if part < FACE_DOUBT or _at_edge(facts["faces"][0]):
        text = _("人脸偏小或太靠边，请让头部居中，约占画面高度的三分之一。")
        return Check("face_size", DOUBT, label, text, value, limit, "face_margin")
    return Check("face_size", PASS, label, _("人脸大小合适。"), value, limit)


def _at_edge(face: list[int]) -> bool:
    """Less than an eighth of the face left free above it or beside it."""
    x, y, width, height = face
    return x < width / 8 or x + width > 800 - width / 8 or y < height / 8


def _bare_head(facts: Facts) -> Check | None:
    if facts["covered"] is None or len(facts["faces"]) != 1 or _hidden(facts):
        return None
    value, label, limit = f"{facts['covered']:.0%}", _("免冠"), f"< {HAT_DOUBT:.0%}"
    if facts["covered"] < HAT_DOUBT:
        return Check("bare_head", PASS, label, _("没有发现帽子。"), value, limit)
    text = _("额头上方好像有帽子或头巾，请摘下后重拍；没有戴帽的，请写明理由。")
    return Check("bare_head", DOUBT, label, text, value, limit, "hat")


def _backdrop(facts: Facts) -> Check | None:
    """Left out where blur, dark or a picture on its head would hide any backdrop: that fault is told instead."""
    count, label, limit = len(facts["markers"]), _("幕布"), f"≥ {MARKERS}"
    if count >= MARKERS and not facts["contradicted"]:
        words = {"count": count}
        return Check("backdrop", PASS, label, _("看到幕布上的 %(count)d 个标记。") % words, count, limit)
    if facts["mirrored"]:
        text = _("照片左右相反，请关闭相机的镜像功能后重拍。")
        return Check("backdrop", FAIL, label, text, count, limit, "mirrored")
    if count < MARKERS and (_hidden(facts) or facts["stands"] in _TURNED):
        return None
    if facts["contradicted"]:
        text = _("幕布上的标记互相矛盾，不是备案中心发放的一幅幕布，请使用备案中心发放的幕布。")
        return Check("backdrop", FAIL, label, text, count, limit, "foreign_backdrop")
    text = _("没有看到备案中心的幕布，请在幕布前拍摄，让幕布上的标记至少露出 %(least)d 个。") % {"least": MARKERS}
    return Check("backdrop", FAIL, label, text, count, limit, "no_backdrop")


_ALL: tuple[Callable[[Facts], Check | None], ...] = (
    _face,
    _size,
    _sharpness,
    _light,
    _colour,
    _bare_head,
    _backdrop,
)
