"""What a visitor of a page sees, as running text: no comments, scripts, styles, templates, attributes, no hidden elements.

Inline elements leave no trace, `<br>` is a line feed, and a block element begins and ends with BOUNDARY.
"""

import re

from lxml import etree

BOUNDARY = "\x1e"

_BLOCKS = frozenset(
    "address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre search section "
    "select summary table tbody td textarea tfoot th thead tr ul xmp".split()
)
# Elements whose content no visitor with a present-day browser sees.
_UNSEEN = frozenset(
    "audio canvas datalist head iframe noembed noframes noscript rp script style template title video".split()
)
# The elements whose end tags must stay where all others are dropped: the unseen ones, and those whose content is no markup.
_RAW = "audio|canvas|datalist|head|iframe|noembed|noframes|noscript|rp|script|style|template|textarea|title|video|xmp"
_DISPLAY = re.compile(r"(?i)(?:^|[;\s])display\s*:\s*([a-z-]+)")
_INVISIBLE = re.compile(r"(?i)(?:^|[;\s])visibility\s*:\s*(?:hidden|collapse)")

# A page nested deeper than any browser would follow is read without its end tags: looking for their beginnings takes quadratic time.
_DEEPEST = 2000
_PIECE = 1 << 15
_END_TAG = re.compile(rf"</(?!(?i:{_RAW})\b)([A-Za-z][A-Za-z0-9]*)[^<>]*>")


class _Seen:
    """Takes the parser's events and keeps what is seen; unseen counts the open elements from the outermost unseen one on."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.depth = 0
        self.unseen = 0
        self.blocks: list[bool] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.unseen or name in _UNSEEN or "hidden" in attributes:
            self.unseen += 1
            return
        display = "block" if name in _BLOCKS else "inline"
        if "style" in attributes:
            display = _styled(attributes["style"], display)
        if display == "none":
            self.unseen += 1
            return
        self.blocks.append(not display.startswith(("inline", "contents")))
        self.texts.append(BOUNDARY if self.blocks[-1] else "\n" if name == "br" else "")

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.unseen:
            self.unseen -= 1
        elif self.blocks and self.blocks.pop():
            self.texts.append(BOUNDARY)

    def data(self, text: str) -> None:
        if not self.unseen:
            self.texts.append(text)

    def comment(self, text: str) -> None:
        """Nobody sees a comment."""

    def close(self) -> str:
        return "".join(self.texts)


def _styled(style: str, display: str) -> str:
    """The display that an element's own style gives it; "none" where it is not to be seen."""
    if _INVISIBLE.search(style):
        return "none"
    named = _DISPLAY.search(style)
    return named[1].lower() if named else display


def seen_text(html: str) -> str:
    """The text of a page as a visitor sees it. Any text is a page; time is linear in its length."""
    seen = _Seen()
    parser = etree.HTMLParser(target=seen, huge_tree=True)
    page = html.replace("\x00", "")
    for start in range(0, len(page), _PIECE):
        if seen.depth > _DEEPEST:
            parser.feed(_END_TAG.sub(_bare, page[start:]))
            break
        parser.feed(page[start : start + _PIECE])
    else:
        parser.feed("<br>")  # an empty page is none to the parser
    return parser.close()


def _bare(end_tag: re.Match[str]) -> str:
    return "<hr>" if end_tag[1].lower() in _BLOCKS else ""
