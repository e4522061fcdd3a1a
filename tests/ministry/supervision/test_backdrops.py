"""The support centre gives numbered backdrops to providers, keeps their register, and takes them back (P10 二(二)1(4))."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beian.exchange import Message, drain
from beian.people import scope
from beian.people.models import Node
from beian.people.scope import Actor, Reach
from ministry.supervision import backdrops, handlers
from ministry.supervision.centre_models import Backdrop
from provider.organisation import handlers as told
from province.supervision import backdrops as passing
from tests.ministry.stories import at_ministry
from verification.photo import backdrops as held
from verification.photo.models import Backdrop as Held
from verification.photo.told import BackdropHeld, BackdropTold

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B10", "M4")]
TELLER = Actor.service("story")
QUERIES = 12


@pytest.fixture
def centre(cast):
    return cast.staff("filing_centre", "ministry")


def issued(cast, many: int = 1, provider: str = "provider:p01") -> list[Backdrop]:
    """So many backdrops, as the centre gives them out."""
    person = cast.person("filing_centre", "ministry")
    with cast.acting(person):
        node = Node.objects.get(name=provider)
        return backdrops.issue(provider=node, many=many, by=person, now=timezone.now())


def numbers_at(node: str) -> dict[str, bool]:
    """Number → whether it may be used, as the provider's system knows it."""
    with scope.enter(node, Reach.STAFF, TELLER):
        return {one.number: one.revoked_on is None for one in Held.objects.order_by("id")}


def at_centre(number: str) -> Backdrop:
    with at_ministry():
        return Backdrop.objects.get(number=number)


def test_the_centre_issues_three_and_the_provider_knows_their_numbers(cast, centre):
    answer = centre.post("/ministry/backdrops/issue/", {"provider": "京云", "many": "3"})
    assert answer.status_code == 302 and answer["Location"] == "/ministry/backdrops/?provider=p01"
    listed = centre.get(answer["Location"]).content.decode()
    assert listed.count("待服务商系统确认</span>") == 3
    drain()
    own = numbers_at("provider:p01")
    assert list(own) == [held.number_of(serial) for serial in (1, 2, 3)] and all(own.values())
    assert numbers_at("provider:p02") == {}
    assert "待服务商系统确认</span>" not in centre.get("/ministry/backdrops/").content.decode()


def test_a_revoked_one_may_no_longer_be_used_and_its_number_is_never_given_again(cast, centre):
    (first,) = issued(cast)
    drain()
    answer = centre.post(f"/ministry/backdrops/{first.number}/revoke/", {"reason": "幕布破损"})
    assert answer.status_code == 302
    drain()
    assert numbers_at("provider:p01") == {first.number: False}
    page = centre.get(f"/ministry/backdrops/{first.number}/").content.decode()
    assert "幕布破损" in page and "已收回" in page and "收回这幅幕布" not in page
    again = centre.post(f"/ministry/backdrops/{first.number}/revoke/", {"reason": "再次"})
    assert again.status_code == 409 and "已经收回" in again.content.decode()
    (second,) = issued(cast)
    assert second.number != first.number and second.serial == 2
    admin = cast.staff("provider_admin", "provider:p01")
    assert "幕布破损" in admin.get(f"/provider/p01/organisation/backdrops/{first.number}/").content.decode()


def test_a_revocation_needs_a_reason(cast, centre):
    (first,) = issued(cast)
    answer = centre.post(f"/ministry/backdrops/{first.number}/revoke/", {"reason": " "})
    assert answer.status_code == 422 and "请填写收回原因" in answer.content.decode()
    assert at_centre(first.number).revoked_on is None


@pytest.mark.fault("F25")
def test_two_issues_at_once_give_dense_numbers_that_nobody_gets_twice(cast):
    person = cast.person("filing_centre", "ministry")

    def give(turn: int) -> list[int]:
        try:
            with cast.acting(person):
                node = Node.objects.get(name="provider:p01" if turn % 2 else "provider:p02")
                return [b.serial for b in backdrops.issue(provider=node, many=3, by=person, now=timezone.now())]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        given = sorted(serial for serials in pool.map(give, range(6)) for serial in serials)
    assert given == list(range(1, 19))


def test_an_issue_that_fails_leaves_no_gap(cast):
    with pytest.raises(RuntimeError), at_ministry():
        backdrops.issue(provider=Node.objects.get(name="provider:p01"), many=2, by=None, now=timezone.now())
        raise RuntimeError("the power went")
    assert [one.serial for one in issued(cast, 2)] == [1, 2]


def _told(kind: str, body, sender: str) -> Message:
    return Message(uuid4(), sender, kind, 1, body.number, 0, 1, body, timezone.now())


def _body(number: str, provider: str = "p01", **more) -> BackdropTold:
    return BackdropTold(provider=provider, number=number, serial=1, issued_on=timezone.localdate(), **more)


def test_messages_twice_and_out_of_order_change_nothing(cast):
    number, today = held.number_of(1), timezone.localdate()
    revoked = _told("backdrop.revoked", _body(number, revoked_on=today, reason="破损"), "province:11")
    given = _told("backdrop.issued", _body(number), "province:11")
    for message in (revoked, given, revoked, given):
        with scope.enter("provider:p01", Reach.STAFF, TELLER):
            told.take_backdrops([message])
    assert numbers_at("provider:p01") == {number: False}


def test_only_the_right_sender_is_believed(cast):
    (first,) = issued(cast)
    body = _body(first.number)
    with scope.enter("province:11", Reach.STAFF, TELLER), pytest.raises(passing.NotOurs):
        passing.take_backdrops([_told("backdrop.issued", body, "province:33")])
    with scope.enter("province:33", Reach.STAFF, TELLER), pytest.raises(passing.NotOurs):
        passing.take_backdrops([_told("backdrop.issued", body, "ministry")])
    with scope.enter("provider:p02", Reach.STAFF, TELLER), pytest.raises(told.NotForUs):
        told.take_backdrops([_told("backdrop.issued", body, "province:33")])
    with scope.enter("provider:p01", Reach.STAFF, TELLER), pytest.raises(told.NotForUs):
        told.take_backdrops([_told("backdrop.issued", body, "province:33")])
    theirs = BackdropHeld(provider="p02", number=first.number)
    with at_ministry(), pytest.raises(handlers.NotTheirs):
        handlers.take_held([_told("backdrop.held", theirs, "province:33")])
    assert at_centre(first.number).taken_at is None


@pytest.mark.parametrize("role", ["ministry_analyst", "operations", "system_admin"])
def test_nobody_else_of_the_ministry_has_to_do_with_them(cast, role):
    (first,) = issued(cast)
    client = cast.staff(role, "ministry")
    for path in ("backdrops/", "backdrops/issue/", f"backdrops/{first.number}/"):
        assert client.get(f"/ministry/{path}").status_code == 403
    assert client.post("/ministry/backdrops/issue/", {"provider": "p01", "many": "1"}).status_code == 403
    assert client.post(f"/ministry/backdrops/{first.number}/revoke/", {"reason": "无"}).status_code == 403


def test_the_supervisor_reads_the_register_and_gives_nothing_out(cast):
    (first,) = issued(cast)
    client = cast.staff("ministry_supervisor", "ministry")
    page = client.get(f"/ministry/backdrops/{first.number}/")
    assert page.status_code == 200 and "收回这幅幕布" not in page.content.decode()
    assert "发放幕布" not in client.get("/ministry/backdrops/").content.decode()
    assert client.post("/ministry/backdrops/issue/", {"provider": "p01", "many": "1"}).status_code == 403


@pytest.mark.requirement("A3")
def test_another_provider_finds_none_of_them(cast):
    (first,) = issued(cast)
    drain()
    client = cast.staff("provider_admin", "provider:p02")
    assert first.number not in client.get("/provider/p02/organisation/backdrops/").content.decode()
    assert client.get(f"/provider/p02/organisation/backdrops/{first.number}/").status_code == 404
    assert (
        client.post(f"/provider/p02/organisation/backdrops/{first.number}/sheet/", {"fetch": "now"}).status_code == 404
    )
    assert cast.staff("provider_clerk", "provider:p01").get("/provider/p01/organisation/backdrops/").status_code == 403


def test_both_ends_print_the_sheet(cast, centre):
    (first,) = issued(cast)
    drain()
    answer = centre.post(f"/ministry/backdrops/{first.number}/sheet/", {"fetch": "now"})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert at_centre(first.number).printed == 1
    assert centre.post(f"/ministry/backdrops/{first.number}/sheet/").status_code == 302
    assert at_centre(first.number).printed == 1
    verifier = cast.staff("provider_verifier", "provider:p01")
    own = verifier.post(f"/provider/p01/organisation/backdrops/{first.number}/sheet/", {"fetch": "now"})
    assert own["Content-Type"] == "application/pdf" and own.content.startswith(b"%PDF-")


HOSTILE = ["\x00", "<script>", "9" * 400, "p01\x00", "不存在的服务商", "'; drop table", "\ud800"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_gets_a_sentence(cast, centre, text):
    body = {"provider": text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "many": "1"}
    assert centre.post("/ministry/backdrops/issue/", body).status_code == 422
    for name in ("provider", "number", "province", "state", "order", "after", "export"):
        address = f"/ministry/backdrops/?{name}={quote(text.encode('utf-8', 'surrogatepass'))}"
        assert centre.get(address).status_code in (200, 422), address
    assert centre.get(f"/ministry/backdrops/{quote(text.encode('utf-8', 'surrogatepass'), safe='')}/").status_code in (
        404,
        400,
    )


@pytest.mark.parametrize("many", ["0", "-1", "21", "9" * 30, "drei", ""])
def test_the_count_is_a_small_number(cast, centre, many):
    assert centre.post("/ministry/backdrops/issue/", {"provider": "p01", "many": many}).status_code == 422
    with at_ministry():
        assert not Backdrop.objects.exists()


def test_a_name_that_fits_several_asks_for_the_code(cast, centre):
    answer = centre.post("/ministry/backdrops/issue/", {"provider": "公司", "many": "1"})
    assert answer.status_code == 422 and "p01" in answer.content.decode() and "p02" in answer.content.decode()


def test_pages_cost_few_queries(cast, centre):
    issued(cast, 20)
    first = at_centre(held.number_of(1))
    for path in ("backdrops/", f"backdrops/{first.number}/", "backdrops/issue/"):
        centre.get(f"/ministry/{path}")
        with CaptureQueriesContext(connection) as captured:
            assert centre.get(f"/ministry/{path}").status_code == 200
        assert len(captured) <= QUERIES, [query["sql"][:120] for query in captured]
