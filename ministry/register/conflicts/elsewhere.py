"""Kind 9: another application of the same subject is running at another provider."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from ministry.register.conflicts.answers import Conflict
from ministry.register.conflicts.columns import found
from ministry.register.conflicts.exclusive import CERTIFICATE_ITEM
from ministry.register.models import Passage

# Running: it has something leased. Of two, the one that leased first stands.
_RUNNING = """
SELECT asked.place, min(rival.subject_province)
FROM json_to_recordset(%(asked)s::json) AS asked (place int, certificate text, provider text, application uuid)
JOIN ministry_passage AS rival
  ON rival.node = current_setting('beian.node') AND rival.certificate = asked.certificate COLLATE "C"
 AND rival.application <> asked.application AND rival.provider <> asked.provider
WHERE (SELECT min(theirs.id) FROM ministry_claim AS theirs
       WHERE theirs.node = rival.node AND theirs.application = rival.application AND theirs.state = 'leased')
    < coalesce((SELECT min(ours.id) FROM ministry_claim AS ours
                WHERE ours.node = rival.node AND ours.application = asked.application AND ours.state = 'leased'), 9223372036854775807)
GROUP BY asked.place
"""


def running(passages: Sequence[Passage], now: datetime) -> Iterator[tuple[UUID, Conflict]]:
    """Whoever came later waits for the earlier one."""
    rows = [(place, p.certificate, p.provider, str(p.application)) for place, p in enumerate(passages)]
    for place, province in found(_RUNNING, ("place", "certificate", "provider", "application"), rows):
        yield passages[place].application, Conflict("running", CERTIFICATE_ITEM, province, filed=False)
