"""Address ranges do not overlap (P09 附件3二(九))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.identifiers.addresses import Range
from beian.filing.rules.across.reading import ranges
from beian.filing.rules.findings import Document, Places, document_rule


@document_rule(
    "across.ranges_overlap",
    article="P09 附件3二(九)",
    text=_("地址段与前面的地址段重叠。"),
    suggestion=_("请合并或改正重叠的地址段。"),
)
def ranges_apart(document: Document) -> Places:
    """No address is reported twice in one filing."""
    taken: list[Range] = []
    for place, span in ranges(document):
        if span and any(_overlap(span, other) for other in taken):
            yield f"access.ip_ranges.{place}.start", {}
        elif span:
            taken.append(span)


def _overlap(one: Range, other: Range) -> bool:
    """Whether two ranges share an address; ranges of different families never do."""
    same_family = one.start.version == other.start.version
    return same_family and int(one.start) <= int(other.end) and int(other.start) <= int(one.end)
