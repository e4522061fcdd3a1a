"""What is late is marked once, by a sweep: since when stands in the row, and leaves it with the next move."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DateField, ExpressionWrapper, F, QuerySet

from beian import audit
from beian.people import scope

MOST = 20_000


def mark(late: QuerySet) -> int:
    """Write the first day past the limit into rows that do not say it yet; how many. What somebody has in hand just now is left for the next time."""
    rows = late.filter(overdue_since=None).order_by("id").select_for_update(skip_locked=True)
    found = list(rows.values_list("pk", flat=True)[:MOST])
    if found:
        first = ExpressionWrapper(F("due_on") + timedelta(days=1), output_field=DateField())
        late.model.objects.filter(pk__in=found).update(overdue_since=first)
        audit.record(verb="deadlines.overdue", subject=("node", scope.current().node), after={"marked": len(found)})
    return len(found)
