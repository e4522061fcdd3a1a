"""From an upload to a photo that can be kept: looked at in a process beside this one, judged here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import IO, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from beian.evidence import checks as evidence_checks
from beian.evidence import store
from beian.evidence.checks import Checked
from beian.evidence.purposes import JPEG, PICTURES
from beian.evidence.refusals import EvidenceRefused
from beian.reference.clocks import SHANGHAI
from verification.photo import beside, checks
from verification.photo.verdicts import Taken, Verdict

PURPOSE, WIDTH, HEIGHT = "desk_photo", 800, 600


def take(upload: IO[bytes], *, now: datetime) -> Taken:
    """The photo, cut and stamped with `now`, encrypted and judged; EvidenceRefused where the upload cannot become one.

    Slow, and needs no scope: `decode` calls it before the request's transaction, and what it made or refused there is the answer here.
    """
    if (known := getattr(upload, "taken", None)) is not None:
        if isinstance(known, EvidenceRefused):
            raise known
        return known
    facts, photo = looked_at(upload, now=now)
    checked = Checked(photo, JPEG, WIDTH, HEIGHT, now)
    return Taken(store.seal(checked, PURPOSE), judge(facts))


def decode(field: str = "photo", *, clock: Callable[[], datetime]) -> Callable[[HttpRequest], None]:
    """For `people.access.beforehand`: take the photo of this field, so that the form's `take` has it at hand."""

    def work(request: HttpRequest) -> None:
        if (upload := request.FILES.get(field)) is not None:
            upload.taken = _outcome(upload, clock())

    return work


def _outcome(upload: Any, now: datetime) -> Taken | EvidenceRefused:
    try:
        return take(upload, now=now)
    except EvidenceRefused as refusal:
        return refusal


def looked_at(upload: IO[bytes], *, now: datetime) -> tuple[dict[str, Any], bytes]:
    """What was measured, and the finished JPEG; EvidenceRefused."""
    data = _read(upload)
    try:
        facts, photo = beside.ask({"do": "look", "stamp": stamp(now)}, data)
    except beside.Failed as error:
        raise EvidenceRefused(_("这张照片处理不了，请重新拍摄或换一张照片；如果反复出现，请稍后再试。")) from error
    if "refused" in facts:
        raise EvidenceRefused(_refusal(facts["refused"], facts["values"]))
    return facts, photo


def stamp(now: datetime) -> str:
    """The time as burnt in: server time in Asia/Shanghai."""
    return now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def judge(facts: dict[str, Any]) -> Verdict:
    """Checks and measures of what was seen."""
    number = facts["number"]
    return Verdict(checks.checks(facts), _measures(facts), number, facts["background"])


def _measures(facts: dict[str, Any]) -> dict[str, Any]:
    """What is kept and shown: rounded figures, boxes in pixels of the cut picture."""
    light = facts["brightness"]
    return {
        "width": facts["width"],
        "height": facts["height"],
        "colour": round(facts["colour"], 1),
        "sharpness": None if facts["face_sharpness"] is None else round(facts["face_sharpness"], 1),
        "sharpness_whole": round(facts["sharpness"], 1),
        "brightness": round(light["face"]),
        "brightness_whole": round(light["whole"]),
        "burnt_out": round(light["burnt_out"], 3),
        "faces": len(facts["faces"]),
        "face": facts["faces"][0] if facts["faces"] else None,
        "covered": None if facts["covered"] is None else round(facts["covered"], 2),
        "backdrop": facts["number"],
        "markers": len(facts["markers"]),
        "corners": facts["markers"],
    }


def _read(upload: IO[bytes]) -> bytes:
    """The bytes of a picture by size and type; what the name or the browser says counts for nothing."""
    data = upload.read(evidence_checks.MOST_BYTES + 1)
    if not data:
        raise EvidenceRefused(_("没有收到照片，请拍摄或选择一张照片。"))
    if len(data) > evidence_checks.MOST_BYTES:
        raise EvidenceRefused(_("文件超过 8 MB，请压缩或重新拍摄后再上传。"))
    if evidence_checks.media_type_of(data) not in PICTURES:
        raise EvidenceRefused(_("只接受 JPEG 或 PNG 照片，请把相机格式改为 JPEG（手机选“兼容性最佳”）后重新拍摄。"))
    return data


def _refusal(code: str, values: dict[str, int]) -> str:
    """What to do about an upload that cannot become a photo."""
    sentences = {
        "broken": _("图片已损坏，无法打开，请重新拍摄或导出后再上传。"),
        "memory": _("图片太大，处理不了，请把相机分辨率调低后重新拍摄。"),
        "bomb": _("图片尺寸过大（%(width)d×%(height)d 像素），最多 4000 万像素，请缩小后再上传。"),
        "small": _("照片只有 %(width)d×%(height)d 像素，至少要 640×480 像素，请调高相机分辨率后重拍。"),
        "narrow": _("照片太狭长（%(width)d×%(height)d 像素），裁不成 4:3，请正常拍摄后再上传。"),
    }
    return sentences[code] % values
