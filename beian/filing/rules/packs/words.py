"""Lists of words inside sentences."""

from collections.abc import Sequence

from django.utils.functional import lazy
from django.utils.translation import gettext

MOST = 8


def _listed(words: Sequence[str]) -> str:
    text = gettext("、").join(words[:MOST])
    return text if len(words) <= MOST else gettext("%(words)s 等") % {"words": text}


# The first eight words of a list, joined as the language of the moment does.
listed = lazy(_listed, str)
