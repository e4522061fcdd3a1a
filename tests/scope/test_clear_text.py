"""Personal data lies nowhere in the clear, and whoever reads it is written down, each time and once (Q2).

A company and a person file for real, by pages, over all three tiers, with texts that stand nowhere else. Then every place that keeps
anything is searched for them: dumps of all tables, the write-ahead log, the broker, files, temporary files, logs, addresses.
"""

import base64
import io
import json
import logging
import re
import tempfile
from dataclasses import dataclass, field
from urllib.parse import quote

import psycopg2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from kombu import Connection
from PIL import Image

from beian import audit, exchange
from beian.demo import invented
from beian.notices import mailbox
from beian.notices.delivery import deliver
from beian.people import bell, scope
from beian.people.scope import Reach
from tests.beian.people.test_broker import bell_to
from tests.provider.applications.stories import COMPANY, NATURE, PERSON, PERSON_NATURE, PRINCIPAL, Desk
from tests.provider.counter.desk import Counter
from tests.province.stories import case_of, settle
from tests.scope import clear
from tests.scope.walk import everything
from tests.scope.world import PROVIDER, PROVINCE, TELLER, Canaries

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q2", "A3")]
# Where something may stand in the clear, and why. Nothing personal is here: a unit's name and its site are what is published.
PUBLISHED = {
    "unit": "a unit's name is public: masked for persons only, shown by the query once it has its number",
    "site": "a site's name is public once it has its number",
}
# How a picture or a PDF begins: what is written in one is packed, and no search would see it.
PAPERS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n")
LINKS = re.compile(r'(?:href|action|src|hx-get|hx-post)="([^"]*)"')


@dataclass
class Heard:
    """Every answer that any browser got: who asked, where, what came."""

    answers: list[tuple[str, str, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def take(self, client: Client, request: dict, answer) -> None:
        text = everything(answer) if not answer.streaming else ""
        path = request["PATH_INFO"] + "?" + str(request.get("QUERY_STRING", ""))
        self.answers.append(
            (client.cookies.get("beian_session").value if "beian_session" in client.cookies else "", path, text)
        )
        self.addresses += [path, answer.headers.get("Location", ""), *LINKS.findall(text)]


@pytest.fixture
def heard(monkeypatch):
    found, ask = Heard(), Client.request

    def listening(client, **request):
        answer = ask(client, **request)
        found.take(client, request, answer)
        return answer

    monkeypatch.setattr(Client, "request", listening)
    return found


@pytest.fixture
def places(settings, tmp_path, monkeypatch, media):
    """A broker's place, a folder for temporary files, and uploads that all go through it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = str(folder), 0
    settings.CELERY_BROKER_URL = settings.REDIS_URL.replace("virtual_host=0", "virtual_host=8")
    list(clear.broker(settings.CELERY_BROKER_URL))
    monkeypatch.setattr(bell, "_bell", bell_to(settings.CELERY_BROKER_URL))
    return folder


class Filers:
    """A company and a person, whose every personal item is a text found nowhere else."""

    def __init__(self) -> None:
        made, kept = Canaries(), []
        self.mobile = made.digits(kept, "137", 8)
        self.personal = {"sign-in number": self.mobile}
        self.shown = {"unit": f"北京{made.han(kept)}科技有限公司", "site": f"{made.han(kept)}产品展示"}
        self.company, self.person = self._company(made, kept), self._person(made, kept)
        self.sites = [f"{made.letters(kept)}.cn" for _filer in range(2)]

    def _principal(self, whose: str, made: Canaries, kept: list[str]) -> dict[str, str]:
        told = {
            "name": f"王{made.han(kept, 3)}",
            "certificate-number": invented.owner(str(made.dice.random())).resident_id,
            "mobile": made.digits(kept, "139", 8),
            "phone": f"010-6{made.digits(kept, '', 7)}",
            "email": f"{made.letters(kept)}@example.cn",
            "emergency_phone": made.digits(kept, "136", 8),
        }
        self.personal |= {f"{whose} {name}": value for name, value in told.items()}
        return told

    def _company(self, made: Canaries, kept: list[str]) -> dict:
        principal = self._principal("company's", made, kept)
        code = invented.owner(str(made.dice.random())).credit_code
        own = {
            "certificate-number": code,
            "certificate-address": f"北京市海淀区{made.han(kept)}路27号",
            "address-detail": f"{made.han(kept)}路18号3层",
        }
        self.personal |= {f"company's own {name}": value for name, value in own.items()}
        subject = COMPANY["subject"] | {f"subject-{name}": value for name, value in own.items()}
        whole = PRINCIPAL | principal
        return COMPANY | {
            "subject": subject | {"subject-name": self.shown["unit"]},
            "subject_principal": {f"subject-principal-{name}": value for name, value in whole.items()},
        }

    def _person(self, made: Canaries, kept: list[str]) -> dict:
        told = self._principal("person's", made, kept)
        own = {"name": told["name"], "certificate-number": told["certificate-number"]}
        own |= {
            "certificate-address": f"北京市朝阳区{made.han(kept)}路88号",
            "address-detail": f"{made.han(kept)}路9号1201室",
        }
        self.personal |= {f"person's own {name}": value for name, value in own.items()}
        reach = {f"subject-principal-{name}": told[name] for name in ("mobile", "phone", "email", "emergency_phone")}
        return PERSON | {
            "subject": PERSON["subject"] | {f"subject-{name}": value for name, value in own.items()},
            "subject_principal": reach,
        }

    def site(self, place: int) -> dict:
        domain = self.sites[place]
        name = self.shown["site"] if place == 0 else "小满的读书随笔"
        return {"sites-0-name": name, "sites-0-domains": domain, "sites-0-home_url": f"http://www.{domain}/"}

    def picture(self) -> SimpleUploadedFile:
        """A photo in whose hidden parts its owner's number and name stand."""
        kept, notes = io.BytesIO(), Image.Exif()
        notes[0x010E] = notes[0x013B] = self.mobile
        Image.new("RGB", (320, 240), (90, 120, 150)).save(kept, "JPEG", exif=notes, comment=self.mobile.encode())
        return SimpleUploadedFile(f"{self.mobile}.jpg", kept.getvalue(), content_type="image/jpeg")


class Telling:
    """The whole story by pages, the one of the desk included; `opened` counts the papers that anybody looked at."""

    def __init__(self, cast, filers: Filers) -> None:
        self.cast, self.filers, self.opened = cast, filers, 0

    def sign_in(self) -> Desk:
        browser = Client()
        browser.post(self.cast.url(PROVIDER, "sign_in"), {"mobile": self.filers.mobile})
        deliver(PROVIDER, now=timezone.now())
        with scope.enter(PROVIDER, Reach.SYSTEM, TELLER):
            code = re.search(r"\d{6}", mailbox.received(self.filers.mobile)[0].text)[0]
        assert browser.post(self.cast.url(PROVIDER, "sign_in_code"), {"code": code}).status_code == 302
        desk = Desk(self.cast, mobile=self.filers.mobile)
        desk.client = browser
        return desk

    def file(self, desk: Desk, nature: dict, pages: dict, place: int, papers: tuple[str, ...]) -> str:
        desk.begin(nature).fill(pages | {"site": pages["site"] | self.filers.site(place)})
        assert desk.answer("documents", {paper: self.filers.picture() for paper in papers}).status_code == 302
        desk.submitted()
        return desk.uuid

    def counter(self, desk: Desk) -> None:
        """Precheck, reading with a reason, desk with a refusal on the way, a correction looked at, signature, report."""
        counter = Counter(self.cast, desk.record).passed()
        assert counter.clerk_post("application_reveal", {"reason": "电话核实"}).status_code == 200
        assert counter.clerk_post("application_reveal", {"reason": ""}).status_code == 422
        counter.clerk.get(counter.url("filing"))
        self.look_at_papers(counter.verifier, counter.url("visit"))
        counter.verifier.get(counter.url("visit_correct", "subject.principal.mobile"))
        assert counter.verifier_post("visit_sign", {"version": "0"}).status_code == 422
        counter.desk_done()
        assert (
            counter.verifier_post(
                "visit_sign", {"version": str(counter.verifier.get(counter.url("visit")).context["visit"].version)}
            ).status_code
            == 302
        )
        assert counter.verifier_post("report", {}).status_code == 302

    def review(self, application) -> None:
        browser = self.cast.staff("province_reviewer", PROVINCE)
        case = case_of(application)
        page = self.cast.url(PROVINCE, "case", case.pk)
        assert browser.post(f"{page}claim/").status_code == 302
        self.look_at_papers(browser, page)
        assert browser.post(f"{page}reveal/", {"reason": "核对"}).status_code == 200
        assert browser.post(f"{page}reveal/", {"reason": ""}).status_code == 422
        assert browser.post(f"{page}decide/", {"decision": "approve", "revision": case.revision}).status_code == 302

    def look_at_papers(self, browser: Client, page: str) -> None:
        """Every paper that the page links to."""
        for address in sorted(
            set(re.findall(r'="([^"]*/evidence/[0-9a-f-]{36}/?[^"]*)"', browser.get(page).content.decode()))
        ):
            assert browser.get(address).status_code == 200
            self.opened += 1

    def told(self) -> None:
        desk = self.sign_in()
        filed = [
            self.file(desk, NATURE, self.filers.company, 0, ("owner_certificate", "principal_certificate")),
            self._another(desk),
        ]
        for uuid in filed:
            desk.uuid = uuid
            self.counter(desk)
        exchange.drain()
        for uuid in filed:
            self.review(uuid)
        settle()
        for node in (PROVIDER, PROVINCE):
            deliver(node, now=timezone.now())
        self._afterwards(desk, filed)

    def _another(self, desk: Desk) -> str:
        desk.uuid = ""
        return self.file(desk, PERSON_NATURE, self.filers.person, 1, ("owner_certificate",))

    def _afterwards(self, desk: Desk, filed: list[str]) -> None:
        """Everybody looks at what came of it."""
        for uuid in filed:
            desk.uuid = uuid
            desk.get("application")
        for domain in self.filers.sites:
            assert Client().get("/query/", {"q": domain}, follow=True).status_code == 200
            assert Client().get(f"/api/v1/filings/{domain}").json()["status"] == "filed"
        for role, node, pages in (
            ("province_reviewer", PROVINCE, ("queue", "register")),
            ("ministry_analyst", "ministry", ("register", "passages")),
            ("operations", "ministry", ("exchange",)),
        ):
            browser = self.cast.staff(role, node)
            for page in pages:
                assert browser.get(self.cast.url(node, page), {"show": "all"}).status_code == 200


@pytest.fixture
def story(cast, places, heard, test_urls, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    log = clear.Log(test_urls["DATABASE_OWNER_URL"])
    telling = Telling(cast, Filers())
    telling.told()
    telling.log = log
    return telling


def test_no_place_keeps_personal_data_in_the_clear_and_every_reading_is_written_down_once(
    story, heard, places, owner_url, settings, caplog, capfd
):
    search = clear.Search(story.filers.personal | story.filers.shown)
    for table, rows in clear.tables(owner_url):
        search.look(f"table {table}", rows)
    search.look("sessions", clear.sessions(owner_url))
    for name, data in clear.files(places.parent):
        search.look(f"file {name.partition('/')[0]}", name.encode() + data)
        assert not data.startswith(PAPERS), f"a picture or a PDF in the clear: {name}"
    assert list(places.iterdir()) == [], "an upload left no temporary file behind"
    for message in clear.broker(settings.CELERY_BROKER_URL):
        search.look("broker", message)
    said = capfd.readouterr()
    lines = [f"{each.getMessage()} {each.__dict__}" for when in ("setup", "call") for each in caplog.get_records(when)]
    search.look("log", "\n".join([said.out, said.err, *lines]).encode())
    search.look("addresses", "\n".join(heard.addresses).encode())
    search.look("server's log", story.log.server_said())
    if story.log.readable:
        for data in story.log.files():
            search.look("write-ahead log", data)
    assert sorted((what, where) for what, where in search.found if what not in PUBLISHED) == []
    _the_search_sees(search, story.log.readable)
    _readings_are_written_down(story, heard, owner_url)


def _the_search_sees(search: clear.Search, log_readable: bool) -> None:
    """What may be read is found where it is kept, so that the search would have found the rest; and every place held something."""
    where = {place for what, place in search.found if what == "unit"}
    assert {"table provider_application", "table province_case", "table ministry_queryentry"} <= where
    assert not log_readable or "write-ahead log" in where
    assert search.read["broker"] > 100 and search.read["file media"] > 1000 and search.read["addresses"] > 1000


def _readings_are_written_down(story: Telling, heard: Heard, owner_url: str) -> None:
    """As many rows as answers to staff with something personal in them, and as many as papers opened; not one more."""
    owner = next(session for session, path, _text in heard.answers if "/applications/new/" in path)
    values = [value for what, value in story.filers.personal.items() if what != "sign-in number"]
    seen = [
        path for session, path, text in heard.answers if session != owner and any(value in text for value in values)
    ]
    with psycopg2.connect(owner_url) as line, line.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM beian_auditentry WHERE verb IN ('application.read', 'case.reveal')")
        ((readings,),) = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM beian_evidencereading WHERE reason IN ('counter', 'review')")
        ((opened,),) = cursor.fetchall()
    line.close()
    assert (readings, opened) == (len(seen), story.opened), seen
    assert len(seen) >= 14 and opened >= 8


def test_a_number_planted_in_any_of_these_places_is_found(cast, places, owner_url, settings, caplog):
    """One leak in each: a row, and with it the write-ahead log; the broker; a paper; a temporary file; a line of the log."""
    number, log = "13711112222", clear.Log(owner_url)
    with scope.enter(PROVIDER, Reach.STAFF, TELLER):
        audit.record(verb="story.leak", subject=("story", "1"), after={"to": number})
    with Connection(settings.CELERY_BROKER_URL) as line, line.SimpleQueue("exchange") as queue:
        queue.put({"to": number})
    for folder in (places, settings.MEDIA_ROOT):
        folder.mkdir(exist_ok=True)
        (folder / "left behind").write_text(number)
    logging.getLogger("beian").warning("sent to %s", number)
    search = clear.Search({"number": number})
    for table, rows in clear.tables(owner_url):
        search.look(f"table {table}", rows)
    for name, data in clear.files(places.parent):
        search.look(f"file {name.partition('/')[0]}", data)
    for message in clear.broker(settings.CELERY_BROKER_URL):
        search.look("broker", message)
    search.look("log", caplog.text.encode())
    wanted = {"table beian_auditentry", "file media", "file temporary", "broker", "log"}
    if log.readable:
        wanted.add("write-ahead log")
        for data in log.files():
            search.look("write-ahead log", data)
    assert {place for _what, place in search.found} == wanted


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_the_search_sees_through_what_is_no_seal(before):
    """Base64 at every alignment, hex as dumps have bytes, JSON and addresses with their escapes."""
    search, value = clear.Search({"name": "王澄沐峤"}), "王澄沐峤"
    told = f"{before}{value}和别人"
    packed = (
        base64.b64encode(told.encode()),
        told.encode().hex().encode(),
        json.dumps(told).encode(),
        quote(told).encode(),
    )
    for place, data in enumerate(packed):
        search.look(str(place), data)
    assert search.found == {("name", str(place)) for place in range(4)}
