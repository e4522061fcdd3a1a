"""Kind 3: one certificate under two names, and (of units of one nature) one name under two certificates."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from ministry.register.conflicts.answers import Conflict
from ministry.register.conflicts.columns import found
from ministry.register.models import Passage

NAME = "subject.name"

# A person's name stands masked on both sides: masks that differ come of names that differ.
_OTHER_NAME = """
SELECT asked.place, subject.province
FROM json_to_recordset(%(asked)s::json) AS asked (place int, certificate text, key text, name text)
JOIN ministry_nationalsubject AS subject
  ON subject.node = current_setting('beian.node') AND subject.certificate = asked.certificate COLLATE "C"
 AND subject.state = 'filed' AND CASE WHEN asked.key = '' THEN subject.name <> asked.name ELSE subject.name_key <> asked.key COLLATE "C" END
"""

# Of two applications on their way, the one whose certificate was leased first stands; the later one meets it.
_OTHER_CERTIFICATE = """
WITH asked AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(asked)s::json) AS asked (place int, key text, nature text, certificate text, application uuid))
SELECT DISTINCT ON (place) place, province, filed FROM (
    SELECT asked.place, subject.province, true AS filed
    FROM asked JOIN ministry_nationalsubject AS subject
      ON subject.node = current_setting('beian.node') AND subject.name_key = asked.key COLLATE "C"
     AND subject.nature = asked.nature AND subject.certificate <> asked.certificate COLLATE "C" AND subject.state = 'filed'
  UNION ALL
    SELECT asked.place, rival.subject_province, false
    FROM asked JOIN ministry_passage AS rival
      ON rival.node = current_setting('beian.node') AND rival.name_key = asked.key COLLATE "C" AND rival.nature = asked.nature
     AND rival.certificate <> asked.certificate COLLATE "C" AND rival.application <> asked.application
    JOIN ministry_claim AS theirs
      ON theirs.node = rival.node AND theirs.application = rival.application AND theirs.kind = 'certificate' AND theirs.state IN ('leased', 'held')
    LEFT JOIN ministry_claim AS ours
      ON ours.node = rival.node AND ours.application = asked.application AND ours.kind = 'certificate' AND ours.state IN ('leased', 'held')
    WHERE ours.id IS NULL OR theirs.id < ours.id
) AS met ORDER BY place, filed DESC
"""


def other_name(passages: Sequence[Passage], now: datetime) -> Iterator[tuple[UUID, Conflict]]:
    """The certificate is filed, and under another name."""
    rows = [(place, p.certificate, p.name_key, p.document["subject"]["name"]) for place, p in enumerate(passages)]
    for place, province in found(_OTHER_NAME, ("place", "certificate", "key", "name"), rows):
        yield passages[place].application, Conflict("name_differs", NAME, province)


def other_certificate(passages: Sequence[Passage], now: datetime) -> Iterator[tuple[UUID, Conflict]]:
    """A unit of this name and nature is filed, or on its way, with another certificate."""
    rows = [
        (place, p.name_key, p.nature, p.certificate, str(p.application))
        for place, p in enumerate(passages)
        if p.name_key
    ]
    columns = ("place", "key", "nature", "certificate", "application")
    for place, province, filed in found(_OTHER_CERTIFICATE, columns, rows):
        yield passages[place].application, Conflict("certificate_differs", NAME, province, filed=filed)
