"""Words of a field that needs an approval are for sites that hold it (P09 附件3二(五))."""

from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import PERSON, REJECT, WARN, Broken, Context, name_in_language, rule
from beian.filing.rules.keywords import Vocabulary
from beian.filing.rules.site_names.authority import covered, owner_of
from beian.filing.rules.site_names.items import NAME
from beian.reference.tables import Row, Table, table


@rule(
    "site_name.approval",
    NAME,
    article="P09 附件3二(五)",
    text=_("名称中的“{word}”属于“{kind}”类内容，需要先取得批准。"),
    suggestion=_("请填写批准文件；没有批准的，请换一个不含“{word}”的名称。"),
)
def approval_held(value: str, context: Context) -> Broken:
    """A keyword of a field that needs an approval which the site does not hold."""
    kinds = table("pre_approvals")
    if _all_words(kinds).first(value) is None:
        return False
    return _gravest(_approval_words(value, context, kinds))


@lru_cache(maxsize=64)
def _all_words(kinds: Table) -> Vocabulary:
    return Vocabulary({word for row in kinds.rows for word in (*row.flags["words"], *row.flags["weak_words"])})


@lru_cache(maxsize=64)
def _fields(kinds: Table) -> list[tuple[Row, bool, Vocabulary]]:
    """(kind of approval, are its words weak, its words) for every kind that has any."""
    pairs = [(row, weak, row.flags["weak_words" if weak else "words"]) for row in kinds.rows for weak in (False, True)]
    return [(row, weak, Vocabulary(words)) for row, weak, words in pairs if words]


def _approval_words(value: str, context: Context, kinds: Table) -> Iterator[dict]:
    held, as_written = context.get("approvals") or (), context.get("as_written")
    for row, weak, words in _fields(kinds):
        if as_written and not row.flags["annex3"]:
            continue
        word = words.first(value)
        if word and int(row.code) not in held and not _its_office(word, context):
            yield {
                "word": word,
                "kind": name_in_language(row),
                "severity": _approval_severity(row, word, weak, context),
            }


def _its_office(word: str, context: Context) -> bool:
    """Whether the owner is the government office of that field: an 教育局 may say 教育."""
    return context.get("nature") == natures.GOVERNMENT and word in owner_of(context)


def _approval_severity(row: Row, word: str, weak: bool, context: Context) -> str:
    """Annex 3's kinds reject; an abolished kind, a weak word, one of a unit's registered name or of its authorisation only warns."""
    own = word in owner_of(context) and context.get("nature") != natures.PERSON
    if weak or own or covered(word, context):
        return WARN
    return REJECT if context.get("as_written") or row.is_valid(context["today"]) else WARN


def _gravest(broken: Iterator[dict]) -> Broken:
    order = (REJECT, PERSON, WARN)
    return min(broken, key=lambda found: order.index(found["severity"]), default=False)
