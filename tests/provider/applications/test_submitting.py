"""Handing in: only what is complete, and once however often it is clicked (F24)."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections

from beian.audit.models import AuditEntry
from beian.reference import clocks
from provider.applications.models import Application, Round
from tests.provider.applications.stories import COMPANY, Desk, notices_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B1")]


def rounds_of(cast, desk) -> list[Round]:
    with cast.acting(desk.user):
        return list(Round.objects.order_by("id"))


@pytest.mark.requirement("B4", "B21")
def test_a_complete_application_is_handed_in_and_its_result_page_says_what_comes_next(cast):
    desk = Desk(cast).company()
    assert desk.submit().url == desk.url("application_submitted")
    record = desk.record
    assert (record.state, record.round, record.revision) == ("submitted", 1, 1)
    assert record.due_on == clocks.due(clocks.clock("precheck"), record.submitted_at)
    page = desk.get("application_submitted").content.decode()
    assert record.receipt in page and len(record.receipt) == 9
    assert desk.uuid in page and "五个工作日" not in page and f"{record.due_on.day}日" in page
    assert [row.number for row in rounds_of(cast, desk)] == [1]
    assert {template for template, _to in notices_of(cast, desk)} == {"submitted"}


def test_what_is_missing_is_listed_and_nothing_is_handed_in(cast):
    desk = Desk(cast).begin().fill({page: COMPANY[page] for page in ("subject", "site")})
    response = desk.submit()
    assert response.status_code == 422
    labels = {mistake.label for mistake in response.context["mistakes"]}
    assert {"主体负责人姓名", "主办者证件"} <= labels
    assert desk.record.state == "draft" and rounds_of(cast, desk) == []
    assert "还有" in desk.get("application_check").content.decode()


@pytest.mark.fault("F24")
@pytest.mark.parametrize("keyed", [True, False])
def test_twenty_clicks_at_once_make_one_round_and_each_is_answered_with_it(cast, keyed):
    desk = Desk(cast).company()
    key = desk.form_key() if keyed else ""
    clients = [cast.client(desk.user) for _click in range(20)]

    def click(client):
        try:
            return client.post(desk.url("application_submit"), {"form_key": key})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(click, clients))
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, desk.url("application_submitted"))}
    assert len(rounds_of(cast, desk)) == 1
    assert desk.record.revision == 1
    assert len(notices_of(cast, desk)) == 2


def test_a_form_key_belongs_to_its_application_and_says_nothing_of_another(cast):
    """A key is known to whoever loaded the form: sent for another application it must neither break its page nor answer for it."""
    key = str(uuid4())
    desk, other = Desk(cast).company(), Desk(cast).person()
    assert desk.submit(key).status_code == 302
    assert other.submit(key).status_code == 302
    assert len({row.application_id for row in rounds_of(cast, desk)}) == 2


def test_the_owner_withdraws_before_it_is_reported_and_it_stays_withdrawn(cast):
    desk = Desk(cast).company().submitted()
    assert desk.get("application_withdraw").status_code == 200
    assert desk.post("application_withdraw", data={"reason": "字" * 201}).status_code == 422
    assert desk.post("application_withdraw", data={"reason": "域名不再使用"}).status_code == 302
    with cast.acting(desk.user):
        assert AuditEntry.objects.get(subject_id=desk.uuid, verb__endswith="withdraw").after["why"] == "域名不再使用"
    assert desk.record.state == "withdrawn"
    assert [row.outcome for row in rounds_of(cast, desk)] == ["withdrawn"]
    assert desk.post("application_withdraw").status_code == 409
    assert desk.submit(str(uuid4())).status_code == 409


def test_the_database_itself_refuses_an_illegal_move(cast):
    desk = Desk(cast).company()
    with (
        pytest.raises(DatabaseError, match="Invalid transition"),
        cast.acting(cast.person("provider_clerk", desk.node)),
    ):
        Application.objects.filter(uuid=desk.uuid).update(state="granted", filing_number="京ICP备2026000001号")


def test_the_log_tells_what_was_done_and_no_answer(cast):
    desk = Desk(cast).company().submitted()
    with cast.acting(desk.user):
        rows = list(AuditEntry.objects.filter(subject_id=desk.uuid).order_by("id"))
    assert [row.verb for row in rows] == [
        "application.start",
        *["application.answer"] * len(COMPANY),
        "application.submit",
    ]
    text = str([(row.before, row.after) for row in rows])
    assert "subject.name" in text and "晴川" not in text and "王建国" not in text
