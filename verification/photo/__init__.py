"""The desk photo (B6, P10 二(二)1(4)): taken before the centre's backdrop, cut to 800×600, stamped, checked, kept with what was measured."""

from verification.photo.keeping import PhotoRefused, keep, reasons, settle, standing
from verification.photo.specimens import ready_made
from verification.photo.taking import decode, take
from verification.photo.verdicts import Check, Taken, Verdict

__all__ = [
    "Check",
    "PhotoRefused",
    "Taken",
    "Verdict",
    "decode",
    "keep",
    "ready_made",
    "reasons",
    "settle",
    "standing",
    "take",
]
