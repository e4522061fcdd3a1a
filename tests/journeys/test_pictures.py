"""The pictures of docs/screenshots: the main pages of each portal with the demonstration's filings on them. `make screenshots` takes them anew."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page

from beian import exchange
from beian.demo import population, stage
from beian.demo.people import offices
from beian.people import keys, scope
from beian.people.models import User
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach
from ministry.public.certificates import PublicCertificate
from provider.applications.models import Application
from province.cases import certifying
from province.cases.models import Case
from tests.cast import signin_session
from verification.photo import specimens

FOLDER = os.environ.get("BEIAN_SCREENSHOTS", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(not FOLDER, reason="pictures are taken by make screenshots"),
]
NODES = ("ministry", "province:11", "province:33", "provider:p01", "provider:p02")
PROVINCES = ("province:11", "province:33")
DESK, PHONE = (1280, 800), (375, 812)
MANY = 150


@pytest.fixture
def filled(transactional_db, settings, tmp_path):
    """Two provinces and two providers with filings in every state."""
    settings.MEDIA_ROOT = tmp_path / "media"
    keys.forget()
    places = [office for office in offices() if office.node in NODES]
    stage.prepare(password="demonstration", now=timezone.now(), places=places)
    population.begin(timezone.now(), offices=places)
    population.fill(MANY, offices=places, now=timezone.now(), say=lambda line: None, processes=1)
    for node in PROVINCES:
        while certifying.make_waiting(node, now=timezone.now()):
            pass
    exchange.drain()
    yield
    keys.forget()


def application(state: str) -> Application:
    """One in this state at the first provider, begun by its owner; that with the most time left."""
    return Application.objects.filter(state=state, owner__isnull=False).order_by("due_on", "id").last()


def pages() -> list[tuple[str, str, User | None, str]]:
    """(name, node, who looks, address) of each picture."""
    found = [("public-front", "", None, "/"), ("public-query", "", None, "/query/")]
    with within("provider:p01"):
        returned, draft, waiting = application("returned"), application("draft"), application("submitted")
        coming, granted = application("prechecked"), application("granted")
        owner = {one.pk: one.owner for one in (returned, draft, coming, granted)}
    found.append(("owner-start", "", None, node_url("provider:p01", "start") + "?who=unit&province=11"))
    for name, one, view, rest in (
        ("owner-tasks", draft, "application", ()),
        ("owner-questions", draft, "application_page", ("subject",)),
        ("owner-returned", returned, "application", ()),
        ("owner-mend", returned, "application_mend", ()),
        ("owner-booking", coming, "application_booking", ()),
        ("owner-certificate", granted, "application", ()),
    ):
        found.append((name, "provider:p01", owner[one.pk], node_url("provider:p01", view, one.uuid, *rest)))
    clerk = staff("provider:p01", "clerk")
    for name, view, rest in (
        ("clerk-today", "today", ()),
        ("clerk-queue", "precheck_queue", ()),
        ("clerk-precheck", "precheck", (waiting.uuid,)),
    ):
        found.append((name, "provider:p01", clerk, node_url("provider:p01", view, *rest)))
    return found + _desk(coming) + _offices()


def _desk(coming: Application) -> list[tuple[str, str, User | None, str]]:
    """The counter: who is waited for, and one visit on its way through the steps."""
    verifier = staff("provider:p01", "verifier")
    visit = node_url("provider:p01", "visit", coming.uuid)
    return [
        ("verifier-queue", "provider:p01", verifier, node_url("provider:p01", "visit_queue")),
        ("verifier-compare", "provider:p01", verifier, f"{visit}?step=compare"),
        ("verifier-photo", "provider:p01", verifier, f"{visit}?step=photo"),
    ]


def _offices() -> list[tuple[str, str, User | None, str]]:
    reviewer, supervisor = staff("province:11", "reviewer"), staff("province:11", "supervisor")
    with within("province:11"):
        case = Case.objects.to_decide().order_by("due_on", "id").first()
    return [
        ("reviewer-queue", "province:11", reviewer, node_url("province:11", "queue")),
        ("reviewer-case", "province:11", reviewer, node_url("province:11", "case", case.pk)),
        ("reviewer-evidence", "province:11", reviewer, node_url("province:11", "case", case.pk)),
        ("reviewer-reasons", "province:11", reviewer, node_url("province:11", "reasons")),
        ("supervisor-load", "province:11", supervisor, node_url("province:11", "load")),
        ("supervisor-papers", "province:11", supervisor, node_url("province:11", "load_papers")),
        ("centre-backdrops", "ministry", staff("ministry", "filing_centre"), node_url("ministry", "backdrops")),
        ("public-certificate", "", None, certificate()),
        ("ministry-nation", "ministry", staff("ministry", "analyst"), node_url("ministry", "home")),
        ("ministry-register", "ministry", staff("ministry", "analyst"), node_url("ministry", "register")),
    ]


def certificate() -> str:
    """The public page of the newest one that stands."""
    with within("ministry"):
        token = PublicCertificate.objects.filter(superseded=False).order_by("-id").first().token
    return f"/query/certificate/{token}/"


def chosen(page: Page) -> None:
    """A day and a time."""
    page.locator("a.booking-day").nth(1).click()
    page.get_by_role("radio").nth(2).check()
    page.locator("#choose").scroll_into_view_if_needed()


def begun(page: Page) -> None:
    """The visit has begun, the originals have been seen, the first group agrees."""
    for words in ("主办者已到场，开始核验", "必查的全部已查验"):
        if (button := page.get_by_role("button", name=re.compile(words))).is_visible():
            button.click()
            page.wait_for_load_state()
    page.goto(page.url.partition("?")[0].partition("#")[0] + "?step=compare")
    page.locator("#step-compare").evaluate("one => one.scrollIntoView()")


def photographed(page: Page) -> None:
    if not page.locator("#step-photo figure").count():
        picture = {"name": "desk.jpg", "mimeType": "image/jpeg", "buffer": specimens.specimen(specimens.NUMBER)}
        page.locator("#photo-form [type=file]").set_input_files(picture)
        page.locator("#photo-form button:not([type=button])").click()
        page.wait_for_load_state()
        page.goto(page.url.partition("?")[0].partition("#")[0] + "?step=photo")
    page.locator("#step-photo").evaluate("one => one.scrollIntoView()")


def claimed(page: Page) -> None:
    """Photo and sheet beside the fields."""
    if (button := page.get_by_role("button", name=re.compile("领取"))).count():
        button.first.click()
        page.wait_for_load_state()
    page.locator("[data-paper]").filter(has_text="现场核验照片").locator("img").first.scroll_into_view_if_needed()


# What somebody does on a page before its picture is taken; at the second size it stands already.
BEFORE: dict[str, Callable[[Page], None]] = {
    "owner-booking": chosen,
    "verifier-compare": begun,
    "verifier-photo": photographed,
    "reviewer-evidence": claimed,
}


def within(node: str):
    return scope.enter(node, Reach.STAFF, Actor.service("pictures"))


def staff(node: str, username: str) -> User:
    with scope.enter(node, Reach.SYSTEM, Actor.service("pictures")):
        return User.objects.get(node=node, username=username)


# Names of the pictures to take; all where none is named.
ONLY = os.environ.get("BEIAN_ONLY_PICTURES", "").split()


def test_the_main_pages_of_each_portal(filled, live_server, chromium):
    folder = Path(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    for name, _node, user, address in (one for one in pages() if not ONLY or one[0] in ONLY):
        for size, (width, height) in (("desk", DESK), ("phone", PHONE)):
            context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            if user is not None:
                session = signin_session(user).session_key
                context.add_cookies([{"name": "beian_session", "value": session, "url": live_server.url}])
            page = context.new_page()
            answer = page.goto(live_server.url + address)
            assert answer.status == 200, (name, answer.status)
            BEFORE.get(name, Page.title)(page)
            page.wait_for_load_state("networkidle")
            picture = Image.open(BytesIO(page.screenshot()))
            picture.convert("RGB").quantize(64).save(folder / f"{name}-{size}.png", optimize=True)
            context.close()
