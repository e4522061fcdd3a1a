"""Five years after its end an application is disposed of: the person is gone at every node, and the chains still verify (flows.md §9)."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.evidence import disk
from beian.evidence import disposal as keeping
from beian.evidence.lists import DisposalList
from beian.evidence.models import EvidenceFile
from beian.exchange import chains, disposal, drain
from beian.exchange.models import InboxMessage, OutboxMessage
from beian.filing import sealing
from beian.filing.canonical import parse
from beian.notices.delivery import deliver
from beian.notices.models import Notice
from beian.people import keys, scope
from beian.people.nodes import tier_of
from beian.people.scope import Actor, Reach
from ministry.models import Passage
from ministry.register import arrivals
from ministry.register import disposal as at_ministry
from provider.applications import disposal as at_provider
from provider.applications import transitions as owners
from provider.applications.models import Application
from province.cases import disposal as at_province
from province.cases.models import Case
from tests.beian.evidence import aging
from tests.provider.stories import application_at
from tests.province.stories import approve, send_back, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q3")]
NODES = ("provider:p01", "province:11", "ministry")
FIVE_YEARS = timedelta(days=5 * 366 + 1)
ARCHIVIST = Actor.service("disposal")


def at(node: str):
    return scope.enter(node, Reach.STAFF, ARCHIVIST)


def dispose(application, cast, urls) -> None:
    """At each of the three nodes five years later, by a list that one draws up and another signs; what was to be told has been told by then."""
    for node in NODES:
        deliver(node, now=timezone.now())
    aging.mark(*NODES, now=timezone.now())
    aging.let_pass(urls)
    for node in NODES:
        made = signed(node, cast)
        with at(node):
            place, now = 0, timezone.now()
            while (line := keeping.dispose_next(made=made, after=place, now=now)) is not None:
                assert line.trouble == ""
                place = line.pk
            assert keeping.close(made=made, now=now)


def signed(node: str, cast) -> DisposalList:
    """What is due at a node, drawn up and signed there."""
    role = {"provider": "provider_admin", "province": "province_leader", "ministry": "ministry_supervisor"}
    one, other = (cast.person(role[tier_of(node)], node, name) for name in ("one", "other"))
    with scope.enter(node, Reach.STAFF, Actor.user(one)):
        made = keeping.draw_up(by=one, now=timezone.now())
    with scope.enter(node, Reach.STAFF, Actor.user(other)):
        return keeping.sign(made=made, by=other, now=timezone.now())


@pytest.fixture(autouse=True)
def gateway(settings):
    """Texts go out."""
    settings.MAILBOX, settings.SMS_URL, settings.EMAIL_URL = True, "database:", "database:"


@pytest.fixture
def ended(cast):
    """Reported, returned, and taken back by its owner."""
    application = application_at("reported", cast)
    drain()
    send_back(cast, application.uuid)
    drain()
    with cast.acting(cast.owner()):
        owners.withdraw(application=Application.objects.get(uuid=application.uuid), now=timezone.now())
    drain()
    return application


def opens_from_the_log(node: str, application) -> bool:
    """Whether the node's own key still opens the sealed block as it came by message."""
    with at(node):
        for row in [*InboxMessage.objects.filter(key=str(application.uuid)), *OutboxMessage.objects.all()]:
            body = parse(bytes(row.payload)) if row.payload else {}
            if node in body.get("keys", {}):
                blob = base64.b64decode(body["keys"][node])
                key = keys.unwrap(blob, f"application|{application.uuid}")
                block = sealing.block_of(body["sealed"])
                sealing.unseal(body["document"], block, application=application.uuid, round=row.round, key=key)
                return True
    return False


def files_of(node: str, application) -> list[EvidenceFile]:
    with at(node):
        return list(EvidenceFile.objects.filter(application=application.uuid))


def test_afterwards_nobody_can_open_it_and_every_chain_verifies(ended, cast, test_urls):
    assert opens_from_the_log("province:11", ended) and opens_from_the_log("ministry", ended)
    assert files_of("province:11", ended) and files_of("provider:p01", ended)
    before = chains.verify()
    dispose(ended, cast, test_urls)
    for node in NODES:
        assert not opens_from_the_log(node, ended)
        assert all(not file.wrapped_key and file.disposed_at for file in files_of(node, ended))
        assert not any(disk.place_of(node, file.digest).exists() for file in files_of(node, ended))
    after = chains.verify()
    assert not after.broken
    assert (after.channels, after.messages, after.receipts) == (before.channels, before.messages, before.receipts)


def test_the_records_refuse_to_be_opened_and_stay(ended, cast, test_urls):
    dispose(ended, cast, test_urls)
    with at("provider:p01"), pytest.raises(sealing.Disposed):
        Application.objects.get(uuid=ended.uuid).open_document()
    with at("province:11"), pytest.raises(sealing.Disposed):
        Case.objects.get(application=ended.uuid).open_document()
    with at("ministry"), pytest.raises(sealing.Disposed):
        arrivals.opened(Passage.objects.get(application=ended.uuid))
    with at("province:11"):
        assert Case.objects.get(application=ended.uuid).masked_document().subject.name == "北京某某科技有限公司"


def test_the_ministry_shows_its_papers_until_then_and_says_that_they_are_gone(ended, cast, test_urls):
    """What the provider really reports is sealed for the ministry and read there (B12)."""
    supervisor, page = cast.staff("ministry_supervisor", "ministry"), cast.url("ministry", "passage_papers", ended.uuid)
    paper = next(file for file in files_of("ministry", ended) if file.is_picture)
    shown = cast.url("ministry", "passage_paper_file", ended.uuid, paper.uuid)
    assert "核验单" in supervisor.get(page).content.decode()
    assert supervisor.get(shown, {"reason": "supervise"})["Content-Type"] == paper.media_type
    dispose(ended, cast, test_urls)
    assert "材料已按规定销毁，不能再查阅。" in supervisor.get(page).content.decode()
    assert supervisor.get(shown, {"reason": "supervise"}).status_code == 404


def test_it_is_recorded_once_however_often_it_is_done(ended, cast, test_urls):
    dispose(ended, cast, test_urls)
    with at("provider:p01"):
        at_provider.dispose(application=Application.objects.get(uuid=ended.uuid), now=timezone.now())
    with at("province:11"):
        at_province.dispose(case=Case.objects.get(application=ended.uuid), now=timezone.now())
    for node in NODES:
        with at(node):
            (entry,) = AuditEntry.objects.filter(verb="application.dispose")
        assert entry.after["messages"] >= 1


def test_not_a_day_before_five_years(ended):
    with at("provider:p01"), pytest.raises(disposal.NotYet, match="保存期到"):
        at_provider.dispose(
            application=Application.objects.get(uuid=ended.uuid), now=timezone.now() + timedelta(days=5 * 365)
        )
    with at("province:11"), pytest.raises(disposal.NotYet, match="保存期到"):
        at_province.dispose(case=Case.objects.get(application=ended.uuid), now=timezone.now() + timedelta(days=5 * 365))
    assert opens_from_the_log("province:11", ended)


def test_a_filing_that_stands_is_never_disposed_of(cast):
    application = application_at("reported", cast)
    drain()
    approve(cast, application.uuid)
    settle()
    late = timezone.now() + 10 * FIVE_YEARS
    with at("provider:p01"), pytest.raises(disposal.NotYet, match="尚未终止"):
        at_provider.dispose(application=Application.objects.get(uuid=application.uuid), now=late)
    with at("province:11"), pytest.raises(disposal.NotYet, match="尚未终止"):
        at_province.dispose(case=Case.objects.get(application=application.uuid), now=late)
    with at("ministry"), pytest.raises(disposal.NotYet, match="尚未终止"):
        at_ministry.dispose(passage=Passage.objects.get(application=application.uuid), now=late)


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{}'",
        "payload = ''",
        "payload = '', content = sha256('x')",
        "content = sha256(payload)",
    ],
)
def test_the_database_lets_a_payload_go_only_if_its_digest_stays(ended, change):
    from django.db import connection

    with at("province:11"), connection.cursor() as cursor, pytest.raises(InternalError), transaction.atomic():
        cursor.execute(f"UPDATE beian_inboxmessage SET {change} WHERE kind = 'filing.reported'")


def test_whom_the_texts_went_to_is_forgotten_and_that_they_went_is_not(ended, cast, test_urls):
    with at("provider:p01"):
        assert disposal.texts.waiting(ended.uuid)
        with pytest.raises(disposal.NotYet, match="还有通知没有发出"):
            disposal.destroy(application=ended.uuid, now=timezone.now())
    for node in NODES[:2]:
        deliver(node, now=timezone.now())
    with at("provider:p01"):
        before = list(Notice.objects.of(ended.uuid).values_list("uuid", "event", "state", "closed_at"))
    dispose(ended, cast, test_urls)
    with at("provider:p01"):
        texts = list(Notice.objects.of(ended.uuid))
        assert [(text.uuid, text.event, text.state, text.closed_at) for text in texts] == before and before
        assert all(not text.recipient_sealed and not text.recipient_masked for text in texts)
        assert {bytes(text.recipient_digest) for text in texts} == {text.uuid.bytes for text in texts}
        assert AuditEntry.objects.get(verb="application.dispose").after["texts"] == len(texts)
    assert not chains.verify().broken


@pytest.mark.parametrize(
    "change",
    [
        "recipient_sealed = ''",
        "recipient_masked = '', recipient_sealed = '', recipient_digest = 'x'",
        "recipient_masked = '', recipient_sealed = '', recipient_digest = uuid_send(uuid), state = 'queued'",
        "recipient_masked = '', recipient_sealed = '', recipient_digest = uuid_send(uuid), params = '{}'",
        "reference = 'x'",
    ],
)
def test_the_database_lets_go_of_a_text_s_recipient_alone(ended, change):
    from django.db import connection

    deliver("provider:p01", now=timezone.now())
    with at("provider:p01"), connection.cursor() as cursor, pytest.raises(InternalError), transaction.atomic():
        cursor.execute(f"UPDATE beian_notice SET {change} WHERE state = 'delivered'")


def test_the_pages_say_so(ended, cast, test_urls):
    dispose(ended, cast, test_urls)
    words = "已按规定销毁"
    with at("province:11"):
        case = Case.objects.get(application=ended.uuid).pk
        message = InboxMessage.objects.get(kind="filing.reported").pk
    reviewer = cast.staff("province_reviewer", "province:11")
    assert words in reviewer.get(cast.url("province:11", "case", case)).content.decode()
    assert reviewer.get(cast.url("province:11", "case_reveal", case)).status_code in (403, 404, 410)
    owner = cast.client(cast.owner())
    assert words in owner.get(cast.url("provider:p01", "application", ended.uuid)).content.decode()
    clerk = cast.staff("provider_clerk", "provider:p01")
    assert words in clerk.get(cast.url("provider:p01", "filing", ended.uuid)).content.decode()
    asked = clerk.post(cast.url("provider:p01", "application_reveal", ended.uuid), {"reason": "核对"})
    assert asked.status_code == 410 and words in asked.content.decode()
    supervisor = cast.staff("ministry_supervisor", "ministry")
    assert words in supervisor.get(cast.url("ministry", "passage", ended.uuid)).content.decode()
    operations = cast.staff("operations", "province:11")
    assert words in operations.get(cast.url("province:11", "exchange_message", message)).content.decode()
