"""The disposal list from end to end: due, drawn up, signed by another person, worked off, proved."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.evidence import disk, disposal, store
from beian.evidence.lists import DisposalList
from beian.evidence.models import EvidenceFile
from beian.exchange import drain
from beian.notices.delivery import deliver
from beian.pages.jobs import tasks
from beian.pages.jobs.models import Job
from beian.people import scope
from beian.people.scope import Actor, Reach
from provider.applications import transitions as owners
from provider.applications.models import Application
from tests.beian.evidence import aging, uploads
from tests.provider.stories import application_at
from tests.province.stories import send_back

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q1"), pytest.mark.whole]
PROVIDER, PROVINCE, MINISTRY = "provider:p01", "province:11", "ministry"
NODES = (PROVIDER, PROVINCE, MINISTRY)
SERVICE = Actor.service("test")


def at(node: str):
    return scope.enter(node, Reach.STAFF, SERVICE)


@pytest.fixture(autouse=True)
def gateway(settings):
    settings.MAILBOX, settings.SMS_URL, settings.EMAIL_URL = True, "database:", "database:"


@pytest.fixture
def ended(cast):
    """Reported, returned, and taken back by its owner, just now."""
    application = application_at("reported", cast)
    drain()
    send_back(cast, application.uuid)
    drain()
    with cast.acting(cast.owner()):
        owners.withdraw(application=Application.objects.get(uuid=application.uuid), now=timezone.now())
    drain()
    for node in NODES:
        deliver(node, now=timezone.now())
    aging.mark(*NODES, now=timezone.now())
    return application


@pytest.fixture
def due(ended, test_urls):
    """The same, five years later."""
    aging.let_pass(test_urls)
    return ended


def drawn(cast, node: str, role: str, name: str = "one"):
    """The list as this person draws it up, and the browser it was done in."""
    client = cast.staff(role, node, name)
    answer = client.post(cast.url(node, "disposal_draw"))
    assert answer.status_code == 302, answer.content.decode()
    with at(node):
        return DisposalList.objects.latest("pk"), client


def sign(cast, client, node: str, made: DisposalList, **form):
    return client.post(cast.url(node, "disposal_sign", made.pk), {"read": "on"} | form)


def held(node: str, application) -> list[EvidenceFile]:
    with at(node):
        return list(EvidenceFile.objects.filter(application=application.uuid))


@pytest.mark.parametrize(
    ("node", "drawer", "signer"),
    [
        (PROVIDER, "provider_admin", "provider_verifier"),
        (PROVIDER, "provider_admin", "provider_admin"),
        (PROVINCE, "province_support", "province_leader"),
        (MINISTRY, "ministry_supervisor", "ministry_supervisor"),
    ],
)
def test_one_draws_it_up_another_signs_and_everything_is_gone_but_the_list(cast, due, node, drawer, signer):
    files = held(node, due)
    assert files
    made, _client = drawn(cast, node, drawer)
    second = cast.staff(signer, node, "other")
    page = second.get(cast.url(node, "disposal_list", made.pk)).content.decode()
    assert str(due.uuid) in page and made.digest in page and "签批并销毁" in page
    answer = sign(cast, second, node, made)
    assert answer.status_code == 303
    tasks.go_on(node)
    with at(node):
        made.refresh_from_db()
        (job,) = Job.objects.filter(kind="evidence.disposal")
        assert (job.state, job.done, made.state) == ("done", 1, "done")
        (line,) = made.lines.all()
        assert line.done_at and sorted(line.digests) == sorted(file.digest for file in files)
        assert AuditEntry.objects.filter(verb="disposal.sign", subject_id=str(made.pk)).count() == 1
    for file in held(node, due):
        assert file.disposed_at and not bytes(file.wrapped_key) and not disk.place_of(node, file.digest).exists()
    for command in (("exchange", "verify"), ("audit", "verify"), ("evidence", "audit")):
        call_command(*command, stdout=io.StringIO())
    shown = second.get(cast.url(node, "disposal_list", made.pk)).content.decode()
    assert "已销毁" in shown and "签批并销毁" not in shown


@pytest.mark.requirement("F48")
def test_nobody_signs_his_own_list(cast, due):
    made, client = drawn(cast, PROVIDER, "provider_admin")
    assert "必须由另一人签批" in client.get(cast.url(PROVIDER, "disposal_list", made.pk)).content.decode()
    answer = sign(cast, client, PROVIDER, made)
    assert answer.status_code == 422 and "必须由另一人签批" in answer.content.decode()
    with at(PROVIDER):
        made.refresh_from_db()
        assert made.state == "drawn" and not Job.objects.exists()
    assert all(not file.disposed_at for file in held(PROVIDER, due))


def test_whoever_lacks_the_role_neither_draws_nor_signs(cast, due):
    made, _client = drawn(cast, PROVINCE, "province_support")
    reviewer, leader = cast.staff("province_reviewer", PROVINCE), cast.staff("province_leader", PROVINCE)
    assert reviewer.get(cast.url(PROVINCE, "disposal_lists")).status_code == 403
    assert sign(cast, reviewer, PROVINCE, made).status_code == 403
    assert sign(cast, cast.staff("province_support", PROVINCE, "other"), PROVINCE, made).status_code == 403
    assert leader.post(cast.url(PROVINCE, "disposal_draw")).status_code == 403
    assert sign(cast, cast.staff("province_leader", "province:33"), "province:33", made).status_code == 404


def test_it_is_signed_with_eyes_open(cast, due):
    made, _client = drawn(cast, PROVIDER, "provider_admin")
    answer = cast.staff("provider_verifier", PROVIDER).post(cast.url(PROVIDER, "disposal_sign", made.pk))
    assert answer.status_code == 422 and "请先核对清单并勾选" in answer.content.decode()


def test_before_its_day_nothing_is_due(cast, ended):
    client = cast.staff("provider_admin", PROVIDER)
    page = client.get(cast.url(PROVIDER, "disposal_lists")).content.decode()
    assert "目前没有保存期已满的备案" in page and "编制销毁清单</button>" not in page
    answer = client.post(cast.url(PROVIDER, "disposal_draw"))
    assert answer.status_code == 422 and "没有保存期已满" in answer.content.decode()


def test_what_stands_on_an_open_list_is_on_no_second_one(cast, due):
    made, client = drawn(cast, PROVIDER, "provider_admin")
    assert client.post(cast.url(PROVIDER, "disposal_draw")).status_code == 422
    dropped = client.post(cast.url(PROVIDER, "disposal_drop", made.pk), {"reason": "重做"})
    assert dropped.status_code == 302
    again, _client = drawn(cast, PROVIDER, "provider_admin", "other")
    assert again.pk != made.pk
    assert sign(cast, cast.staff("provider_verifier", PROVIDER), PROVIDER, made).status_code == 422


def test_a_paper_that_came_after_the_list_stops_the_signing(cast, due, test_urls):
    made, _client = drawn(cast, PROVIDER, "provider_admin")
    with at(PROVIDER):
        store.store(uploads.picture(), purpose="other", application=due.uuid)
    answer = sign(cast, cast.staff("provider_verifier", PROVIDER), PROVIDER, made)
    assert answer.status_code == 422 and "材料有变化" in answer.content.decode()


def test_what_cannot_be_done_yet_stays_on_the_list_and_is_done_later(cast, due, test_urls):
    made, _client = drawn(cast, PROVIDER, "provider_admin")
    signer = cast.staff("provider_verifier", PROVIDER)
    with aging.owner(test_urls) as cursor:
        cursor.execute("ALTER TABLE beian_notice DISABLE TRIGGER USER")
        cursor.execute("UPDATE beian_notice SET state = 'queued' WHERE node = %s", [PROVIDER])
        cursor.execute("ALTER TABLE beian_notice ENABLE TRIGGER USER")
    assert sign(cast, signer, PROVIDER, made).status_code == 303
    tasks.go_on(PROVIDER)
    page = signer.get(cast.url(PROVIDER, "disposal_list", made.pk)).content.decode()
    assert "还有通知没有发出" in page and "继续销毁" in page
    assert all(not file.disposed_at and bytes(file.wrapped_key) for file in held(PROVIDER, due)), "nothing half done"
    with at(PROVIDER):
        assert Application.objects.get(uuid=due.uuid).disposed_at is None
    with aging.owner(test_urls) as cursor:
        cursor.execute("ALTER TABLE beian_notice DISABLE TRIGGER USER")
        cursor.execute("UPDATE beian_notice SET state = 'delivered' WHERE node = %s", [PROVIDER])
        cursor.execute("ALTER TABLE beian_notice ENABLE TRIGGER USER")
    assert sign(cast, signer, PROVIDER, made).status_code == 303
    tasks.go_on(PROVIDER)
    with at(PROVIDER):
        made.refresh_from_db()
    assert made.state == "done" and all(file.disposed_at for file in held(PROVIDER, due))


def test_two_who_sign_at_once_start_one_work(cast, due):
    made, _client = drawn(cast, PROVIDER, "provider_admin")
    first, second = cast.staff("provider_verifier", PROVIDER, "a"), cast.staff("provider_verifier", PROVIDER, "b")
    assert sign(cast, first, PROVIDER, made).status_code == 303
    assert sign(cast, second, PROVIDER, made).status_code == 303, "goes on with the signed list"
    tasks.go_on(PROVIDER)
    with at(PROVIDER):
        assert AuditEntry.objects.filter(verb="disposal.sign").count() == 1
        assert AuditEntry.objects.filter(verb="application.dispose").count() == 1


def test_the_list_can_be_taken_along(cast, due):
    made, client = drawn(cast, PROVIDER, "provider_admin")
    answer = client.get(
        cast.url(PROVIDER, "disposal_list", made.pk), {"export": "csv", "columns": "application,files,digests"}
    )
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert str(due.uuid) in text and held(PROVIDER, due)[0].digest in text


def test_a_wrong_reason_or_number_is_said(cast, due):
    made, client = drawn(cast, PROVIDER, "provider_admin")
    for reason in ("", "x" * 300, "a\0b"):
        assert client.post(cast.url(PROVIDER, "disposal_drop", made.pk), {"reason": reason}).status_code == 422
    assert client.get(cast.url(PROVIDER, "disposal_list", 2**31)).status_code == 404
    assert client.get(cast.url(PROVIDER, "disposal_list", made.pk), {"after": "x"}).status_code == 200


def test_the_pages_cost_few_queries(cast, due):
    made, client = drawn(cast, PROVIDER, "provider_admin")
    for name, arguments, most in (("disposal_lists", (), 14), ("disposal_list", (made.pk,), 12)):
        client.get(cast.url(PROVIDER, name, *arguments))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(cast.url(PROVIDER, name, *arguments)).status_code == 200
        assert len(asked) <= most, [query["sql"] for query in asked]


def test_the_night_starts_the_clock_once(cast, ended):
    with at(PROVIDER):
        assert {file.kept_until for file in EvidenceFile.objects.all()} == {disposal.kept_until(timezone.localdate())}
        assert disposal.mark_ended(now=timezone.now()) == 0
