"""A filing whose servers stand in a third province: that province is sent site, addresses and provider, and no person (flows.md §4a)."""

from __future__ import annotations

import pytest

from beian.exchange import drain, send
from beian.exchange.models import InboxMessage, OutboxMessage
from beian.filing.canonical import parse
from beian.people import scope
from beian.people.scope import Actor, Reach
from province.cases.models import Case
from province.register.models import HostedSite
from tests.beian.filing.drafts import PRINCIPAL, company, person
from tests.provider.stories import application_at
from tests.province.stories import approve, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3", "B17")]
HOST, SUBJECT = "province:33", "province:11"
TELLER = Actor.service("story")


def granted(cast, document: dict, servers: list[str], provider: str = "provider:p01"):
    """A Beijing filing with its servers there."""
    document["access"] |= {"server_provinces": servers, "provider": provider.partition(":")[2]}
    application = application_at("reported", cast, node=provider, document=document)
    drain()
    approve(cast, application.uuid)
    settle()
    return application


def at(node: str):
    return scope.enter(node, Reach.STAFF, TELLER)


def hosted() -> list[HostedSite]:
    with at(HOST):
        return list(HostedSite.objects.order_by("number"))


def everything_at(node: str) -> str:
    """All that the node has been sent and keeps of it, as text."""
    with at(node):
        payloads = [bytes(row.payload).decode() for row in InboxMessage.objects.all()]
        return "\n".join([*payloads, *(str(row) for row in HostedSite.objects.values())])


def test_the_servers_province_learns_site_address_and_provider(cast):
    application = granted(cast, company(), ["11", "33"])
    (site,) = hosted()
    assert (site.application, site.filing_number) == (application.uuid, site.number.removesuffix("-1"))
    assert (site.name, site.home_url, site.domains) == ("某某科技官网", "http://www.example.cn/", ["example.cn"])
    assert (site.provider, site.provider_name, site.provider_province) == ("p01", "京云网络科技有限公司", "11")
    assert (site.subject_province, site.subject_name) == ("11", "北京某某科技有限公司")
    assert (site.ip_ranges, site.modes) == ([["1.2.4.0", "1.2.4.255"]], [5])
    with at(HOST):
        assert not Case.objects.exists(), "it has the evidence view and no case"


@pytest.mark.parametrize(("provider", "servers"), [("provider:p01", ["11"]), ("provider:p02", ["11", "33"])])
def test_who_knows_the_filing_as_subjects_or_providers_province_is_not_told_again(cast, provider, servers):
    granted(cast, company(), servers, provider)
    with at("ministry"):
        assert not OutboxMessage.objects.filter(kind="filing.hosted").exists()


def test_no_person_reaches_it(cast):
    """Neither principal nor a person as subject: not even the masked name."""
    granted(cast, person(), ["33"])
    (site,) = hosted()
    assert site.subject_name == ""
    kept = everything_at(HOST)
    assert "某某科技官网" in kept
    secret = ["赵", "小满", "王", "建国", *(value for value in PRINCIPAL.values() if isinstance(value, str))]
    assert [word for word in [*secret, "11010519491231002X", "金贸大厦", "sealed", "verifier"] if word in kept] == []


def told(body: dict, *, sender: str = "ministry", key: object, round: int = 1, revision: int = 9) -> str:
    """What becomes of another message of the kind: its state at the province."""
    with at(sender):
        send(receiver=HOST, kind="filing.hosted", key=key, round=round, revision=revision, body=body)
    drain()
    with at(HOST):
        return InboxMessage.objects.order_by("id").last().state


def body_sent() -> dict:
    with at(HOST):
        return parse(bytes(InboxMessage.objects.filter(kind="filing.hosted").first().payload))


def test_told_again_it_stays_one_and_only_a_later_word_counts(cast):
    application = granted(cast, company(), ["33"])
    (first,) = hosted()
    body = body_sent()
    body["sites"][0]["name"] = "改过的名称"
    assert told(body, key=application.uuid, revision=first.revision) == "applied"
    assert [site.name for site in hosted()] == ["某某科技官网"], "the same revision is the same word"
    assert told(body, key=application.uuid, revision=first.revision + 1) == "applied"
    assert [site.name for site in hosted()] == ["改过的名称"]


@pytest.mark.parametrize("sender", ["province:11", "provider:p02"])
def test_nobody_but_the_ministry_may_say_so(cast, sender):
    application = granted(cast, company(), ["33"])
    body = body_sent()
    body["sites"][0]["name"] = "冒充"
    assert told(body, sender=sender, key=application.uuid, revision=99) == "parked"
    assert [site.name for site in hosted()] == ["某某科技官网"]


@pytest.mark.parametrize(
    "change",
    [
        {"server_provinces": ["11"]},
        {"subject_province": "33"},
        {"provider": {"code": "p02", "name": "n", "province": "33"}},
    ],
)
def test_what_does_not_stand_here_or_is_known_otherwise_is_refused(cast, change):
    application = granted(cast, company(), ["33"])
    assert told(body_sent() | change, key=application.uuid, revision=99) == "parked"


def test_another_filing_cannot_take_a_sites_place(cast):
    granted(cast, company(), ["33"])
    assert told(body_sent(), key="0193c9a0-0000-7000-8000-000000000001", revision=99) == "parked"


# ---- the page


def shown(cast, role: str, node: str = HOST, **asked) -> str:
    answer = cast.staff(role, node).get(cast.url(node, "hosted"), asked)
    assert answer.status_code == 200
    return b"".join(answer).decode() if answer.streaming else answer.content.decode(errors="replace")


@pytest.mark.parametrize("role", ["province_reviewer", "province_supervisor", "province_leader"])
def test_it_stands_on_a_page_of_its_own(cast, role):
    granted(cast, company(), ["33"])
    page = shown(cast, role)
    for words in ("某某科技官网", "example.cn", "1.2.4.0–1.2.4.255", "京云网络科技有限公司", "北京某某科技有限公司"):
        assert words in page
    assert "某某科技官网" not in shown(cast, role, SUBJECT)


def test_it_is_found_by_domain_number_and_provider_and_exported(cast):
    granted(cast, company(), ["33"])
    number = hosted()[0].number
    for asked in ({"domain": "www.EXAMPLE.cn"}, {"number": number[:6]}, {"provider": "京云"}, {"province": "11"}):
        assert "某某科技官网" in shown(cast, "province_supervisor", **asked), asked
    for asked in ({"domain": "other.cn"}, {"domain": ".."}, {"number": "浙"}, {"provider": "别家"}, {"province": "33"}):
        assert "某某科技官网" not in shown(cast, "province_supervisor", **asked), asked
    exported = shown(cast, "province_supervisor", export="csv")
    assert number in exported and "王建国" not in exported


@pytest.mark.parametrize("role", ["province_support", "system_admin", "operations"])
def test_nobody_else_may_see_it(cast, role):
    assert cast.staff(role, HOST).get(cast.url(HOST, "hosted")).status_code == 403
