"""Nobody writes outside his scope, whatever his request names: by path 404 or 403, by body, field, row or filter nothing (Z3).

Every stranger does his own work at his own desk and names the records of others on the way; the rows of all other nodes are digested
before and after.
"""

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client

from beian import exchange
from beian.evidence.models import EvidenceFile
from beian.exchange.models import InboxMessage
from beian.people import scope
from beian.people.nodes import code_of, tier_of
from beian.people.scope import Reach
from province.cases.models import Case
from tests.provider.applications.stories import COMPANY, Desk
from tests.provider.stories import application_at
from tests.scope.addresses import Unknown, addresses, foreign
from tests.scope.hostile import controls, form_in, shown_values
from tests.scope.outside import digests
from tests.scope.walk import everything
from tests.scope.world import (
    ELSEWHERE,
    MINISTRY,
    NEIGHBOUR,
    OWNER,
    PROVIDER,
    PROVINCE,
    TELLER,
    Visitor,
    World,
    document,
)

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("A3")]
STATES = ("draft", "submitted", "prechecked", "verified")
FAR = "13600136000"
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# Names under which a careless view might take a record, an owner or a node from a body.
NAMES = (
    "id",
    "pk",
    "uuid",
    "application",
    "application_id",
    "case",
    "case_id",
    "subject",
    "trial",
    "edition",
    "record",
    "evidence",
)
OWNERS = ("owner", "owner_id", "user", "user_id", "by", "claimed_by", "decided_by")


def smuggled(world: World) -> dict[str, str]:
    """Everything of somebody else's that a body or a query can name, alone, nested in a field, and as rows of a form set."""
    told = {name: str(world.cases[world.applications["reviewed"]]) for name in NAMES}
    told |= {name: str(world.applications["granted"]) for name in ("uuid", "application", "record", "key")}
    told |= {"evidence": str(world.evidence[PROVIDER]), "node": PROVINCE, "code": "11", "reach": "reach_staff"}
    told |= {name: str(world.owner.pk) for name in OWNERS}
    nested = {
        f"{prefix}-{name}": value
        for prefix in ("form-0", "reasons-0", "subject", "sites-0")
        for name, value in told.items()
    }
    filters = {f"{name}__in": value for name, value in told.items()}
    return told | nested | filters | {"case[id]": told["case"], "application.owner": told["owner"]}


@pytest.fixture
def elsewhere(world, cast):
    """What the strangers have themselves, in the shape that addresses ask the world for."""
    own = {
        state: application_at(
            state,
            cast,
            node=ELSEWHERE["provider"],
            document=document(world.canaries, published=False, province="33"),
            mobile=FAR,
        ).uuid
        for state in (*STATES, "reported")
    }
    exchange.drain()
    nobodys: dict[str, int | None] = dict.fromkeys((*_HOMES, MINISTRY, ""))
    return SimpleNamespace(
        applications=own
        | {"returned": own["draft"], "behalf": own["draft"], "reviewed": own["reported"], "granted": own["reported"]},
        cases=_cases(),
        subject=None,
        number="",
        domain="",
        listed=None,
        edition=None,
        trial=None,
        reason=None,
        jobs=nobodys,
        views=nobodys,
        notices=nobodys,
        lists=nobodys,
        drawn={},
        backdrop=None,
        identity=None,
        kept=dict.fromkeys(("desk", "closure", "booking", "plan", "revisit")),
        sheet=_first(EvidenceFile, ELSEWHERE["province"], "uuid", application=own["reported"]),
        token=None,
        paper=_first(EvidenceFile, ELSEWHERE["provider"], "uuid", application=own["reported"]),
        messages={home: _first(InboxMessage, far, "pk") for home, far in _HOMES.items()},
        evidence={home: _first(EvidenceFile, far, "uuid") for home, far in _HOMES.items()},
    )


_HOMES = {PROVIDER: ELSEWHERE["provider"], PROVINCE: ELSEWHERE["province"]}


def _cases() -> dict[UUID, int]:
    with scope.enter(ELSEWHERE["province"], Reach.STAFF, TELLER):
        return dict(Case.objects.values_list("application", "pk"))


def _first(model, node: str, column: str, **which):
    with scope.enter(node, Reach.STAFF, TELLER):
        return model.objects.filter(**which).order_by("id").values_list(column, flat=True).first()


def own_path(page, visitor: Visitor, elsewhere) -> str | None:
    """The page at the visitor's own node with his own records; None where he has none for it."""
    try:
        return page.path(foreign(page, elsewhere) | {"code": code_of(visitor.node)})
    except Unknown:
        return None


def strangers(world: World) -> list[Visitor]:
    """Every role at another provider and another bureau, and an owner there."""
    return [each for each in world.strangers() if each.node in _HOMES.values()]


def test_naming_foreign_records_in_body_and_query_changes_and_shows_nothing(world, elsewhere, owner_url):
    told, asked, found = smuggled(world), 0, []
    for node in _HOMES.values():
        here = [each for each in strangers(world) if each.node == node]
        before = digests(owner_url, but=node)
        for visitor in here:
            for page in addresses():
                if tier_of(node) != page.tier or not visitor.holds(page.access.roles):
                    continue
                path = own_path(page, visitor, elsewhere)
                for method, body in (("GET", None), ("POST", told)) if path else ():
                    query = "?" + "&".join(f"{name}={value}" for name, value in told.items()) if method == "GET" else ""
                    answer = visitor.ask(method, path + query, body)
                    asked += 1
                    found += problems(world, answer, f"{method} {page.name} ({visitor.label})", echoed=told)
        after = digests(owner_url, but=node)
        assert [table for table in after if after[table] != before[table]] == []
    assert found == []
    assert asked > 100


def problems(world: World, answer, where: str, echoed: dict[str, str]) -> list[str]:
    text = everything(answer)
    read = [canary for canary in world_canaries(world) if canary in text]
    broke = [f"{where}: broke with {answer.status_code}"] if answer.status_code >= 500 else []
    return broke + ([f"{where}: read {read}"] if read else [])


def world_canaries(world: World) -> list[str]:
    """Those told before the strangers had anything themselves."""
    return [each for each in world.canaries.published if each not in _OWN] + [
        each for each in world.canaries.secret[: world.told_at_home] if each not in _OWN
    ]


_OWN = (OWNER, NEIGHBOUR, FAR)


def test_an_owner_s_own_form_with_foreign_names_in_it_writes_his_own_row_alone(world, owner_url, cast):
    """A real form, whole and right, so that it is taken; what it names besides is somebody else's at the same node."""
    desk = Desk(cast, mobile=NEIGHBOUR).begin().fill(COMPANY)
    before = digests(owner_url, but=PROVIDER, owner_id=world.owner.pk)
    shown = desk.get("application_page", "subject").content.decode()
    form = form_in(shown, desk.url("application_page", "subject"), "")
    answer = desk.answer("subject", smuggled(world) | shown_values(form) | {"subject-remark": "改过"})
    assert answer.status_code == 302
    assert "改过" in desk.get("application_check").content.decode()
    assert digests(owner_url, but=PROVIDER, owner_id=world.owner.pk) == before


def test_a_reviewer_s_own_decision_with_foreign_names_in_it_decides_his_own_case_alone(
    world, elsewhere, owner_url, cast
):
    reviewer = cast.staff("province_reviewer", ELSEWHERE["province"])
    case = elsewhere.cases[elsewhere.applications["reported"]]
    page = cast.url(ELSEWHERE["province"], "case", case)
    assert reviewer.post(f"{page}claim/", smuggled(world)).status_code == 302
    form = form_in(reviewer.get(page).content.decode(), f"{page}decide/", "revision")
    before = digests(owner_url, but=ELSEWHERE["province"])
    rows = {
        "reasons-TOTAL_FORMS": "1",
        "reasons-INITIAL_FORMS": "0",
        "reasons-MIN_NUM_FORMS": "1",
        "reasons-MAX_NUM_FORMS": "256",
    }
    reason = {
        "reasons-0-item": "sites.0.name",
        "reasons-0-code": "site_name",
        "reasons-0-text": "",
        "reasons-0-suggestion": "",
    }
    values = smuggled(world) | shown_values(form) | {"decision": "return"} | rows | reason
    answer = reviewer.post(f"{page}decide/", values)
    assert answer.status_code == 302, [element.get("name") for element in controls(form)]
    assert digests(owner_url, but=ELSEWHERE["province"]) == before


def test_by_path_a_foreign_record_is_not_found_and_not_touched(world, owner_url):
    """The same for every verb of HTTP: at the stranger's own node these records are not there."""
    visitors, answers = [each for each in strangers(world) if each.roles], []
    before = digests(owner_url)
    for visitor in visitors:
        for page in addresses():
            if page.names_a_record and page.tier == tier_of(visitor.node) and visitor.holds(page.access.roles):
                path = page.path(foreign(page, world) | {"code": code_of(visitor.node)})
                answers += [(visitor.ask(method, path).status_code, method, path) for method in EVERY_METHOD]
    assert [each for each in answers if each[0] not in (403, 404, 405)] == []
    assert len(answers) > 200
    assert digests(owner_url) == before


def test_a_list_s_page_token_is_worth_nothing_at_another_node(world, cast):
    """The place in a list travels in its address: at another node it leads to that node's rows or nowhere."""
    from django.core import signing

    from beian.pages import keyset

    token = signing.dumps(["cases", 1, "2000-01-01"], salt=keyset.SALT)
    stranger = Client()
    stranger.cookies = cast.staff("province_reviewer", ELSEWHERE["province"]).cookies
    answer = stranger.get(cast.url(ELSEWHERE["province"], "queue"), {"after": token, "show": "all"})
    assert answer.status_code == 200
    assert not [each for each in world.canaries.all if each in answer.content.decode()]
