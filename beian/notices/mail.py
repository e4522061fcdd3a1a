"""Mail through SMTP: smtp://user:password@host:587?from=beian@example.cn&starttls=1, smtps://… for TLS from the start."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from beian.notices.letters import CannotTell, InDoubt, Later, Letter, Refused

SECONDS = 5.0


class MailAdapter:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        self.secure = parts.scheme == "smtps"
        self.starttls = asked.get("starttls", ["0"])[0] == "1"
        self.host, self.port = parts.hostname or "", parts.port or (465 if self.secure else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender = asked.get("from", [""])[0]
        if "@" not in self.sender:
            raise ImproperlyConfigured("EMAIL_URL names no sender: add ?from=beian@your-domain.cn")

    def send(self, letter: Letter) -> str:
        message = self._message(letter)
        try:
            line = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise Later(f"mail server not reached: {type(error).__name__}", away=True) from error
        try:
            line.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            raise _of_code(next(iter(refusal.recipients.values()))[0]) from None
        except smtplib.SMTPResponseException as refusal:
            raise _of_code(refusal.smtp_code) from None
        except (OSError, smtplib.SMTPException) as error:
            raise InDoubt(f"answer lost: {type(error).__name__}") from None
        finally:
            line.close()
        return str(message["Message-ID"])

    def find(self, letter: Letter) -> str | None:
        raise CannotTell("SMTP has no question for it")

    def _connect(self) -> smtplib.SMTP:
        secured = ssl.create_default_context()
        if self.secure:
            line: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=secured)
        else:
            line = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.starttls:
            line.starttls(context=secured)
        if self.user:
            line.login(self.user, self.password)
        return line

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, letter.to, letter.title
        message["Message-ID"] = f"<{letter.uuid}@{self.sender.partition('@')[2]}>"
        message.set_content(letter.text)
        return message


def _of_code(code: int) -> Refused | Later:
    """5xx is for good, 4xx (grey listing, full mailbox) for now."""
    return Refused(f"mail server refused with {code}") if code >= 500 else Later(f"mail server answered {code}")
