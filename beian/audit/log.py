import json

from django.db import connection, models

_WRITE = """
INSERT INTO beian_auditentry (verb, subject_kind, subject_id, owner_id, before, after) VALUES (%s, %s, %s, %s, %s, %s)
"""


def record(
    *,
    verb: str,
    subject: models.Model | tuple[str, object],
    owner: int | None = None,
    before: dict | None = None,
    after: dict | None = None,
) -> None:
    """Write one audit row in the caller's transaction. `subject` is a saved record or (kind, id).

    `owner` is the account of the site owner whom it concerns: it stands in his timeline.
    `before` and `after` are plain JSON and hold no personal item: those are sealed, and their reading is logged elsewhere.
    Plain SQL on purpose: most reaches may add rows and read none, and an ORM insert reads back what the database filled in.
    """
    kind, identity = subject if isinstance(subject, tuple) else (subject._meta.model_name, subject.pk)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [verb, kind, str(identity), owner, json.dumps(before or {}), json.dumps(after or {})])
