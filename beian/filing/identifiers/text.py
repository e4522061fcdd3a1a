"""Text hygiene: which characters may stand in any item, and what a form may fold for its user."""

import re
import unicodedata

from beian.filing.identifiers.reasons import Invalid

# Not printable yet welcome: Python's character data end with Unicode 14, names use ideographs of 15 and 15.1 as well.
_NEW_IDEOGRAPHS = re.compile(r"[\U00020000-\U0003FFFD]")
# Printable for Python, yet blank or invisible on a page: fillers, braille blank, variation selectors, combining grapheme joiner.
_INVISIBLE = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\ufffd\U000e0100-\U000e01ef]"
)
# Latin beside Greek or Cyrillic inside one word is never a word: раypal.
_MIXED = re.compile(r"[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z]")
_COMBINING_RUN = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3}")
# What most texts consist of; each of these characters is welcome anywhere and is its own NFC form.
_PLAIN = re.compile(r"[ -~\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]*")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x00A0: " "}
# Spaces of every width; not the controls and separators that \s takes for blanks as well.
_BLANK = re.compile("[ \u1680\u2000-\u200a\u202f\u205f]+")


def _welcome(character: str, allowed: str) -> bool:
    if character.isprintable() or character in allowed:
        return True
    category = unicodedata.category(character)
    return category == "Zs" or (category == "Cn" and _NEW_IDEOGRAPHS.match(character) is not None)


def clean_text(value: str, *, lines: bool = False) -> str:
    """The text in NFC, or Invalid: control, format (zero width, bidi), private-use, unassigned characters, surrogates, NUL, fillers.

    With lines a line feed may stand in it; CR LF counts as one.
    """
    if _PLAIN.fullmatch(value):
        return value
    if lines and "\r" in value:
        value = value.replace("\r\n", "\n")
    reason = hidden_reason(value, lines=lines)
    if reason:
        raise Invalid(reason)
    return unicodedata.normalize("NFC", value)


def is_clean(value: str, *, lines: bool = False) -> bool:
    """Whether clean_text takes the text."""
    return _PLAIN.fullmatch(value) is not None or not hidden_reason(value, lines=lines)


def hidden_reason(value: str, *, lines: bool = False) -> str:
    """Why clean_text refuses the text, empty where it does not."""
    if lines:
        value = value.replace("\r\n", "\n")
    if not value.isprintable() and not all(_welcome(character, "\n" if lines else "") for character in value):
        return "text.hidden"
    if value.isascii():
        return ""
    if _INVISIBLE.search(value) or _COMBINING_RUN.search(value):
        return "text.hidden"
    return "text.mixed" if _MIXED.search(value) else ""


def halfwidth(value: str) -> str:
    """Full-width letters, digits, signs and spaces as their ASCII forms; all else as it was."""
    return value if value.isascii() else value.translate(_WIDE)


def fold(value: str, case: str = "keep") -> str:
    """What a form may do to an identifier for its user: half width, no spaces, and upper or lower case; idempotent."""
    folded = _BLANK.sub("", halfwidth(value))
    if case == "upper":
        return upper(folded)
    return folded.translate(_LOWER) if case == "lower" else folded


_UPPER = {code: code - 32 for code in range(97, 123)}
_LOWER = {code: code + 32 for code in range(65, 91)}


def upper(value: str) -> str:
    """Upper case of ASCII letters only: ß, ı and their like have surprising ones."""
    return value.upper() if value.isascii() else value.translate(_UPPER)
