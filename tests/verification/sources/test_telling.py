"""A mismatch that a source finds after the signature reaches whoever reviews the filing, and nobody else (B8, P10 二(二)1(5))."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from beian import exchange
from beian.audit.models import AuditEntry
from beian.exchange.models import InboxMessage, OutboxMessage
from beian.people import scope
from beian.people.scope import Actor, Reach
from provider.applications.models import Application
from province.cases.models import Case
from tests.beian.filing.drafts import PRINCIPAL
from tests.provider.stories import PROVIDER, application_at
from verification import sources
from verification.sources import querying, tasks, telling
from verification.sources.models import SourceCheck

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B8")]
SOURCES = Actor.service("test")


def ask(application) -> None:
    with scope.enter(PROVIDER, Reach.STAFF, SOURCES):
        found = Application.objects.get(uuid=application.uuid)
        asked = {"application": found.uuid, "round": found.round, "document": found.open_document()}
        sources.ask(**asked, by="核验员", now=timezone.now())


def work(later: timedelta = timedelta()) -> None:
    querying.batch(PROVIDER, now=timezone.now() + later)


def checks() -> dict[str, SourceCheck]:
    with scope.enter(PROVIDER, Reach.STAFF, SOURCES):
        return {check.source: check for check in SourceCheck.objects.all()}


def case_at(node: str, application) -> Case | None:
    with scope.enter(node, Reach.STAFF, SOURCES):
        return Case.objects.filter(application=application.uuid).first()


def findings(node: str, application) -> list[dict]:
    return [found for found in case_at(node, application).findings if found["code"] == "source.mismatch"]


def test_down_at_the_desk_back_later_and_the_bureau_learns_of_the_mismatch(simulator, cast):
    """The source is down when the sheet is signed: nothing is held up. The sweep asks again, and the bureau is told."""
    simulator.everywhere("down")
    application = application_at("reported", cast)
    exchange.drain()
    ask(application)
    work()
    assert {check.state for check in checks().values()} == {"unavailable"}
    assert findings("province:11", application) == []
    simulator.behave(company="wrong")
    assert tasks.waiting_nodes() == []
    work(timedelta(minutes=2))
    found = checks()["company"]
    assert (found.state, found.late, found.told_at is not None) == ("mismatch", True, True)
    exchange.drain()
    (told,) = findings("province:11", application)
    assert told["item"] == "subject.certificate.number"
    assert "工商登记信息" in told["text"] and "名称与证照号码不一致" in told["text"]
    with scope.enter("province:11", Reach.STAFF, SOURCES):
        assert AuditEntry.objects.filter(verb="case.source_mismatch").count() == 1
    with scope.enter(PROVIDER, Reach.STAFF, SOURCES):
        assert SourceCheck.objects.to_follow().get() == found
        assert SourceCheck.objects.raised(found.told_at).get() == found
        assert AuditEntry.objects.filter(verb="source.mismatch").count() == 1


def test_the_bureau_sees_it_on_the_case_page(simulator, cast):
    simulator.behave(phone="wrong")
    application = application_at("reported", cast)
    ask(application)
    work()
    exchange.drain()
    case = case_at("province:11", application)
    page = cast.staff("province_reviewer", "province:11").get(cast.url("province:11", "case", case.pk)).content.decode()
    assert page.count("手机号码登记人与姓名不一致") >= 2  # above the page and beside the item
    assert "信息源复核发现不一致" in page


def test_a_subject_from_elsewhere_is_told_of_through_the_ministry(simulator, cast):
    simulator.behave(phone="wrong")
    application = application_at("reported", cast, province="33")
    ask(application)
    work()
    exchange.drain()
    assert findings("province:33", application) == findings("province:11", application) != []


def test_nothing_personal_travels(simulator, cast):
    simulator.everywhere("wrong")
    application = application_at("reported", cast)
    ask(application)
    work()
    with scope.enter(PROVIDER, Reach.STAFF, SOURCES):
        payloads = [bytes(one.payload).decode() for one in OutboxMessage.objects.filter(kind="source.mismatch")]
    assert len(payloads) == 4
    personal = (PRINCIPAL["name"], PRINCIPAL["certificate"]["number"], PRINCIPAL["mobile"])
    assert not [value for value in personal if value in "".join(payloads)]


def test_at_the_desk_the_page_says_it_and_nobody_is_told(simulator, cast):
    simulator.behave(company="wrong")
    application = application_at("prechecked", cast)
    ask(application)
    work()
    found = checks()["company"]
    assert (found.state, found.late, found.told_at is not None) == ("mismatch", False, True)
    with scope.enter(PROVIDER, Reach.STAFF, SOURCES):
        assert not OutboxMessage.objects.filter(kind="source.mismatch").exists()
        document = Application.objects.get(uuid=application.uuid).open_document()
        (line,) = sources.mismatches(application.uuid, 1, document)
        assert line.item == "subject.certificate.number"
        facts = {fact["source"]: fact["state"] for fact in sources.facts(application.uuid, 1, document)}
    assert facts == {"resident_id": "match", "company": "mismatch", "domain": "match", "phone": "match"}


def test_told_once_by_however_many_workers(simulator, cast):
    simulator.everywhere("wrong")
    application = application_at("reported", cast)
    ask(application)
    with scope.enter(PROVIDER, Reach.STAFF, SOURCES):
        _due, taken = querying._take(timezone.now())
    for held, outcome in querying._exchange(taken):
        with scope.enter(PROVIDER, Reach.STAFF, SOURCES):
            querying._store(held, outcome, timezone.now())
    assert tasks.waiting_nodes() == [PROVIDER]  # answered, and the worker died before it told anybody

    def tell() -> None:
        try:
            telling.tell(PROVIDER, now=timezone.now())
        finally:
            connections.close_all()

    workers = [threading.Thread(target=tell) for _turn in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    exchange.drain()
    assert len(findings("province:11", application)) == 4
    with scope.enter("province:11", Reach.STAFF, SOURCES):
        assert InboxMessage.objects.filter(kind="source.mismatch").count() == 4
    assert tasks.waiting_nodes() == []


def test_a_mismatch_confirmed_is_not_told_again_and_one_taken_back_may_come_again(simulator, cast):
    simulator.behave(company="wrong")
    application = application_at("reported", cast)
    ask(application)
    work()

    def again(later: int) -> None:
        with scope.enter(PROVIDER, Reach.STAFF, SOURCES):
            found = Application.objects.get(uuid=application.uuid)
            asked = {"application": found.uuid, "round": 1, "document": found.open_document()}
            sources.ask_again(**asked, by="核验员", now=timezone.now())
        work(timedelta(minutes=later))

    def sent() -> int:
        with scope.enter(PROVIDER, Reach.STAFF, SOURCES):
            return OutboxMessage.objects.filter(kind="source.mismatch").count()

    again(1)
    assert sent() == 1
    simulator.behave()
    again(2)
    assert checks()["company"].told_at is None
    assert sent() == 1


def test_another_provider_cannot_accuse(simulator, cast):
    """A message about a filing of somebody else's is parked, and the case stays as it was."""
    application = application_at("reported", cast)
    exchange.drain()
    with scope.enter("provider:p02", Reach.STAFF, SOURCES):
        exchange.send(
            receiver="province:11",
            kind="source.mismatch",
            key=application.uuid,
            round=1,
            revision=9,
            body={
                "check": str(application.uuid),
                "source": "phone",
                "item": "subject.principal.mobile",
                "differs": ["name"],
                "answered_at": timezone.now(),
            },
        )
    exchange.drain()
    assert findings("province:11", application) == []
    with scope.enter("province:11", Reach.STAFF, SOURCES):
        assert not AuditEntry.objects.filter(verb="case.source_mismatch").exists()


def test_the_filings_own_page_is_not_confused_by_answers(simulator, cast):
    """Its timeline tells of moves; what a source said is no move."""
    application = application_at("verified", cast)
    ask(application)
    work()
    page = cast.staff("provider_verifier", PROVIDER).get(cast.url(PROVIDER, "filing", application.uuid))
    assert page.status_code == 200
