"""One domain filed at once in two provinces: one filing, and the loser learns why and nothing else (flows.md §4)."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import pytest
from django.db import connections
from django.utils import timezone

from beian.exchange import chains
from provider.counter import transitions as counter
from province.cases import permissions, transitions
from province.cases.models import Case
from tests.beian.filing.drafts import company
from tests.faults import storm
from tests.faults.records import FULL
from tests.provider.stories import application_at

pytestmark = pytest.mark.django_db
ROUNDS = 6 if FULL else 2
ENDED = ("granted", "returned")


@dataclass
class Side:
    """One of the two who want the domain."""

    province: str
    provider: str
    name: str
    certificate: str
    mobile: str
    application: object = None

    @property
    def uuid(self) -> str:
        return str(self.application.uuid)

    def words(self) -> list[str]:
        """What the other side must never read."""
        return [self.uuid, self.name, self.certificate]


def _sides(turn: int) -> list[Side]:
    return [
        Side("11", "p01", f"北京甲{turn}号科技有限公司", storm.certificate(1000 + turn), f"1380000{turn:04d}"),
        Side("33", "p02", f"杭州乙{turn}号科技有限公司", storm.certificate(2000 + turn), f"1390000{turn:04d}"),
    ]


def _verify(cast, side: Side, domain: str) -> None:
    document = company()
    document["subject"]["name"] = side.name
    document["subject"]["certificate"]["number"] = side.certificate
    document["access"]["server_provinces"] = [
        side.province
    ]  # else the other would rightly hear of it as the servers' province
    side.application = application_at(
        "verified",
        cast,
        node=f"provider:{side.provider}",
        document=document,
        mobile=side.mobile,
        province=side.province,
        domain=domain,
    )


@pytest.mark.fault("RACE")
@pytest.mark.requirement("B16")
def test_one_domain_filed_at_once_in_two_provinces_is_granted_once(
    platform, cast, broker, stored, witness, record, rng
):
    platform.beat()
    worker = platform.worker()
    for turn in range(ROUNDS):
        winner = _round(platform, cast, broker, stored, witness, record, rng.sample(_sides(turn), 2), f"race{turn}.cn")
        record.add(f"round {turn}: province {winner.province} by worker {worker.pid}")
    platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what="quiet")
    assert stored("SELECT count(*) FROM beian_inboxmessage WHERE state = 'parked'") == [(0,)]
    witness.judge(record, {})
    assert not chains.verify().broken


@pytest.mark.fault("F16")
@pytest.mark.requirement("B16")
def test_one_domain_filed_in_two_provinces_while_neither_reaches_the_ministry_is_granted_once(
    platform, cast, broker, points, stored, witness, record, rng
):
    """A partition: both provinces take the report in and begin to review; when it heals, one of them wins."""
    cut = points / "delivering@ministry"
    cut.write_text("drop 100000")
    platform.beat()
    platform.worker()
    sides, domain = rng.sample(_sides(90), 2), "partition.cn"
    for side in sides:
        _verify(cast, side, domain)
    _report_at_once(cast, sides, witness.history.client)
    broker.ring(*[f"provider:{side.provider}" for side in sides])
    platform.until(lambda: _cut_off(stored, sides), seconds=60, what="both have a case and cannot pass it on")
    for side in sides:
        assert _approve(cast, side), "review does not wait for the ministry"
    assert stored("SELECT count(*) FROM ministry_passage") == [(0,)]
    assert stored("SELECT count(*) FROM province_case WHERE state = 'granted'") == [(0,)], (
        "no number without the ministry"
    )
    cut.unlink()
    began = time.monotonic()
    platform.until(lambda: _ended(cast, broker, stored, sides), seconds=90, what=f"{domain} is decided")
    record.seconds_to_heal = time.monotonic() - began
    record.acknowledged += len(sides)
    winner = _check(stored, sides, domain)
    record.add(f"province {winner.province} won after the partition")
    platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what="quiet")
    witness.judge(record, {})
    assert not chains.verify().broken


def _cut_off(stored, sides: list[Side]) -> bool:
    """Both provinces review, and both have tried in vain to tell the ministry."""
    reviewed = stored("SELECT count(*) FROM province_case WHERE state = 'under_review'")
    refused = "SELECT count(*) FROM beian_outboundchannel WHERE receiver = 'ministry' AND failures > 0 AND node LIKE 'province:%'"
    return reviewed == stored(refused) == [(len(sides),)]


def _round(platform, cast, broker, stored, witness, record, sides: list[Side], domain: str) -> Side:
    """Both verified, both reported at once, both approved as far as they get. The winner."""
    for side in sides:
        _verify(cast, side, domain)
    began = time.monotonic()
    _report_at_once(cast, sides, witness.history.client)
    broker.ring(*[f"provider:{side.provider}" for side in sides])
    platform.until(lambda: _ended(cast, broker, stored, sides), seconds=90, what=f"{domain} is decided")
    record.seconds_to_heal = max(record.seconds_to_heal, time.monotonic() - began)
    record.acknowledged += len(sides)
    return _check(stored, sides, domain)


def _report(side: Side) -> str:
    counter.report(application=side.application, now=timezone.now())
    return side.uuid


def _report_at_once(cast, sides: list[Side], client) -> None:
    """Both providers report in the same moment."""
    together = threading.Barrier(len(sides))
    people = {side.provider: cast.person("provider_verifier", f"provider:{side.provider}") for side in sides}

    def report(side: Side) -> None:
        try:
            with cast.acting(people[side.provider]):
                together.wait(30)
                sender = client(f"provider:{side.provider}")
                sender.run("send", [f"province:{side.province}", side.uuid], lambda: _report(side))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=report, args=(side,)) for side in sides]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def _ended(cast, broker, stored, sides: list[Side]) -> bool:
    """Approve whatever can be approved; whether both providers know their end."""
    for side in sides:
        if _approve(cast, side):
            broker.ring(f"province:{side.province}")
    states = dict(stored("SELECT uuid::text, state FROM provider_application"))
    return all(states[side.uuid] in ENDED for side in sides)


def _approve(cast, side: Side) -> bool:
    reviewer = cast.person("province_reviewer", f"province:{side.province}")
    try:
        with cast.acting(reviewer):
            case = Case.objects.filter(application=side.uuid, state="under_review").first()
            return case is not None and bool(transitions.approve(case=case, by=reviewer, now=timezone.now()))
    except permissions.Refused:  # the conflict was faster
        return False


def _check(stored, sides: list[Side], domain: str) -> Side:
    """Exactly one filing, everywhere; the loser has a stated reason and no word of the winner. The winner."""
    states = dict(stored("SELECT uuid::text, state FROM provider_application"))
    assert sorted(states[side.uuid] for side in sides) == ["granted", "returned"]
    winner, loser = sorted(sides, key=lambda side: states[side.uuid])
    held = "SELECT application::text, state FROM ministry_claim WHERE key = %s AND state <> 'released'"
    assert stored(held, domain) == [(winner.uuid, "held")]
    filed = (
        "SELECT s.application::text FROM ministry_nationaldomain d JOIN ministry_nationalsite t ON t.id = d.site_id"
        " JOIN ministry_nationalsubject s ON s.id = t.subject_id WHERE d.domain = %s"
    )
    assert stored(filed, domain) == [(winner.uuid,)]
    _check_loser(stored, winner, loser, domain)
    return winner


def _check_loser(stored, winner: Side, loser: Side, domain: str) -> None:
    own = (f"province:{loser.province}", f"provider:{loser.provider}")
    cases = "SELECT filing_number, reasons FROM province_case WHERE node = %s AND application = %s"
    ((number, reasons),) = stored(cases, own[0], loser.uuid)
    assert number == ""
    ((told,),) = stored("SELECT reasons FROM provider_application WHERE uuid = %s", loser.uuid)
    for reason in (reasons, told):
        assert [each["code"] for each in reason] == ["domain_taken"]
        assert domain in reason[0]["text"]
        assert reason[0]["suggestion"]
    read = _everything(stored, own)
    assert [word for word in winner.words() if word in read] == [], "the loser's nodes hold nothing of the winner"
    assert loser.uuid in read


def _everything(stored, nodes: tuple[str, str]) -> str:
    """All that these nodes have sent, received, kept and written down, as text."""
    statements = [
        *[f"SELECT key || convert_from(payload, 'UTF8') FROM beian_{box} WHERE node IN %s" for box in BOXES],
        *[f"SELECT row_to_json(t)::text FROM {table} t WHERE node IN %s" for table in TABLES],
    ]
    return "\n".join(text for statement in statements for (text,) in stored(statement, nodes))


BOXES = ("inboxmessage", "outboxmessage")
TABLES = ("province_case", "provider_application", "provider_round", "beian_auditentry", "beian_notice")
