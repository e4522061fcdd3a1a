"""The hint while a form is filled in: what its domains would meet if they were reported now. Nothing is reserved, nothing personal is asked."""

from datetime import datetime
from uuid import UUID

from beian.filing import identifiers
from ministry.register.bodies import Hint
from ministry.register.conflicts import DOMAIN, Ask, Conflict, blacklist, in_order, look, suffixes
from ministry.register.conflicts.exclusive import conflict_of

NOBODY = UUID(int=0)


def of(body: Hint, now: datetime) -> list[Conflict]:
    """The conflicts of these domains in the order of their kinds; what is no domain is left out."""
    named = [(f"domains.{place}", key) for place, name in enumerate(body.domains) if (key := _key(name))]
    asks = [Ask(DOMAIN, key, item, body.application or NOBODY, "") for item, key in named]
    taken = look(asks)
    found = [conflict_of(ask, taken[ask]) for ask in asks if ask in taken]
    asked = [(NOBODY, item, key) for item, key in named]
    found += [conflict for _nobody, conflict in blacklist.listed_domains(asked, now)]
    found += [conflict for _nobody, conflict in suffixes.unlisted(asked, now)]
    return in_order(found)


def _key(name: str) -> str | None:
    try:
        return identifiers.domain_key(name)
    except identifiers.Invalid:
        return None
