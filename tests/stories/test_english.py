"""Whoever switches to English reads English everywhere: what Chinese is left on a page stands in the records."""

import re
from html.parser import HTMLParser

import psycopg2
import pytest
from django.conf import settings
from django.test import Client

from beian.people.nodes import code_of
from beian.people.roles import ROLES
from beian.reference.tables import DATA
from tests.beian.filing.drafts import company
from tests.scope.addresses import Address, addresses, foreign
from tests.scope.world import HOMES, Visitor, World

HAN = re.compile(r"[\u3400-\u9fff]+")
NOBODY = Visitor("nobody", "", frozenset())
# The switch back to Chinese.
ALLOWED = "中文"
# Samples that the gallery shows: names, an address, an article.
SAMPLES = (
    "京云网络科技有限公司 北京某某科技有限公司 北京市通信管理局 北京市海淀区某某路 号院 号楼 室 第二十三条 "
    + "甲" * 500
)
# What the world's documents put around their canaries, and how places in a statutory document are numbered.
TABLES = "".join(
    file.read_text(encoding="utf-8") for file in DATA.glob("*.json")
)  # a code's Chinese name stands beside its English one
AROUND = "北京市海淀区 王 路 层 附件 一二三四五六七八九十"
PUBLIC = [
    ("/", ""),
    ("/accessibility/", ""),
    ("/gallery/", SAMPLES),
    ("/gallery/?wrong=1", SAMPLES),
    ("/query/", ""),
    ("/query/?q=nowhere.example.cn", ""),
    ("/query/?q=" + "x" * 300, ""),
    ("/provider/p01/", "京云网络科技有限公司"),
    ("/provider/p01/?who=person&province=33", "京云网络科技有限公司"),
    ("/provider/p01/sign-in/", "京云网络科技有限公司"),
    ("/provider/p01/staff/sign-in/", "京云网络科技有限公司"),
    ("/province/11/staff/sign-in/", "北京市通信管理局"),
    ("/ministry/staff/sign-in/", "工业和信息化部"),
    ("/nowhere/", ""),
    ("/province/99/", ""),
]


VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


class Texts(HTMLParser):
    """What a page says to people: its texts and the attributes that are read out.

    Parts that say of themselves that they are Chinese (WCAG 3.1.2) are left out: texts of law, what owners were sent.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []  # each element that is open, and whether its part is Chinese
        self.feed(page)

    @property
    def chinese(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_data(self, data: str) -> None:
        if not self.chinese:
            self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        language = dict(attrs).get("lang")
        here = language.lower().startswith("zh") if language else self.chinese
        if tag not in VOID:
            self.open.append((tag, here))
        spoken = ("aria-label", "title", "alt", "placeholder", "value" if tag == "input" else "")
        if not here:
            self.found += [value for name, value in attrs if name in spoken and value]

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes the element and whatever was left open in it; an end without a beginning closes nothing."""
        place = next((place for place, (name, _here) in reversed([*enumerate(self.open)]) if name == tag), None)
        if place is not None:
            del self.open[place:]


def in_english(visitor: Visitor, path: str):
    """The answer to `visitor`, whose browser has the switch on."""
    client: Client = visitor.client
    client.cookies.clear()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if visitor.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = visitor.session
    return client.get(path)


def chinese(answer, data: str, canaries: list[str] = ()) -> list[str]:
    """The Chinese on a page that stands in no record."""
    if not answer["Content-Type"].startswith("text/html"):
        return []
    said = " ".join(Texts(answer.content.decode()).found)
    for canary in canaries:
        said = said.replace(canary, " ")
    return sorted({word for word in HAN.findall(said) if word not in data and word not in ALLOWED})


def records(owner_url: str, world: World) -> str:
    """Every text in the database and in the documents that are sealed there."""
    with psycopg2.connect(owner_url) as line, line.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            rows.append(cursor.fetchone()[0] or "")
    line.close()
    return "\n".join([*rows, str(company()), AROUND])


def visits(address: Address, world: World) -> list[Visitor]:
    """Everybody whose page this is."""
    if not address.access.roles:
        return [NOBODY]
    here = [role for role in sorted(address.access.roles) if address.tier in ROLES[role].tiers]
    return [world.rightful(HOMES[address.tier], role) for role in here]


def left_over(address: Address, ids: dict, visitor: Visitor, data: str, canaries: list[str]) -> list[str]:
    """A sentence for each Chinese word that this visitor reads there."""
    path = address.path(ids | {"code": code_of(HOMES.get(address.tier, "ministry"))})
    answer = in_english(visitor, path)
    data += TABLES if "/tables/" in path or "/rules/" in path else ""
    return [f"{path} ({visitor.label}, {answer.status_code}): {word}" for word in chinese(answer, data, canaries)]


@pytest.mark.parametrize(("path", "data"), PUBLIC, ids=[path[:40] for path, _data in PUBLIC])
@pytest.mark.django_db
def test_an_open_page_is_in_english(path, data, cast):
    answer = in_english(NOBODY, path)
    assert answer["Content-Language"] == "en"
    assert chinese(answer, data) == []


@pytest.mark.parametrize(("path", "status"), [("/broken/", 500), ("/database/", 503), ("/nowhere/", 404)])
def test_a_failure_is_explained_in_english(path, status, settings):
    settings.ROOT_URLCONF = "tests.beian.pages.addresses"
    answer = in_english(NOBODY, path)
    assert answer.status_code == status
    assert chinese(answer, "") == []


@pytest.mark.django_db
def test_a_form_says_in_english_what_is_wrong(cast):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for path in ("/provider/p01/sign-in/", "/provider/p01/staff/sign-in/"):
        answer = client.post(path, {})
        assert answer.status_code == 422
        assert chinese(answer, "京云网络科技有限公司") == []


@pytest.mark.django_db
def test_the_switch_turns_the_pages_english_and_back(cast):
    client = Client()
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Website filing" in client.get("/").content.decode()
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert "Website filing" not in client.get("/").content.decode()


@pytest.mark.whole
@pytest.mark.django_db
def test_every_page_is_in_english_for_those_whose_page_it_is(cast, media, test_urls):
    world = World(cast)
    pages = [each for each in addresses() if each.access is not None and each.name != "pages:gallery"]
    met = [(page, foreign(page, world), visitor) for page in pages for visitor in visits(page, world)]
    data = records(test_urls["DATABASE_OWNER_URL"], world)
    left = [each for page, ids, visitor in met for each in left_over(page, ids, visitor, data, world.canaries.all)]
    assert len(met) > 60
    assert not left, "\n".join(left)
