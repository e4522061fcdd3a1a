"""A failing request leaves nothing on its connection for the next tenant (F37)."""

from __future__ import annotations

import http.client
import json

import pytest

from beian.exchange import applying, relay
from tests.provider.stories import application_at

pytestmark = pytest.mark.django_db
WAYS = ["raise", "savepoint", "statement", "broken", "drawing"]
SECRET = "北京某某科技有限公司"


class Line:
    """One kept connection to the web process; cookies are given, never kept."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str, client=None) -> tuple[int, str]:
        headers = {"Cookie": f"beian_session={client.cookies['beian_session'].value}"} if client else {}
        self.line.request("GET", path, headers=headers)
        answer = self.line.getresponse()
        return answer.status, answer.read().decode()

    def state(self, path: str, client=None) -> dict:
        status, body = self.get(path, client)
        assert status == 200, body
        return json.loads(body)


@pytest.mark.fault("F37")
def test_a_failing_request_leaves_nothing_for_the_next_tenant_of_its_connection(
    platform, cast, stored, locked, record, rng, port
):
    first, second = (cast.staff("province_reviewer", node) for node in ("province:11", "province:33"))
    _file_of_the_first(cast)
    web = platform.web(
        port,
        DJANGO_SETTINGS_MODULE="tests.faults.settings",
        DATABASE_URL=_impatient(platform.environment["DATABASE_URL"]),
    )
    line = Line(port)
    platform.until(lambda: _answers(line), seconds=60, what="the web process answers")
    assert SECRET in line.get("/province/11/cases/", first)[1]
    before = line.state("/province/11/reaches/", first)
    used = {before["process"]}
    assert before["rows"]["province_case"] == 1
    for way in [*rng.sample(WAYS, len(WAYS)), "lock"]:
        _fail(line, first, way, locked)
        used |= _look(line, second, record)
    record.acknowledged = len(WAYS) + 1
    record.add(f"one web process {web.pid} with one database connection: server process {sorted(used)}")
    reasons = ("asked for by a test", "DivisionByZero", "current transaction is aborted")
    assert [reason for reason in reasons if reason not in web.said()] == [], "each failed for its own reason"
    assert len(used) == 1, "every request came over the same connection"
    assert record.lost == 0, record.notes


def _file_of_the_first(cast) -> None:
    application_at("reported", cast)
    relay.relay("provider:p01")
    assert applying.apply("province:11") == 1


def _impatient(url: str) -> str:
    """The address with a limit on waiting for locks, so that a page of the platform's own can be made to fail."""
    return f"{url}{'&' if '?' in url else '?'}options=-c%20lock_timeout%3D200ms"


def _answers(line: Line) -> bool:
    try:
        return line.get("/healthz")[0] == 200
    except OSError:
        line.line.close()
        return False


def _fail(line: Line, first, way: str, locked) -> None:
    """Let the first tenant's request fail; the page must not say why."""
    if way == "lock":
        with locked("province_case"):
            status, body = line.get("/province/11/cases/", first)
    else:
        status, body = line.get(f"/province/11/fails/{way}/", first)
    assert status in (500, 503), (way, status)
    assert SECRET not in body


def _look(line: Line, second, record) -> set[int]:
    """Everything that comes after over the same connection: nobody, another tenant, a passer-by, then pages. What leaks counts as lost."""
    nobody = line.state("/reaches/")
    other = line.state("/province/33/reaches/", second)
    passing = line.state("/province/33/reaches-public/")
    login = nobody["role"]
    leaks = [
        (nobody["node"], nobody["owner"], nobody["inside"]) != ("", "", False),
        any("permission denied" not in str(rows) for rows in nobody["rows"].values()),
        (other["node"], other["role"], other["owner"]) != ("province:33", "reach_staff", ""),
        (other["rows"]["province_case"], other["rows"]["beian_inboxmessage"]) != (0, 0),
        (passing["node"], passing["role"], passing["owner"]) != ("province:33", "reach_public", ""),
        any(rows not in (0,) and "permission denied" not in str(rows) for rows in passing["rows"].values()),
        login.startswith("reach_"),
        SECRET in line.get("/province/33/cases/", second)[1],
        SECRET in line.get("/query/")[1],
    ]
    if any(leaks):
        record.lost += 1
        record.add(f"leaked: {leaks} {nobody} {other} {passing}")
    assert line.get("/province/11/cases/")[0] == 302, "without its session the first tenant's page asks for a sign-in"
    return {nobody["process"], other["process"], passing["process"]}
