"""Kind 4: the subject, a principal, a domain or a site's name stands on the blacklist (M6)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from ministry.register.conflicts.answers import Conflict
from ministry.register.conflicts.columns import found
from ministry.register.conflicts.exclusive import CERTIFICATE_ITEM
from ministry.register.models import Passage
from ministry.supervision.blacklist import site_key

_LISTED = """
SELECT asked.place, min(entry.province)
FROM json_to_recordset(%(asked)s::json) AS asked (place int, kind text, key text)
JOIN ministry_blacklistentry AS entry
  ON entry.node = current_setting('beian.node') AND entry.kind = asked.kind AND entry.key = asked.key COLLATE "C"
 AND entry.confirmed_at IS NOT NULL AND entry.lifted_at IS NULL AND entry.from_day <= %(today)s AND (entry.until_day IS NULL OR entry.until_day >= %(today)s)
GROUP BY asked.place
"""


Asked = tuple[UUID, str, str, str]  # application, kind, key, item


def listed(passages: Sequence[Passage], now: datetime) -> Iterator[tuple[UUID, Conflict]]:
    """Whatever of these applications is on the list today; the answer names the item and who listed it, never why."""
    return _listed([(passage.application, *key) for passage in passages for key in _keys(passage)], now)


def listed_domains(asked: list[tuple[UUID, str, str]], now: datetime) -> Iterator[tuple[UUID, Conflict]]:
    """The same for (application, item, domain) triples."""
    return _listed([(application, "domain", key, item) for application, item, key in asked], now)


def _listed(asked: list[Asked], now: datetime) -> Iterator[tuple[UUID, Conflict]]:
    rows = [(place, kind, key) for place, (_application, kind, key, _item) in enumerate(asked)]
    for place, province in found(_LISTED, ("place", "kind", "key"), rows, today=timezone.localdate(now)):
        application, _kind, _key, item = asked[place]
        yield application, Conflict("blacklisted", item, province, filed=bool(province))


def _keys(passage: Passage) -> Iterator[tuple[str, str, str]]:
    """(kind, key, item) of everything that could be listed."""
    yield "certificate", passage.certificate, CERTIFICATE_ITEM
    for item, digest in passage.principals.items():
        yield "certificate", digest, item
    for item, domain in passage.named_domains:
        yield "domain", domain, item
    for index, site in enumerate(passage.document.get("sites", [])):
        if name := site.get("name"):
            yield "site", site_key(name), f"sites.{index}.name"
