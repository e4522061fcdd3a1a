"""manage.py clocks: prints every clock as docs/clocks.md holds them; --write puts them there."""

from collections.abc import Iterable

from beian.management.commands.diagrams import Printed, grid
from beian.reference.clocks import BY_KIND, BY_STATE, Clock, clocks

HEAD = """\
# Clocks

Printed from `beian/reference/data/clocks.json` by `python3 manage.py clocks --write`; a test compares. These are the clocks of edition 1; the
ministry publishes later ones, and each node goes by the edition that it holds.

*Workdays* are those of the State Council's calendar, make-up weekends included. All other units run over holidays: a month ends on the same
day of the next one, or on its last; *on day n* is the next such day of a month (31: its last). A due date ends at 24:00 in Shanghai. An
amount below zero counts back from its start. What no article sets is ours, and may be set otherwise.
"""
WAITING = """\
## Clocks of waiting applications

Each runs while an application stands in its state, from the moment when that state began.
"""
OTHERS = """\
## All clocks
"""


def page() -> str:
    """The whole of docs/clocks.md."""
    waiting = [*((state, "every kind", code) for state, code in BY_STATE.items())]
    waiting += [(state, f"`{kind}`", code) for (kind, state), code in BY_KIND.items()]
    rows = [(f"`{state}`", kind, f"`{code}`") for state, kind, code in waiting]
    head = ("clock", "name", "in English", "amount", "from", "article")
    return "\n".join(
        [HEAD, WAITING, grid(("state", "kind", "clock"), rows), OTHERS, grid(head, list(_lines(clocks())))]
    )


def _lines(limits: Iterable[Clock]) -> Iterable[tuple]:
    for limit in limits:
        article = "ours" if limit.configurable else limit.article
        yield f"`{limit.code}`", limit.name, limit.name_en, _amount(limit), limit.start.replace("_", " "), article


def _amount(limit: Clock) -> str:
    if limit.unit == "day_of_month":
        return f"on day {limit.amount}"
    return f"{limit.amount} {limit.unit}{'' if abs(limit.amount) == 1 else 's'}"


class Command(Printed):
    help = "Prints every clock with its unit, start and article (docs/clocks.md)."
    name, document = "clocks", "clocks.md"

    def page(self) -> str:
        return page()
