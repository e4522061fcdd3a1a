"""What an owner's own name or authorisation allows its sites to be called."""

from beian.filing.rules.findings import Context
from beian.filing.rules.keywords import root


def owner_of(context: Context) -> str:
    return context.get("owner") or ""


def covered(word: str, context: Context) -> bool:
    """Whether the authorisation names the word."""
    authorisation = context.get("authorisation") or ""
    return bool(authorisation) and root(word) in authorisation
