"""The checks of a desk photo: colour, frontal, bare-headed, sharp, lit, before the centre's backdrop (B6, P10 二(二)1(4)).

Limits were set with real and drawn faces at 800×600; between fail and pass lies doubt, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from verification.photo.sentences import MARKERS
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


def checks(facts: Facts) -> tuple[Check, ...]:
    """Every check in the order of the desk. What cannot be measured because of another fault is left out."""
    found = (one(facts) for one in _ALL)
    return tuple(check for check in found if check is not None)


def _colour(facts: Facts) -> Check | None:
    """Left out without a face, since a backdrop alone has one colour, and where light hides the colours."""
    if not facts["faces"] or _light(facts).result == FAIL:
        return None
    value, limit = round(facts["colour"], 1), f"≥ {COLOUR_DOUBT:g}"
    if value < COLOUR_FAIL:
        return Check("colour", FAIL, value, limit, "grey")
    if value < COLOUR_DOUBT:
        return Check("colour", DOUBT, value, limit, "pale")
    return Check("colour", PASS, value, limit)


def _light(facts: Facts) -> Check:
    light = facts["brightness"]
    face, burnt = round(light["face"]), light["burnt_out"]
    limit = f"{DARK_DOUBT:.0f}–{BRIGHT_DOUBT:.0f}"
    if not facts["faces"]:
        burnt = 1.0 if burnt > WHOLE_BURNT_FAIL else 0.0
    if face < DARK_FAIL:
        return Check("brightness", FAIL, face, limit, "dark")
    if face > BRIGHT_FAIL or burnt > BURNT_FAIL:
        return Check("brightness", FAIL, face, limit, "bright")
    if face < DARK_DOUBT:
        return Check("brightness", DOUBT, face, limit, "darkish")
    if face > BRIGHT_DOUBT or burnt > BURNT_DOUBT:
        return Check("brightness", DOUBT, face, limit, "brightish")
    return Check("brightness", PASS, face, limit)


def blurred(facts: Facts) -> bool:
    face = facts["face_sharpness"]
    return facts["sharpness"] < WHOLE_SHARP_FAIL or (face is not None and face < SHARP_FAIL)


def _sharpness(facts: Facts) -> Check | None:
    """The face's, or that of the whole where that is so blurred that no face need be found. Too dark or too bright hides it."""
    if _light(facts).result == FAIL:
        return None
    face, limit = facts["face_sharpness"], f"≥ {SHARP_DOUBT:g}"
    value = round(facts["sharpness"] if face is None else face, 1)
    if blurred(facts):
        return Check("sharpness", FAIL, value, limit, "blurred")
    if face is None:
        return None
    if value < SHARP_DOUBT:
        return Check("sharpness", DOUBT, value, limit, "soft")
    return Check("sharpness", PASS, value, limit)


def _hidden(facts: Facts) -> bool:
    """Whether blur or light may hide what else is looked for: then that fault is told, and not what it hides."""
    return blurred(facts) or _light(facts).result == FAIL


_TURNED = ("upside_down", "lying")  # what is cut out of such a picture may miss the backdrop
_FAULTS = {"none": "no_face"}


def _face(facts: Facts) -> Check | None:
    if len(facts["faces"]) != 1 and _hidden(facts):
        return None
    count, limit = len(facts["faces"]), "1"
    if count == 0:
        stands = facts["stands"]
        return Check("face", FAIL, 0, limit, _FAULTS.get(stands, stands))
    if count > 1:
        return Check("face", FAIL, count, limit, "several_faces")
    return Check("face", PASS, count, limit)


def _size(facts: Facts) -> Check | None:
    if len(facts["faces"]) != 1:
        return None
    part = facts["faces"][0][3] / 600
    value, limit = f"{part:.0%}", f"≥ {FACE_DOUBT:.0%}"
    if part < FACE_FAIL:
        return Check("face_size", FAIL, value, limit, "small_face")
    if part < FACE_DOUBT or _at_edge(facts["faces"][0]):
        return Check("face_size", DOUBT, value, limit, "face_margin")
    return Check("face_size", PASS, value, limit)


def _at_edge(face: list[int]) -> bool:
    """Less than an eighth of the face left free above it or beside it."""
    x, y, width, height = face
    return x < width / 8 or x + width > 800 - width / 8 or y < height / 8


def _bare_head(facts: Facts) -> Check | None:
    if facts["covered"] is None or len(facts["faces"]) != 1 or _hidden(facts):
        return None
    value, limit = f"{facts['covered']:.0%}", f"< {HAT_DOUBT:.0%}"
    if facts["covered"] < HAT_DOUBT:
        return Check("bare_head", PASS, value, limit)
    return Check("bare_head", DOUBT, value, limit, "hat")


def _backdrop(facts: Facts) -> Check | None:
    """Left out where blur, dark or a picture on its head would hide any backdrop: that fault is told instead."""
    count, limit = len(facts["markers"]), f"≥ {MARKERS}"
    if count >= MARKERS and not facts["contradicted"]:
        return Check("backdrop", PASS, count, limit)
    if facts["mirrored"]:
        return Check("backdrop", FAIL, count, limit, "mirrored")
    if count < MARKERS and (_hidden(facts) or facts["stands"] in _TURNED):
        return None
    if facts["contradicted"]:
        return Check("backdrop", FAIL, count, limit, "foreign_backdrop")
    return Check("backdrop", FAIL, count, limit, "no_backdrop")


_ALL: tuple[Callable[[Facts], Check | None], ...] = (
    _face,
    _size,
    _sharpness,
    _light,
    _colour,
    _bare_head,
    _backdrop,
)
