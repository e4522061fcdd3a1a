"""The web process dies, runs out of connections, or meets itself at a lock: whoever waits for its answer loses nothing."""

from __future__ import annotations

import http.client
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from beian.people import grants, scope
from beian.people.middleware import PAUSES
from beian.people.scope import Actor, Reach
from tests.faults.records import FULL
from tests.provider.applications.stories import Desk

pytestmark = pytest.mark.django_db
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TRIES = 1 + len(PAUSES)
KEY = re.compile(r'name="form_key" value="([^"]+)"')


class Visitor:
    """A browser without a screen: one connection, its cookies, and forms with their tokens."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port, self.cookies = port, {"beian_session": session} if session else {}

    def ask(self, method: str, path: str, form: dict | None = None) -> tuple[int, dict, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body=urlencode(form) if form is not None else None, headers=headers)
            answer = line.getresponse()
            body = answer.read().decode()
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, dict(answer.headers), body

    def get(self, path: str) -> tuple[int, dict, str]:
        return self.ask("GET", path)


def serving(platform, port: int, **options):
    """A web process of the platform that answers."""
    web = platform.web(port, **options, **SETTINGS)
    platform.until(lambda: _healthy(port), seconds=60, what="the web process answers")
    return web


def _healthy(port: int) -> bool:
    try:
        return Visitor(port).get("/healthz")[0] == 200
    except OSError:
        return False


def session_of(client) -> str:
    return client.cookies["beian_session"].value


@pytest.mark.fault("F05")
@pytest.mark.requirement("B1")
def test_the_process_dies_after_the_commit_and_the_retry_gets_the_first_answer(
    platform, cast, stored, points, record, port
):
    desk = Desk(cast).company()
    serving(platform, port)
    visitor = Visitor(port, session_of(desk.client))
    page = visitor.get(desk.url("application_check"))[2]
    form = {"csrfmiddlewaretoken": TOKEN.search(page)[1], "form_key": KEY.search(page)[1]}
    (points / "answering").write_text("kill 1")
    with pytest.raises((OSError, http.client.HTTPException)):
        visitor.ask("POST", desk.url("application_submit"), form)
    record.add(f"web child {(points / 'answering.pid').read_text()} killed between commit and answer")
    assert stored("SELECT state, round FROM provider_application") == [("submitted", 1)]
    began = time.monotonic()
    platform.until(lambda: _healthy(port), seconds=30, what="the next child answers")
    status, headers, _body = visitor.ask("POST", desk.url("application_submit"), form)
    record.seconds_to_heal = time.monotonic() - began
    assert (status, headers["Location"]) == (302, desk.url("application_submitted"))
    record.acknowledged = 1
    ((rounds,),) = stored("SELECT count(*) FROM provider_round")
    ((texts,),) = stored("SELECT count(*) FROM beian_notice WHERE template = 'submitted'")
    record.doubled, record.lost = rounds - 1, 1 - min(rounds, 1)
    assert texts == 2, "one text and one mail, however often it is sent"


@pytest.mark.fault("F36")
def test_the_database_has_no_more_connections_and_says_so(platform, cast, test_urls, stored, record, port):
    """The database lets six in; a hundred ask. Refused ones are told when to come back, and nobody sees a 500."""
    session = session_of(cast.staff("province_reviewer", "province:11"))
    serving(platform, port, threads=32)
    name = test_urls["DATABASE_URL"].partition("?")[0].rpartition("/")[2]
    ((busy,),) = stored("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    stored(f'ALTER DATABASE "{name}" CONNECTION LIMIT {busy + 6}')
    try:
        with ThreadPoolExecutor(100) as pool:
            answers = list(pool.map(lambda _n: Visitor(port, session).get("/province/11/cases/"), range(100)))
    finally:
        stored(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')
    counted = Counter(status for status, _headers, _body in answers)
    assert set(counted) <= {200, 503}, counted
    assert counted[503], "the limit was met"
    assert all("Retry-After" in headers for status, headers, _body in answers if status == 503)
    began = time.monotonic()
    platform.until(lambda: Visitor(port, session).get("/province/11/cases/")[0] == 200, seconds=5, what="it recovers")
    record.seconds_to_heal, record.acknowledged = time.monotonic() - began, counted[200]
    record.add(str(dict(counted)))


@pytest.mark.fault("F39")
def test_requests_that_cross_at_their_locks_are_tried_again_and_never_half_done(
    platform, cast, stored, record, rng, port
):
    """The database's own count of deadlocks says whether a refused request had all its tries: each try that fails is one of them."""
    session = session_of(cast.staff("province_reviewer", "province:11"))
    years = (2001, 2002, 2003)
    with scope.enter("province:11", Reach.STAFF, Actor.service("test")):
        from province.cases.models import NumberCounter

        NumberCounter.objects.bulk_create(NumberCounter(year=year, last=0) for year in years)
    look_for_deadlocks_soon(stored)
    web, before = serving(platform, port, threads=16), deadlocks(stored)
    pairs = [tuple(rng.sample(years, 2)) for _client in range(50 if FULL else 20)]

    def cross(pair: tuple[int, int]) -> int:
        return Visitor(port, session).get(f"/province/11/crosses/{pair[0]}/{pair[1]}/")[0]

    with ThreadPoolExecutor(len(pairs)) as pool:
        statuses = list(pool.map(cross, pairs))
    web.end()  # what its connections have counted is written down now
    assert set(statuses) <= {200, 503}, Counter(statuses)
    done = Counter(year for pair, status in zip(pairs, statuses, strict=True) if status == 200 for year in pair)
    counted = dict(stored("SELECT year, last FROM province_numbercounter"))
    record.acknowledged, refused = statuses.count(200), statuses.count(503)
    record.lost = sum(max(done[year] - counted[year], 0) for year in years)
    record.doubled = sum(max(counted[year] - done[year], 0) for year in years)
    crossed = deadlocks(stored) - before
    record.add(f"{crossed} deadlocks, {dict(Counter(statuses))}")
    assert record.acknowledged, "whoever comes through at all has done both halves"
    assert crossed > 0, "they did cross"
    assert crossed >= refused * TRIES, f"{crossed} deadlocks are fewer than {TRIES} tries of each of {refused} refused"


def look_for_deadlocks_soon(stored) -> None:
    """The server looks for a deadlock after a second of waiting; here after a tenth, where this login may say so."""
    ((name, may),) = stored("SELECT current_database(), rolsuper FROM pg_roles WHERE rolname = current_user")
    if may:
        stored(f'ALTER DATABASE "{name}" SET deadlock_timeout = 100')


def deadlocks(stored) -> int:
    """Deadlocks in this database so far, of connections that have told."""
    return stored("SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()")[0][0]


@pytest.mark.fault("F47")
def test_an_account_closed_in_mid_session_is_refused_at_its_next_request(platform, cast, record, port):
    reviewer = cast.person("province_reviewer", "province:11")
    visitors = [Visitor(port, session_of(cast.client(reviewer))) for _browser in range(2)]
    serving(platform, port)
    assert [visitor.get("/province/11/cases/")[0] for visitor in visitors] == [200, 200]
    with scope.enter("province:11", Reach.SYSTEM, Actor.service("test")):
        grants.disable(user=reviewer)
    answers = [visitor.get("/province/11/cases/?export=csv") for visitor in visitors]
    assert [
        (status, headers.get("Location", "").startswith("/province/11/")) for status, headers, _body in answers
    ] == [(302, True)] * 2
    record.acknowledged = 2
