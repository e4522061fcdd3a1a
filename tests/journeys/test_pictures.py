"""The pictures of docs/screenshots: the main pages of each portal with the demonstration's filings on them. `make screenshots` takes them anew."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from beian.demo import population, stage
from beian.demo.people import offices
from beian.people import keys, scope
from beian.people.models import User
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach
from provider.applications.models import Application
from province.cases.models import Case
from tests.cast import signin_session

FOLDER = os.environ.get("BEIAN_SCREENSHOTS", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(not FOLDER, reason="pictures are taken by make screenshots"),
]
NODES = ("ministry", "province:11", "province:33", "provider:p01", "provider:p02")
DESK, PHONE = (1280, 800), (375, 812)
MANY = 150


@pytest.fixture
def filled(transactional_db, settings, tmp_path):
    """Two provinces and two providers with filings in every state."""
    settings.MEDIA_ROOT = tmp_path / "media"
    keys.forget()
    places = [office for office in offices() if office.node in NODES]
    stage.prepare(password="demonstration", now=timezone.now(), places=places)
    population.fill(MANY, offices=places, now=timezone.now(), say=lambda line: None, processes=1)
    yield
    keys.forget()


def application(state: str) -> Application:
    """One in this state at the first provider, begun by its owner."""
    return Application.objects.filter(state=state, owner__isnull=False).order_by("id").last()


def pages() -> list[tuple[str, str, User | None, str]]:
    """(name, node, who looks, address) of each picture."""
    found = [("public-front", "", None, "/"), ("public-query", "", None, "/query/")]
    with within("provider:p01"):
        returned, draft, waiting = application("returned"), application("draft"), application("submitted")
        owner = {one.pk: one.owner for one in (returned, draft)}
    found.append(("owner-start", "", None, node_url("provider:p01", "start") + "?who=unit&province=11"))
    for name, one, view, rest in (
        ("owner-tasks", draft, "application", ()),
        ("owner-questions", draft, "application_page", ("subject",)),
        ("owner-returned", returned, "application", ()),
        ("owner-mend", returned, "application_mend", ()),
    ):
        found.append((name, "provider:p01", owner[one.pk], node_url("provider:p01", view, one.uuid, *rest)))
    clerk = staff("provider:p01", "clerk")
    for name, view, rest in (
        ("clerk-today", "today", ()),
        ("clerk-queue", "precheck_queue", ()),
        ("clerk-precheck", "precheck", (waiting.uuid,)),
    ):
        found.append((name, "provider:p01", clerk, node_url("provider:p01", view, *rest)))
    return found + _offices()


def _offices() -> list[tuple[str, str, User | None, str]]:
    reviewer, supervisor = staff("province:11", "reviewer"), staff("province:11", "supervisor")
    with within("province:11"):
        case = Case.objects.to_decide().order_by("due_on", "id").first()
    return [
        ("reviewer-queue", "province:11", reviewer, node_url("province:11", "queue")),
        ("reviewer-case", "province:11", reviewer, node_url("province:11", "case", case.pk)),
        ("reviewer-reasons", "province:11", reviewer, node_url("province:11", "reasons")),
        ("supervisor-load", "province:11", supervisor, node_url("province:11", "load")),
        ("ministry-nation", "ministry", staff("ministry", "analyst"), node_url("ministry", "home")),
        ("ministry-register", "ministry", staff("ministry", "analyst"), node_url("ministry", "register")),
    ]


def within(node: str):
    return scope.enter(node, Reach.STAFF, Actor.service("pictures"))


def staff(node: str, username: str) -> User:
    with scope.enter(node, Reach.SYSTEM, Actor.service("pictures")):
        return User.objects.get(node=node, username=username)


def test_the_main_pages_of_each_portal(filled, live_server, chromium):
    folder = Path(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    for name, _node, user, address in pages():
        for size, (width, height) in (("desk", DESK), ("phone", PHONE)):
            context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            if user is not None:
                session = signin_session(user).session_key
                context.add_cookies([{"name": "beian_session", "value": session, "url": live_server.url}])
            page = context.new_page()
            answer = page.goto(live_server.url + address)
            assert answer.status == 200, (name, answer.status)
            picture = Image.open(BytesIO(page.screenshot()))
            picture.convert("RGB").quantize(64).save(folder / f"{name}-{size}.png", optimize=True)
            context.close()
