"""Ways out, chosen by address: console:, database:, smtp://…, smtps://…, http(s)://… (docs/interfaces/sms-gateway.md)."""

from __future__ import annotations

import sys
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from beian.notices.gateway import GatewayAdapter
from beian.notices.letters import Adapter, Letter
from beian.notices.mail import MailAdapter
from beian.notices.models import MailboxItem
from beian.notices.recipients import digest_of
from beian.notices.templates import SMS
from beian.people import keys, scope
from beian.people.scope import Actor, Reach


def adapter_for(channel: str) -> Adapter:
    """The adapter that the settings name for a channel."""
    return _adapter(settings.SMS_URL if channel == SMS else settings.EMAIL_URL)


@lru_cache(maxsize=8)
def _adapter(url: str) -> Adapter:
    match urlsplit(url).scheme:
        case "console":
            return ConsoleAdapter()
        case "database":
            return DatabaseAdapter()
        case "smtp" | "smtps":
            return MailAdapter(url)
        case "http" | "https":
            return GatewayAdapter(url)
    raise ImproperlyConfigured(
        "SMS_URL and EMAIL_URL begin with console:, database:, smtp://, smtps://, http:// or https://"
    )


class ConsoleAdapter:
    """Says on standard output that something would go out. Output becomes a log, so it shows neither recipient nor secrets."""

    def send(self, letter: Letter) -> str:
        sys.stdout.write(f"notice {letter.uuid} {letter.channel} {letter.template} to {letter.masked}\n")
        return ""

    def find(self, letter: Letter) -> str | None:
        return None


class DatabaseAdapter:
    """The demonstration's gateway: a sealed row that the mailbox page shows. A letter handed over twice is there once."""

    def send(self, letter: Letter) -> str:
        with scope.enter(letter.node, Reach.STAFF, Actor.service("mailbox")):
            item = MailboxItem(
                uuid=letter.uuid,
                channel=letter.channel,
                address_digest=digest_of(letter.to),
                address_masked=letter.masked,
                title=letter.title,
                text_sealed=keys.encrypt(letter.text.encode(), mailbox_context(letter.uuid)),
            )
            MailboxItem.objects.bulk_create([item], ignore_conflicts=True)
        return "mailbox"

    def find(self, letter: Letter) -> str | None:
        return None


def mailbox_context(uuid) -> str:
    return f"mailbox|{uuid}"
