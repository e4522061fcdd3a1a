"""A supervisor reads kept verification sheets by samples that anybody can draw again, and the provider hears what was found (M12)."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beian.evidence.models import EvidenceReading
from beian.exchange import drain
from beian.people import scope
from beian.people.scope import Actor, Reach
from province.supervision import samples
from province.supervision.inspections import Sample, SampleItem
from tests.province.stories import report
from verification.sampling import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M12")]
HERE, TELLER = "province:11", Actor.service("story")
WITH_SHEET = ("owner_certificate", "principal_certificate", "desk_photo", "verification_sheet")
QUERIES = 16


def month() -> str:
    return f"{timezone.localdate():%Y-%m}"


@pytest.fixture(autouse=True)
def everybody_is_served_here(settings, provinces_and_ministry):
    settings.NODES = "*"


@pytest.fixture
def supervisor(cast):
    return cast.staff("province_supervisor", HERE)


def kept(many: int = 3, first: int = 1, **changes) -> list[UUID]:
    """So many filings of p01 whose sheets came with the report."""
    found = [report(number=number, papers=WITH_SHEET, **changes) for number in range(first, first + many)]
    drain()
    return found


def drawn(client, size: int = 3, provider: str = "p01", node: str = "11") -> UUID:
    answer = client.post(f"/province/{node}/samples/draw/", {"provider": provider, "month": month(), "size": str(size)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return UUID(answer["Location"].rstrip("/").rpartition("/")[2])


def items_of(uuid: UUID, node: str = HERE) -> list[SampleItem]:
    with scope.enter(node, Reach.STAFF, TELLER):
        return list(SampleItem.objects.filter(sample__uuid=uuid).select_related("sample").order_by("place"))


def address(uuid: UUID, rest: str = "", node: str = "11") -> str:
    return f"/province/{node}/samples/{uuid}/{rest}"


def read(client, uuid: UUID, item: SampleItem, node: str = "11") -> None:
    """Open every paper of an item."""
    for paper in item.papers:
        assert client.get(address(uuid, f"items/{item.place}/papers/{paper}/", node)).status_code == 200


def judge(
    client, uuid: UUID, item: SampleItem, finding: str = "pass", cause: str = "", words: str = "", node: str = "11"
):
    body = {"finding": finding, "cause": cause, "words": words}
    return client.post(address(uuid, f"items/{item.place}/finding/", node), body)


def closed(client, size: int = 3) -> UUID:
    """A whole sample: everything read, the second one fails for its photo."""
    uuid = drawn(client, size)
    for item in items_of(uuid):
        read(client, uuid, item)
        failed = item.place == 2
        answer = judge(
            client, uuid, item, "fail" if failed else "pass", "photo" if failed else "", "没有幕布" if failed else ""
        )
        assert answer.status_code == 302
    assert client.post(address(uuid, "close/"), {"close": "now"}).status_code == 302
    drain()
    return uuid


# ---- drawing


def test_anybody_can_draw_the_sample_again_from_what_the_page_says(supervisor):
    filings = kept(6)
    uuid = drawn(supervisor, 4)
    page = supervisor.get(address(uuid)).content.decode()
    sample = items_of(uuid)[0].sample
    assert sample.seed in page and "共 6 件" in page
    chosen = [item.application for item in items_of(uuid)]
    assert chosen == drawing.draw(sample.seed, filings, 4)
    lines = list(csv.reader(io.StringIO(supervisor.get(address(uuid, "population/")).content.decode("utf-8-sig"))))
    assert len(lines) == 7 and [line[1] for line in lines[1:5]] == [str(one) for one in chosen]
    assert [line[3] for line in lines[1:]] == ["是"] * 4 + [""] * 2
    assert all(line[2] == drawing.rank(sample.seed, line[1]) for line in lines[1:])


def test_fewer_filings_than_asked_for_are_all_taken_and_none_is_refused(supervisor):
    kept(2)
    assert len(items_of(drawn(supervisor, 50))) == 2
    answer = supervisor.post("/province/11/samples/draw/", {"provider": "p02", "month": month(), "size": "5"})
    assert answer.status_code == 422 and "没有上报备案" in answer.content.decode()
    answer = supervisor.post("/province/11/samples/draw/", {"provider": "p01", "month": "2020-01", "size": "5"})
    assert answer.status_code == 422


def test_a_provider_is_found_by_part_of_its_name(supervisor):
    kept(2)
    with scope.enter(HERE, Reach.STAFF, TELLER):
        code, name = samples.population("p01", timezone.localdate()).values_list("provider", "provider_name")[0]
    assert [item.sample.provider for item in items_of(drawn(supervisor, provider=name[1:4]))] == [code, code]
    assert name in supervisor.get(f"/province/11/samples/?provider={quote(name[1:4])}").content.decode()
    answer = supervisor.post("/province/11/samples/draw/", {"provider": "没有这家", "month": month(), "size": "5"})
    assert answer.status_code == 422 and "没有上报备案" in answer.content.decode()


def test_one_month_is_drawn_once_at_a_time(supervisor):
    kept(2)
    drawn(supervisor)
    again = supervisor.post("/province/11/samples/draw/", {"provider": "p01", "month": month(), "size": "5"})
    assert again.status_code == 422 and "还没有结束" in again.content.decode()


@pytest.mark.fault("F25")
def test_of_two_draws_at_once_one_is_made(cast):
    kept(2)
    person = cast.person("province_supervisor", HERE)

    def one(_turn: int) -> bool:
        try:
            with cast.acting(person):
                day = timezone.localdate()
                samples.draw(provider="p01", month=day, size=2, note="", by=person, now=timezone.now())
        except samples.NotDrawn:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1
    with scope.enter(HERE, Reach.STAFF, TELLER):
        assert Sample.objects.count() == 1 and SampleItem.objects.count() == 2


# ---- reading and finding


def test_nothing_is_found_unread_and_every_reading_says_it_was_for_a_sample(supervisor):
    kept(1)
    uuid = drawn(supervisor, 1)
    (item,) = items_of(uuid)
    refused = judge(supervisor, uuid, item)
    assert refused.status_code == 409 and "请先打开核验单" in refused.content.decode()
    read(supervisor, uuid, item)
    with scope.enter(HERE, Reach.STAFF, TELLER):
        told = EvidenceReading.objects.filter(evidence__uuid__in=item.papers).values_list("reason", flat=True)
        assert set(told) == {"sample"} and len(told) == 2
    page = supervisor.get(address(uuid, "items/1/")).content.decode()
    assert page.count("已打开") == 2
    assert judge(supervisor, uuid, item).status_code == 302


def test_a_failed_one_needs_a_cause_and_other_needs_words(supervisor):
    kept(1)
    uuid = drawn(supervisor, 1)
    (item,) = items_of(uuid)
    read(supervisor, uuid, item)
    assert "请选择原因" in judge(supervisor, uuid, item, "fail").content.decode()
    assert judge(supervisor, uuid, item, "fail", "other").status_code == 422
    assert judge(supervisor, uuid, item, "fail", "missing").status_code == 409
    assert judge(supervisor, uuid, item, "fail", "other", "字迹不清").status_code == 302
    assert judge(supervisor, uuid, item).status_code == 302  # changed one's mind: until it is closed
    assert items_of(uuid)[0].finding == "pass" and items_of(uuid)[0].cause == ""


def test_a_sample_with_open_items_is_not_closed(supervisor):
    kept(2)
    uuid = drawn(supervisor, 2)
    answer = supervisor.post(address(uuid, "close/"), {"close": "now"})
    assert answer.status_code == 409 and "还有 2 份没有结论" in answer.content.decode()
    assert supervisor.post(address(uuid, "close/")).status_code == 302
    assert not items_of(uuid)[0].sample.closed


def test_the_result_is_summed_up_sent_shown_and_answered(cast, supervisor):
    kept(3)
    uuid = closed(supervisor)
    page = supervisor.get(address(uuid)).content.decode()
    assert "1 / 3（95% 区间 6.1%–79.2%）" in page and "照片不符合要求" in page
    admin = cast.staff("provider_admin", "provider:p01")
    assert "1 / 3（95% 区间 6.1%–79.2%）" in admin.get("/provider/p01/organisation/samples/").content.decode()
    result = admin.get(f"/provider/p01/organisation/samples/{uuid}/").content.decode()
    assert "没有幕布" in result and "待答复" in result
    answer = admin.post(f"/provider/p01/organisation/samples/{uuid}/answer/", {"text": "已重新配发幕布"})
    assert answer.status_code == 302
    again = admin.post(f"/provider/p01/organisation/samples/{uuid}/answer/", {"text": "再说一次"})
    assert again.status_code == 409 and "已经答复过" in again.content.decode()
    drain()
    assert "已重新配发幕布" in supervisor.get(address(uuid)).content.decode()
    assert "服务商已答复" in supervisor.get("/province/11/samples/").content.decode()
    item = items_of(uuid)[0]
    late = judge(supervisor, uuid, item, "fail", "photo")
    assert late.status_code == 409 and "已经结束" in late.content.decode()


# ---- strangers, hostile input, cost


@pytest.mark.requirement("A3")
def test_another_province_finds_no_sample_and_others_may_not_draw(cast, supervisor):
    kept(1)
    uuid = drawn(supervisor, 1)
    (item,) = items_of(uuid)
    stranger = cast.staff("province_supervisor", "province:33")
    rest = ("", "population/", "items/1/", f"items/1/papers/{item.papers[0]}/")
    for path in rest:
        assert stranger.get(address(uuid, path, "33")).status_code == 404, path
    assert judge(stranger, uuid, item, node="33").status_code == 404
    assert stranger.post(address(uuid, "close/", "33"), {"close": "now"}).status_code == 404
    for role in ("province_reviewer", "province_support", "operations"):
        client = cast.staff(role, HERE)
        assert client.get("/province/11/samples/").status_code == 403
        assert client.get(address(uuid, rest[3])).status_code == 403
    leader = cast.staff("province_leader", HERE)
    assert leader.get(address(uuid)).status_code == 200
    assert leader.get("/province/11/samples/draw/").status_code == 403
    assert judge(leader, uuid, item).status_code == 403
    other = cast.staff("provider_admin", "provider:p02")
    assert other.get(f"/provider/p02/organisation/samples/{uuid}/").status_code == 404


def test_a_paper_of_another_item_is_not_opened_under_this_one(supervisor):
    kept(2)
    uuid = drawn(supervisor, 2)
    first, second = items_of(uuid)
    assert supervisor.get(address(uuid, f"items/1/papers/{second.papers[0]}/")).status_code == 404
    assert supervisor.get(address(uuid, f"items/1/papers/{uuid4()}/")).status_code == 404
    assert supervisor.get(address(uuid, f"items/{'9' * 30}/")).status_code == 404
    assert supervisor.get(address(uuid4())).status_code == 404
    assert first.papers


HOSTILE = ["\x00", "<script>", "9" * 400, "p01\x00", "2026-13", "-1", "\ufffd"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_gets_a_sentence(supervisor, text):
    good = {"provider": "p01", "month": month(), "size": "5"}
    for name in good:
        answer = supervisor.post("/province/11/samples/draw/", good | {name: text})
        assert answer.status_code == 422, name
    for path in ("samples/", "samples/elsewhere/"):
        for name in ("provider", "month", "state", "order", "after", "export"):
            answer = supervisor.get(f"/province/11/{path}?{name}={quote(text)}")
            assert answer.status_code in (200, 422), (path, name)


def test_hostile_findings_get_a_sentence(supervisor):
    kept(1)
    uuid = drawn(supervisor, 1)
    (item,) = items_of(uuid)
    for body in (
        {"finding": "maybe"},
        {"finding": "fail", "cause": "nope"},
        {"finding": "pass", "words": "\x00"},
        {"finding": "pass", "words": "x" * 501},
        {},
    ):
        assert supervisor.post(address(uuid, "items/1/finding/"), body).status_code == 422
    assert items_of(uuid)[0].finding == ""


def test_pages_cost_few_queries_however_many_items(cast, supervisor):
    kept(8)
    uuid = drawn(supervisor, 8)
    for path in ("samples/", f"samples/{uuid}/", f"samples/{uuid}/items/1/", "samples/elsewhere/", "samples/draw/"):
        supervisor.get(f"/province/11/{path}")
        with CaptureQueriesContext(connection) as captured:
            assert supervisor.get(f"/province/11/{path}").status_code == 200
        assert len(captured) <= QUERIES, (path, [query["sql"][:120] for query in captured])
