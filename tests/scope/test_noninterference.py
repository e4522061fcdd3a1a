"""What happens outside somebody's scope changes no byte of any answer that he gets (Z2).

Everybody reads every page that he may; then all rows outside his scope are altered past every policy; then he reads all of it again.
"""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beian.exchange import applying
from beian.people.nodes import code_of, tier_of
from beian.people.roles import ROLES
from tests.provider.stories import application_at
from tests.province.stories import report
from tests.scope.addresses import SHARED, addresses, foreign
from tests.scope.bulk import multiply
from tests.scope.outside import change
from tests.scope.test_hidden_fields import NO_LISTS
from tests.scope.walk import everything
from tests.scope.world import ELSEWHERE, HOMES, MINISTRY, NEIGHBOUR, PROVIDER, PROVINCE, Visitor, World, document

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("A3")]
# What is drawn anew for each answer and says nothing about any row: tokens of forms, nonces, and when it was read.
DRAWN_ANEW = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'"X-CSRFToken": ?"[^"]*"'),
    re.compile(r'name="form_key" value="[0-9a-f-]{36}"'),
    re.compile(r'name="seed" value="[0-9a-f]{8}"'),
    re.compile(r"csrftoken=[^;]*;[^}]*"),
    re.compile(r"nonce[-=]['\"]?[A-Za-z0-9+/_=-]+"),
    re.compile(r'"as_of":"[^"]*"'),
    re.compile(r"数据截至 [^<]*。"),
    re.compile(r"截至 [-0-9]{10} [0-9:]{5}"),
    re.compile(r"<time>[-0-9]{10} [0-9:]{5}</time></p>"),
    # When a page token was signed, and its signature; where it leads stays.
    re.compile(r"%3A[0-9A-Za-z]{6}%3A[\w-]{43}"),
    re.compile(r"保留到 (?:[-0-9]{10} )?[0-9:]{5}"),
)
MANY = 1000  # rows
# What the filings of the home nodes consist of.
MAIN = (
    ("provider_application", PROVIDER),
    ("beian_evidencefile", PROVIDER),
    ("beian_auditentry", PROVIDER),
    ("province_case", PROVINCE),
    ("province_subject", PROVINCE),
    ("province_site", PROVINCE),
    ("beian_auditentry", PROVINCE),
    ("ministry_nationalsubject", MINISTRY),
    ("ministry_nationalsite", MINISTRY),
    ("ministry_passage", MINISTRY),
)
# Each list as it opens, with every row, and as a file.
ASKED = ("", "?show=all", "?show=all&export=csv")
Answers = dict[tuple[str, str], tuple[int, str]]
# What is asked for here is written down there.
LOGS = ("audit_log", "openings")


class Observers:
    """Everybody at home, each with every page that his roles open there."""

    def __init__(self, world: World) -> None:
        self.world = world
        # Signing out would end the reading, and the gallery's examples are as old as the clock says.
        self.pages = [each for each in addresses() if not each.name.endswith(("sign_out", "gallery"))]
        self.everybody = [*self._staff(), world.rightful(PROVIDER, "site_owner"), world.nobody]

    def _staff(self) -> list[Visitor]:
        return [
            self.world.rightful(node, code)
            for tier, node in HOMES.items()
            for code, role in ROLES.items()
            if tier in role.tiers and code != "site_owner"
        ]

    def at(self, *nodes: str) -> list[Visitor]:
        return [visitor for visitor in self.everybody if visitor.node in nodes]

    def settled(self, visitors: list[Visitor]) -> Answers:
        """The second reading: by the first one a clerk takes in hand what he opens, and his own lists say so from then on."""
        self.read(visitors)
        return self.read(visitors, log=-1)

    def read(self, visitors: list[Visitor], log: int = 1) -> Answers:
        """(who, page) → status and everything of the answer but what is drawn anew.

        What is read here is logged here: the logs come last (-1) before a change and first (1) after it, so that only the change lies between.
        """
        asked = [(visitor, page) for page in self.pages for visitor in visitors if self._may(visitor, page)]
        asked.sort(key=lambda each: log * (not each[1].name.endswith(LOGS)))
        return {(visitor.label, page.name): self._read(visitor, page) for visitor, page in asked}

    def _may(self, visitor: Visitor, page) -> bool:
        if not page.access.roles:
            return not visitor.node or tier_of(visitor.node) == page.tier
        return visitor.holds(page.access.roles) and tier_of(visitor.node) == page.tier

    def _read(self, visitor: Visitor, page) -> tuple[int, str]:
        node = HOMES.get(page.tier, "")
        answer = visitor.ask("GET", page.path(foreign(page, self.world) | {"code": code_of(node)}))
        text = everything(answer)
        for drawn in DRAWN_ANEW:
            text = drawn.sub("", text)
        return answer.status_code, text


def differing(before: Answers, after: Answers) -> list[str]:
    """Whose answer from which page is another one now, and from where on."""
    return [
        f"{who} {page}: {_where(before[who, page], after[who, page])}"
        for who, page in before
        if before[who, page] != after[who, page]
    ]


def _where(before: tuple[int, str], after: tuple[int, str]) -> str:
    if before[0] != after[0]:
        return f"{before[0]} became {after[0]}"
    place = next((i for i, (a, b) in enumerate(zip(before[1], after[1], strict=False)) if a != b), -1)
    return f"…{before[1][max(place - 60, 0) : place + 60]!r} became …{after[1][max(place - 60, 0) : place + 60]!r}"


@pytest.fixture
def crowded(world, cast):
    """The world, and neighbours who have filings of their own: another provider, another bureau, another owner at home."""
    for state in ("draft", "submitted", "prechecked", "verified"):
        told = document(world.canaries, published=False, province="33")
        application_at(state, cast, node=ELSEWHERE["provider"], document=told, mobile="13600136000")
    for state in ("draft", "submitted"):
        application_at(state, cast, document=document(world.canaries, published=False), mobile=NEIGHBOUR)
    for number in range(2, 12):
        report(provider="provider:p02", subject_province="33", number=number)
    applying.apply("province:33")
    return world


def test_no_answer_depends_on_a_row_outside_its_reader_s_scope(crowded, cast, owner_url):
    observers = Observers(crowded)
    everybody = observers.settled(observers.everybody)
    assert len(everybody) > 250
    strangers = [ELSEWHERE["provider"], ELSEWHERE["province"]]
    assert change(owner_url, strangers) > 200
    assert differing(everybody, observers.read(observers.everybody)) == []
    others = [each for each in observers.everybody if each.node != PROVIDER or each.roles == {"site_owner"}]
    kept, neighbour = observers.settled(others), cast.owner(PROVIDER, NEIGHBOUR)
    assert change(owner_url, [PROVIDER], owner_id=neighbour.pk) > 10
    assert differing(kept, observers.read(others)) == []


def test_no_tier_s_answer_depends_on_what_another_tier_keeps_to_itself(crowded, owner_url):
    """Messages are the only way from one node to another: a bureau's or a provider's own rows are nobody else's answer."""
    observers = Observers(crowded)
    for node, readers in ((PROVINCE, (PROVIDER, MINISTRY, "")), (PROVIDER, (MINISTRY, ""))):
        before = observers.settled(observers.at(*readers))
        assert change(owner_url, [node]) > 50
        assert differing(before, observers.read(observers.at(*readers))) == []


def opened(visitors: list[Visitor]) -> Iterator[tuple[Visitor, str, str]]:
    """(who, page, path) of everything that is open to each and is about no single record."""
    for visitor in visitors:
        for page in addresses():
            here = not page.names_a_record and not page.name.endswith(NO_LISTS)
            if here and tier_of(visitor.node) == page.tier and visitor.holds(page.access.roles):
                yield visitor, page.name, page.path(SHARED | {"code": code_of(visitor.node)})


def counted(visitors: list[Visitor]) -> Answers:
    """(who, page with what was asked) → number of queries and everything of the answer but what is drawn anew."""
    found = {}
    for visitor, name, path in opened(visitors):
        for asked in ASKED:
            with CaptureQueriesContext(connection) as queries:
                answer = visitor.ask("GET", path + asked)
                text = everything(answer)
            for drawn in DRAWN_ANEW:
                text = drawn.sub("", text)
            found[visitor.label, name + asked] = (len(queries), f"{answer.status_code} {text}")
    return found


def test_a_thousand_rows_of_others_change_no_list_no_count_no_file_and_no_number_of_queries(crowded, owner_url):
    """For people at another provider and another bureau, and for another owner at the provider who keeps the thousand."""
    visitors = [each for each in crowded.strangers_with_business() if each.node != MINISTRY]
    counted(visitors)
    before = counted(visitors)
    assert multiply(owner_url, MAIN, MANY) == {table: MANY for table, _node in MAIN}
    assert differing(before, counted(visitors)) == []
    lists = [text for _queries, text in before.values() if text.startswith("200") and "attachment" in text]
    assert len(before) > 60 and len(lists) > 5


def test_a_page_that_counts_foreign_rows_is_found(crowded, owner_url, settings):
    settings.ROOT_URLCONF = "tests.scope.planted"
    observers = Observers(crowded)
    observers.pages = [each for each in addresses() if each.name == "province:counting"]
    reader = [crowded.rightful(PROVINCE, "province_reviewer")]
    before = observers.read(reader)
    change(owner_url, [ELSEWHERE["province"]])
    assert len(differing(before, observers.read(reader))) == 1
