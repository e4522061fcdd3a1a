"""photo {path}: the checks of the desk, asked about a file."""

from __future__ import annotations

import io
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.evidence.checks import MOST_BYTES
from beian.evidence.refusals import EvidenceRefused
from beian.filing.rules import REJECT, WARN
from verification.judge.verdicts import BadMember, Reason, Verdict, member
from verification.photo import backdrops, taking
from verification.photo import verdicts as photos
from verification.photo.verdicts import FAIL, Check

ARTICLE = "P10 二(二)1(4)"
_LONGEST_PATH = 4096


def photo(line: dict[str, Any], today: date) -> Verdict:
    """{path}: the number read off the backdrop; what was measured stands beside the verdict as `measures`, null where nothing was."""
    path = Path(member(line, "path", str, _LONGEST_PATH))
    try:
        facts, _photo = taking.looked_at(io.BytesIO(_read(path)), now=datetime.now(UTC))
    except BadMember as error:
        return Verdict(None, (error.reason,), {"measures": None})
    except EvidenceRefused as refusal:
        return Verdict(None, (Reason("photo.refused", str(refusal), ARTICLE),), {"measures": None})
    verdict = taking.judge(facts)
    return Verdict(verdict.backdrop, tuple(map(_reason, _faulty(verdict))), {"measures": verdict.measures})


def _faulty(verdict: photos.Verdict) -> list[Check]:
    """What speaks against the photo; a number that could not be read is a doubt here as it is at the desk."""
    unread = backdrops.unread(verdict)
    return [check for check in (*verdict.checks, unread) if check is not None and check.fault]


def _reason(check: Check) -> Reason:
    return Reason(f"photo.{check.fault}", check.text, ARTICLE, REJECT if check.result == FAIL else WARN)


def _read(path: Path) -> bytes:
    """The file's beginning, a byte more than is taken; BadMember where there is none: a folder, a pipe, a name that is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadMember("value", _("“{name}”不是一个文件。"), "path")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BadMember("value", _("“{name}”所指的文件打不开。"), "path") from error
