"""A sealed paper as a picture, for pages that show it beside other things: browsers cannot turn, enlarge or confine a PDF of ours in a page."""

from __future__ import annotations

import json
from typing import cast

from beian.papers.rendering import PaperRefused, pages_of

MOST_PAGES = 6
PPI = 110  # 910 pixels across an A4 page: read beside the fields, and twice enlarged
_SOURCE = b"""
#set page(width: 210mm, height: auto, margin: 0pt)
#set image(width: 100%)
#let paper = bytes(json(bytes(sys.inputs.paper)))
#stack(..range(int(sys.inputs.pages)).map(n => image(paper, format: "pdf", page: n + 1)))
"""


def picture_of(pdf: bytes) -> bytes:
    """PNG of the first pages, one below the other; nothing touches a disk. PaperRefused where it cannot be drawn.

    For papers whose seal holds: a stranger's PDF is never drawn in this process.
    """
    import typst

    try:
        pages = min(pages_of(pdf), MOST_PAGES)
        inputs = {"paper": json.dumps(list(pdf)), "pages": str(pages)}
        made = typst.compile(_SOURCE, format="png", ppi=PPI, ignore_system_fonts=True, sys_inputs=inputs)
    except typst.TypstError as error:
        raise PaperRefused(f"a paper of {len(pdf)} bytes cannot be shown: {error.message}") from error
    return cast(bytes, made)
