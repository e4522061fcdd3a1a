"""Long work is ordered, watched, stopped, fetched: by its owner alone; a killed worker, a lost ring and a broken row lose nothing."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy
from lxml import html

from beian.audit.models import AuditEntry
from beian.exchange import drain
from beian.pages import jobs
from beian.pages.jobs import exporting, kinds, orders, run, tasks
from beian.pages.jobs.models import Job, JobPart
from beian.people import bell, grants, scope
from beian.people.models import Membership
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach
from province.cases.tables import CaseTable
from tests.province.stories import report

pytestmark = pytest.mark.django_db
NODE, TELLER = "province:11", Actor.service("test")


@pytest.fixture
def count_rows(monkeypatch):
    """A kind of work: `rows` numbers in slices of two, of which every seventh is refused; `wrong` is what goes wrong at a row."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    wrong: dict[int, Exception] = {}

    @jobs.kind("test.count", label=gettext_lazy("导入"), roles=("province_reviewer",))
    def work(job):
        job.total = job.parameters["rows"]
        for row in range(job.place.get("row", 0), job.total):
            if row in wrong:
                raise wrong[row]
            if row % 7 == 6:
                job.refuse(row + 1, "域名重复", [f"=a{row}.cn"])
            job.done += 1
            job.place = {"row": row + 1}
            if job.done % 2 == 0:
                yield
        job.outcome = "导入完成"

    return wrong


def ordered(cast, rows=10, role="province_reviewer", name=""):
    person = cast.person(role, NODE, name)
    with cast.acting(person):
        return jobs.start(kind="test.count", title="导入域名", parameters={"rows": rows}, by=person, now=timezone.now())


def fresh(job) -> Job:
    with scope.enter(NODE, Reach.STAFF, TELLER):
        return Job.objects.get(pk=job.pk)


def url(name, *args) -> str:
    return node_url(NODE, name, *args)


def text(client, job) -> str:
    return client.get(url("job", job.pk)).content.decode()


def verbs() -> list[str]:
    with scope.enter(NODE, Reach.STAFF, TELLER):
        return list(AuditEntry.objects.filter(subject_kind="job").order_by("id").values_list("verb", flat=True))


def lost_worker(job) -> None:
    """As if whoever had it in hand had died ten minutes ago."""
    with scope.enter(NODE, Reach.STAFF, TELLER):
        Job.objects.filter(pk=job.pk).update(touched_at=timezone.now() - timedelta(minutes=10))


def waiting_nodes() -> list[str]:
    with scope.enter("ministry", Reach.SYSTEM, TELLER), connection.cursor() as cursor:
        cursor.execute("SELECT nodes_with_jobs()")
        return [node for (node,) in cursor.fetchall()]


def test_a_job_is_ordered_worked_off_and_its_refused_rows_come_back(cast, count_rows):
    job, client = ordered(cast), cast.staff("province_reviewer", NODE)
    before = text(client, job)
    assert "排队中" in before and "您可以关闭本页" in before and f'data-poll="{url("job", job.pk)}"' in before
    tasks.go_on(NODE)
    after = text(client, job)
    assert "已完成" in after and "导入完成" in after and "10 / 10" in after and "data-poll=" not in after
    answer = client.get(url("job_refused", job.pk))
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines == [["行号", "原因", "原内容"], ["7", "域名重复", "'=a6.cn"]]
    assert answer["Cache-Control"] == "no-store"
    assert client.get(url("job_file", job.pk)).status_code == 404
    assert verbs() == ["jobs.start", "jobs.finish", "jobs.read"]
    assert "导入域名" in client.get(url("jobs")).content.decode()


def test_a_job_is_its_owners_alone(cast, count_rows):
    job = ordered(cast)
    tasks.go_on(NODE)
    colleague = cast.staff("province_reviewer", NODE, "同事")
    for name in ("job", "job_file", "job_refused"):
        assert colleague.get(url(name, job.pk)).status_code == 404
    assert colleague.post(url("job_cancel", job.pk)).status_code == 404
    assert "导入域名" not in colleague.get(url("jobs")).content.decode()
    assert cast.staff("province_reviewer", "province:33").get(node_url("province:33", "job", job.pk)).status_code == 404


def test_progress_is_seen_between_slices_and_a_killed_worker_is_replaced(cast, count_rows):
    job, client = ordered(cast, rows=10), cast.staff("province_reviewer", NODE)
    turn = tasks._next(NODE)
    assert turn.slice() and turn.slice()
    assert "4 / 10" in text(client, job) and "进行中" in text(client, job)
    assert tasks._next(NODE) is None  # it is in hand
    lost_worker(job)
    assert waiting_nodes() == [NODE]
    tasks.go_on(NODE)
    found = fresh(job)
    assert (found.state, found.done, found.refused) == ("done", 10, 1)
    assert turn.slice() is False  # the dead one comes back to life: it has nothing left to do
    assert fresh(job).done == 10


def test_a_worker_that_dies_again_and_again_ends_the_job_in_words(cast, count_rows):
    job, client = ordered(cast), cast.staff("province_reviewer", NODE)
    for _time in range(run.ATTEMPTS + 1):
        tasks._next(NODE)
        lost_worker(job)
    assert fresh(job).state == "failed"
    assert "多次中断" in text(client, job)
    assert waiting_nodes() == []


def test_a_slice_that_fails_is_rolled_back_tried_again_and_given_up(cast, count_rows):
    job, client = ordered(cast), cast.staff("province_reviewer", NODE)
    count_rows[5] = ZeroDivisionError("secret-canary")
    for _time in range(run.ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            tasks.go_on(NODE)
    page = text(client, job)
    assert "未完成" in page and "追踪号" in page and "secret-canary" not in page
    assert fresh(job).done == 4
    with scope.enter(NODE, Reach.STAFF, TELLER):
        assert not JobPart.objects.exists()


def test_a_failure_that_passes_costs_nothing(cast, count_rows):
    job = ordered(cast)
    count_rows[5] = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        tasks.go_on(NODE)
    count_rows.clear()
    tasks.go_on(NODE)
    assert (fresh(job).state, fresh(job).done, fresh(job).failures) == ("done", 10, 0)


def test_a_refusal_is_told_as_it_is_and_not_tried_again(cast, count_rows):
    job, client = ordered(cast), cast.staff("province_reviewer", NODE)
    count_rows[3] = jobs.Refused("文件第一行不是表头。")
    tasks.go_on(NODE)
    assert "文件第一行不是表头。" in text(client, job)


def test_a_job_is_cancelled_between_two_slices(cast, count_rows):
    job, client = ordered(cast), cast.staff("province_reviewer", NODE)
    turn = tasks._next(NODE)
    turn.slice()
    answer = client.post(url("job_cancel", job.pk))
    assert (answer.status_code, answer["Location"]) == (303, url("job", job.pk))
    assert "正在停止" in text(client, job)
    assert turn.slice() is False
    page = text(client, job)
    assert "已取消" in page and "2 / 10" in page
    client.post(url("job_cancel", job.pk))
    assert verbs().count("jobs.cancel") == 1


def test_whoever_loses_the_role_loses_the_job(cast, count_rows):
    job, person = ordered(cast), cast.person("province_reviewer", NODE)
    with scope.enter(NODE, Reach.SYSTEM, TELLER):
        grants.dismiss(membership=Membership.objects.get(user=person), now=timezone.now())
    tasks.go_on(NODE)
    assert (fresh(job).state, fresh(job).done) == ("failed", 0)


def test_only_the_roles_of_the_work_may_order_it_and_five_at_once(cast, count_rows):
    with pytest.raises(PermissionDenied, match="审核员"):
        ordered(cast, role="province_leader")
    for _time in range(orders.AT_ONCE):
        ordered(cast)
    with pytest.raises(jobs.TooMany):
        ordered(cast)


def test_what_was_asked_is_sealed_and_the_broker_is_told_the_node_alone(cast, count_rows, monkeypatch):
    rung = []
    monkeypatch.setattr(bell, "ring", lambda *ring: rung.append(ring))
    job = ordered(cast)
    assert rung == [("jobs.go_on", NODE)]
    with scope.enter(NODE, Reach.STAFF, TELLER):
        assert b"rows" not in bytes(Job.objects.get(pk=job.pk).asked)


def test_results_are_cleared_after_a_week(cast, count_rows):
    job, client = ordered(cast), cast.staff("province_reviewer", NODE)
    tasks.go_on(NODE)
    with scope.enter(NODE, Reach.STAFF, TELLER):
        Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - timedelta(days=8))
    assert waiting_nodes() == [NODE]
    tasks.go_on(NODE)
    assert client.get(url("job_refused", job.pk)).status_code == 404
    assert waiting_nodes() == [] and "已完成" in text(client, job)


def test_the_page_of_a_job_asks_little(cast, count_rows, django_assert_max_num_queries):
    job, client = ordered(cast), cast.staff("province_reviewer", NODE)
    text(client, job)
    with django_assert_max_num_queries(12):
        text(client, job)


# ---- exports


@pytest.fixture
def cases(cast, monkeypatch):
    """Five cases, a list that gives out two at once, and batches of two."""
    for number in range(1, 6):
        report(number=number)
    drain()
    monkeypatch.setattr(CaseTable, "export_limit", 2)
    monkeypatch.setattr(exporting, "BATCH", 2)


def order_export(cast, made="csv", **query) -> tuple:
    """What the page of a list that is too long leads to."""
    client = cast.staff("province_reviewer", NODE)
    offer = client.get(url("queue"), query | {"export": made})
    assert offer.status_code == 422
    form = html.fromstring(offer.content).xpath("//form[contains(@action, '/jobs/export/')]")[0]
    answer = client.post(form.action, dict(form.fields))
    assert answer.status_code == 303
    return client, int(answer["Location"].rstrip("/").rpartition("/")[2])


def test_a_list_that_is_too_long_is_exported_in_the_background(cast, cases):
    client, pk = order_export(cast, order="new")
    tasks.go_on(NODE)
    answer = client.get(url("job_file", pk))
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 6
    assert answer["Content-Disposition"] == 'attachment; filename="cases.csv"'
    shown = client.get(url("queue"), {"order": "new"}).context["view"]
    assert [line[0] for line in lines[1:]] == [row[0].value for row in shown.lines]
    assert lines[0] == [str(column.label) for column in shown.shown]
    with scope.enter(NODE, Reach.STAFF, TELLER):
        assert AuditEntry.objects.get(verb="export.read").after == {"rows": 5}


def test_the_file_follows_filter_columns_and_format(cast, cases):
    name = cast.staff("province_reviewer", NODE).get(url("queue")).context["view"].lines[0][0].value
    client, pk = order_export(cast, "xlsx", columns="state", subject=str(name)[:2])
    tasks.go_on(NODE)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(url("job_file", pk)).content)).active
    assert [cell.value for cell in sheet[1]] == ["主办者", "状态"]
    assert sheet.max_row > 3


def test_an_export_of_nothing_more_than_was_there_ends_where_the_list_ends(cast, cases, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 4)
    client, pk = order_export(cast)
    tasks.go_on(NODE)
    assert "超过 4 行" in client.get(url("job", pk)).content.decode()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"address": "/province/33/cases/"}, 404),
        ({"address": "https://evil.example/province/11/cases/"}, 303),
        ({"address": "/province/11/nowhere/"}, 404),
        ({"address": ""}, 422),
        ({"address": "/province/11/cases/?state=wrong"}, 422),
        ({"address": "/province/11/cases/?subject=a%00b"}, 422),
        ({"table": "others"}, 404),
        ({"format": "pdf"}, 422),
        ({"title": "a\x00b"}, 422),
        ({"address": "/province/11/staff/sign-in/"}, 404),
        ({"address": "/province/11/jobs/"}, 404),
    ],
)
def test_an_order_for_what_is_no_list_of_ones_own_is_refused(cast, cases, change, status):
    given = {"address": url("queue"), "table": "cases", "format": "csv", "title": ""} | change
    assert cast.staff("province_reviewer", NODE).post(url("job_export"), given).status_code == status


def test_a_list_of_another_role_is_not_exported(cast, cases):
    given = {"address": url("queue"), "table": "cases", "format": "csv"}
    answer = cast.staff("audit_admin", NODE).post(url("job_export"), given)
    assert answer.status_code == 403 and "审核员" in answer.content.decode()
