"""How much of what providers report has all its papers here, by provider and month (B12)."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beian.evidence import disk
from beian.evidence.models import EvidenceFile
from beian.exchange import drain
from beian.people import scope
from beian.people.scope import Actor, Reach
from province.cases.models import Case
from tests.beian.filing.drafts import person
from tests.province.stories import report

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B12")]
HERE = "province:11"
ALL = ("owner_certificate", "principal_certificate", "desk_photo", "verification_sheet", "agreement")
PAGE = "/province/11/load/papers/"


@pytest.fixture
def supervisor(cast):
    return cast.staff("province_supervisor", HERE)


@pytest.fixture
def reported(cast):
    """Four reports of this month: one whole, one without a sheet, one whose photo has not come, a person's with one certificate."""
    cases = [report(number=1, papers=ALL), report(number=2), report(number=3, papers=ALL)]
    cases.append(report(number=4, papers=("owner_certificate", *ALL[2:]), change=of_person))
    with scope.enter("provider:p01", Reach.STAFF, Actor.service("test")):
        photo = EvidenceFile.objects.get(application=cases[2], purpose="desk_photo")
    disk.remove("provider:p01", photo.digest)
    drain()
    return cases


def of_person(data: dict) -> None:
    data["subject"] = person()["subject"]
    data["sites"][0]["name"] = "小满的读书笔记"
    for principal in (data["subject"]["principal"], data["sites"][0]["principal"]):
        principal["name"] = data["subject"]["name"]


def cells(body: str) -> list[list[str]]:
    """The figures of each line."""
    table = re.search(r"<tbody>(.*?)</tbody>", body, re.DOTALL)[1]
    lines = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", line, re.DOTALL)]
        for line in lines
    ]


def test_each_provider_and_month_has_its_share(reported, supervisor):
    body = supervisor.get(PAGE).content.decode()
    month = f"{timezone.localdate():%Y-%m}"
    assert cells(body) == [["服务商", month, "4", "2", "50.0%", "2", "4", "3", "3", "3"]]


def test_what_lacks_leads_to_its_list(reported, supervisor):
    body = supervisor.get(PAGE).content.decode()
    url = re.search(r'href="(/province/11/load/cases/[^"]*)"', body)[1].replace("&amp;", "&")
    listed = supervisor.get(url).content.decode()
    assert len(re.findall(r'<th scope="row"', listed)) == 2
    assert "第2科技官网" in listed
    assert "第3科技官网" in listed


def test_months_stand_apart_and_the_period_bounds_them(reported, supervisor):
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    with scope.enter(HERE, Reach.STAFF, Actor.service("test")):
        moment = timezone.make_aware(datetime(last.year, last.month, last.day, 23, 59))
        Case.objects.filter(application=reported[1]).update(reported_at=moment)
    assert len(cells(supervisor.get(PAGE).content.decode())) == 1
    both = cells(supervisor.get(f"{PAGE}?first={last:%Y-%m-%d}").content.decode())
    assert [(line[1], line[2], line[3]) for line in both] == [
        (f"{timezone.localdate():%Y-%m}", "3", "2"),
        (f"{last:%Y-%m}", "1", "0"),
    ]


def test_it_is_exported_and_costs_one_count(reported, supervisor):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert supervisor.get(PAGE).status_code == 200
    assert len(queries) <= 12
    told = supervisor.get(f"{PAGE}?sheet=papers&export=csv")
    assert "attachment" in told["Content-Disposition"]


def test_bad_questions_are_refused_and_others_are_kept_out(cast, supervisor):
    assert supervisor.get(f"{PAGE}?first=2026-13-01").status_code == 422
    assert supervisor.get(f"{PAGE}?name=%00").status_code == 422
    assert cast.staff("province_reviewer", HERE).get(PAGE).status_code == 403
    assert (
        "期内没有上报"
        in cast.staff("province_supervisor", "province:33").get("/province/33/load/papers/").content.decode()
    )
