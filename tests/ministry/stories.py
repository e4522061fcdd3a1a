"""Applications as they reach the ministry: reports as provinces pass them on, and the verbs of the ministry's handlers."""

import base64
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from beian.exchange import Message
from beian.exchange.models import OutboxMessage
from beian.filing import documents, passwords, sealing
from beian.filing.canonical import digest, parse
from beian.people import keys, scope
from beian.people.scope import Actor, Reach
from ministry.register import bodies, handlers
from tests.beian.filing.drafts import company, person

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CHARACTERS = {"11": "京", "33": "浙"}
PROVIDERS = {"11": ("p01", "京云网络科技有限公司"), "33": ("p02", "之江数据服务有限公司")}
EXCHANGE = Actor.service("exchange")
TESTER = Actor.service("test")
VERIFIER = passwords.verifier("correct horse")


def _name_of(certificate: str) -> str:
    """A name of its own for each certificate, since one name under two of them is a conflict."""
    own = "" if certificate == Story.certificate else certificate
    return f"北京某某{own}科技有限公司"


@dataclass(frozen=True)
class Story:
    """One application: whose province, whose provider, which domains, which certificate."""

    domains: tuple[str, ...] = ("example.cn",)
    certificate: str = "91350100M000100Y43"
    subject_province: str = "11"
    provider_province: str = "11"
    of_person: bool = False
    name: str = ""  # of a unit; without one, each certificate has its own
    round: int = 1
    revision: int = 4
    application: UUID = field(default_factory=uuid4)

    def document(self) -> documents.FilingDocument:
        data = person() if self.of_person else company()
        data["subject"]["certificate"]["number"] = self.certificate
        data["subject"]["address"]["province"] = self.subject_province
        if not self.of_person:
            data["subject"]["name"] = self.name or _name_of(self.certificate)
        data["sites"][0] |= {"domains": list(self.domains), "home_url": f"http://www.{self.domains[0]}/"}
        return documents.load(data)

    def body(self) -> dict:
        """What the provider's province passes on; made in any scope, since only public keys are needed."""
        key = sealing.new_key()
        sealed = sealing.seal(self.document(), application=self.application, round=self.round, key=key)
        code, name = PROVIDERS[self.provider_province]
        context = f"application|{self.application}"
        return {
            "kind": "new_filing",
            "provider": {"code": code, "name": name, "province": self.provider_province},
            "subject_province": self.subject_province,
            "server_provinces": ["11"],
            "document": sealed.open,
            "sealed": sealed.text,
            "keys": {"ministry": base64.b64encode(keys.wrap_for("ministry", key, context)).decode()},
            "evidence": [],
            "sheet": {"signed_by": "核验员", "signed_at": "2026-11-19T03:00:00Z"},
            "submitted_at": "2026-11-18T03:00:00Z",
            "verified_at": "2026-11-19T03:00:00Z",
        }

    def again(self, **changes) -> "Story":
        """The same application in its next round."""
        return replace(self, round=self.round + 1, revision=self.revision + 4, **changes)

    def message(self, kind: str, body, sender: str) -> Message:
        return Message(uuid4(), sender, kind, 1, str(self.application), self.round, self.revision, body, NOW)

    def routed(self) -> Message:
        return self.message(
            "filing.routed", bodies.Routed.model_validate(self.body()), f"province:{self.provider_province}"
        )

    def approved(self, document: dict | None = None) -> Message:
        body = bodies.Approved(document_digest=digest(document or passage(self).document).hex())
        return self.message("filing.approved", body, f"province:{self.subject_province}")

    def moved(self, state: str, sender: str | None = None, **changes) -> Message:
        body = bodies.Moved(state=state, reasons=[], **changes)
        return self.message("filing.moved", body, sender or f"province:{self.subject_province}")

    def granted(self, serial: int = 1) -> Message:
        number = f"{CHARACTERS[self.subject_province]}ICP备2026{serial:06d}号"
        site = {
            "number": f"{number}-1",
            "name": "某某科技官网",
            "home_url": f"http://www.{self.domains[0]}/",
            "domains": list(self.domains),
        }
        body = {
            "number": number,
            "site_numbers": [site["number"]],
            "serial": serial,
            "year": 2026,
            "verifier": VERIFIER,
            "approved_on": "2026-11-20",
            "public": {"sites": [site]},
        }
        return self.message("filing.granted", bodies.Granted.model_validate(body), f"province:{self.subject_province}")


def at_ministry(reach: Reach = Reach.STAFF, actor: Actor = EXCHANGE):
    return scope.enter("ministry", reach, actor)


def passage(story: Story):
    """The ministry's row for this application; inside a scope or outside."""
    from ministry.register.models import Passage

    if scope.inside():
        return Passage.objects.get(application=story.application)
    with at_ministry():
        return Passage.objects.get(application=story.application)


def report(*stories: Story) -> None:
    """These applications arrive in one batch."""
    with scope.enter("province:11", Reach.STAFF, TESTER):
        messages = [story.routed() for story in stories]
    with at_ministry():
        handlers.take_routed(messages)


def approve(*stories: Story) -> None:
    messages = [story.approved() for story in stories]
    with at_ministry():
        handlers.take_approved(messages)


def grant(story: Story, serial: int = 1) -> None:
    with at_ministry():
        handlers.take_granted([story.granted(serial)])


def filed(story: Story, serial: int = 1) -> Story:
    """Reported, approved and granted: the filing stands in the register."""
    report(story)
    approve(story)
    grant(story, serial)
    return story


def told(*kinds: str) -> list[tuple[str, str, str, dict]]:
    """What the ministry has sent, in order: (kind, receiver, application, body)."""
    with at_ministry():
        rows = OutboxMessage.objects.order_by("id")
        return [(m.kind, m.receiver, m.key, parse(bytes(m.payload))) for m in rows if not kinds or m.kind in kinds]


def claims_of(story: Story) -> dict[str, str]:
    """Key → state of the application's claims; certificates under their kind, since their digests say nothing."""
    from ministry.register.models import Claim

    with at_ministry():
        rows = Claim.objects.filter(application=story.application).order_by("id")
        return {row.key if row.kind == "domain" else "certificate": row.state for row in rows}
