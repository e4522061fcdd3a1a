"""Papers on their way to the disk: it is full, the sender goes away, the process dies, bombs come in (F19 to F21, F42).

A web process of the platform, an owner at his browser, and afterwards `evidence audit` over what is left.
"""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from beian.evidence import auditing, corpus, disk, store
from beian.evidence.models import EvidenceFile
from beian.people import scope
from beian.people.scope import Actor, Reach
from tests.faults.dying import STEPS
from tests.faults.test_web import SETTINGS, TOKEN, Visitor, serving, session_of
from tests.provider.applications.stories import COMPANY, NODE, Desk, picture

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q2")]
BOUNDARY = "0123456789abcdef"
GONE = (OSError, http.client.HTTPException)
SERVICE = Actor.service("evidence")


class Sender:
    """An owner's browser at the papers' page of his application."""

    def __init__(self, desk: Desk, port: int) -> None:
        self.visitor, self.page = Visitor(port, session_of(desk.client)), desk.url("application_page", "documents")
        self.token = TOKEN.search(self.visitor.get(self.page)[2])[1]

    def body(self, data: bytes, name: str = "x.jpg") -> bytes:
        fields = (("csrfmiddlewaretoken", "", self.token.encode()), ("owner_certificate", f'; filename="{name}"', data))
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"{more}\r\n\r\n'.encode() + value + b"\r\n"
            for field, more, value in fields
        ]
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()

    def head(self, length: int) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.visitor.cookies.items())
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return {"Cookie": cookies, "Content-Type": kind, "Content-Length": str(length)}

    def send(self, data: bytes, name: str = "x.jpg") -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.visitor.port, timeout=60)
        body = self.body(data, name)
        try:
            line.request("POST", self.page, body=body, headers=self.head(len(body)))
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def break_off(self, data: bytes) -> None:
        """Send one half, and be gone."""
        body = self.body(data)
        lines = [
            f"POST {self.page} HTTP/1.1",
            "Host: 127.0.0.1",
            *(f"{k}: {v}" for k, v in self.head(len(body)).items()),
        ]
        with socket.create_connection(("127.0.0.1", self.visitor.port), timeout=30) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode() + body[: len(body) // 2])


@pytest.fixture
def desk(cast, environment) -> Desk:
    """A filing whose papers are still to come."""
    return Desk(cast).begin().fill(COMPANY)


@pytest.fixture
def temporary(tmp_path) -> Path:
    """Where the web process would put temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def noise(side: int) -> bytes:
    """A picture that does not compress: some megabytes."""
    return corpus.saved(Image.effect_noise((side, side), 90).convert("RGB"), "JPEG", quality=95)


def files() -> list[Path]:
    return [path for path in disk.folder_of(NODE).rglob("*") if path.is_file()]


def faults(*, later: timedelta = timedelta()) -> list[str]:
    """What an audit of the provider's papers complains of."""
    found = auditing.audit(NODE, now=timezone.now() + later)
    return [str(each) for each in found if isinstance(each, auditing.Fault)]


def rows() -> int:
    with scope.enter(NODE, Reach.STAFF, SERVICE):
        return EvidenceFile.objects.count()


def sweep() -> int:
    with scope.enter(NODE, Reach.STAFF, SERVICE):
        return store.sweep_orphans(now=timezone.now() + timedelta(hours=2))


# ---- the disk is full


@pytest.mark.fault("F19")
def test_a_full_disk_takes_nothing_and_the_filing_stays_editable(platform, desk, temporary, record, port):
    """The process may write no file of more than 300 kB: what a full disk says to one that is larger, at the same place."""
    large = noise(1200)
    gunicorn = (sys.executable, "-m", "gunicorn", "beian.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "2")
    full = platform.start("web", "prlimit", "--fsize=300000", *gunicorn, TMPDIR=str(temporary), **SETTINGS)
    platform.until(lambda: _answers(port), seconds=60, what="the web process answers")
    sender = Sender(desk, port)
    for data in (large, large, noise(2500)):
        status, body = sender.send(data)
        assert status in (503, 507), body
        assert "空间不足" in body and "不受影响" in body
    assert rows() == 0 and files() == [] and faults() == []
    assert sender.visitor.get(sender.page)[0] == 200
    assert sender.send(picture())[0] == 302, "a small one still has room"
    assert rows() == 1 and faults() == []
    full.end()
    platform.processes.remove(full)
    began = time.monotonic()
    serving(platform, port, TMPDIR=str(temporary))
    assert sender.send(large)[0] == 302
    record.seconds_to_heal, record.acknowledged = time.monotonic() - began, rows()
    record.lost = 2 - rows()
    assert faults() == [] and list(temporary.iterdir()) == []
    record.add(f"3 of {len(large)} bytes and more refused with {status}, web {full.pid}")


def _answers(port: int) -> bool:
    try:
        return Visitor(port).get("/healthz")[0] == 200
    except OSError:
        return False


# ---- the sender goes away


@pytest.mark.fault("F20")
def test_a_hundred_halves_leave_nothing_behind(platform, desk, temporary, record, port):
    web = serving(platform, port, threads=4, TMPDIR=str(temporary))
    sender, data = Sender(desk, port), noise(1200)
    for _time in range(100):
        sender.break_off(data)
    began = time.monotonic()
    platform.until(lambda: sender.visitor.get(sender.page)[0] == 200, seconds=30, what="the page comes again")
    record.seconds_to_heal = time.monotonic() - began
    assert rows() == 0 and files() == [] and list(temporary.iterdir()) == []
    assert sender.send(data)[0] == 302, "the whole file is taken"
    assert rows() == len(files()) == 1 and faults() == []
    record.acknowledged = 1
    said = web.said()
    assert "Traceback" not in said, said[-2000:]
    record.add(f"100 halves of {len(data)} bytes, web {web.pid}")


# ---- the process dies


@pytest.mark.fault("F21")
@pytest.mark.parametrize("step", STEPS)
def test_a_process_that_dies_never_leaves_a_row_without_its_file(platform, desk, points, record, port, step):
    serving(platform, port)
    sender = Sender(desk, port)
    (points / "disk").write_text(step)
    with pytest.raises(GONE):
        sender.send(picture())
    assert (points / "disk.done").exists(), "it died where it was asked to"
    assert rows() == 0 and len(files()) == 1 and faults() == []
    assert len(faults(later=timedelta(hours=2))) == 1, "an orphan, which the audit names once it is an hour old"
    began = time.monotonic()
    platform.until(lambda: _answers(port), seconds=30, what="the next child answers")
    assert sender.send(picture())[0] == 302
    record.seconds_to_heal, record.acknowledged = time.monotonic() - began, 1
    record.lost, record.doubled = 1 - rows(), max(rows() - 1, 0)
    assert sweep() == 1 and len(files()) == 1
    assert faults(later=timedelta(hours=2)) == []
    record.add(f"killed at {step!r}: no row, one orphan, swept")


REMOVING = """
import os, signal, django
django.setup()
from django.utils import timezone
from beian.evidence import disk, store
from beian.evidence.models import EvidenceFile
from beian.people import scope
from beian.people.scope import Actor, Reach
disk.remove = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
with scope.enter("provider:p01", Reach.STAFF, Actor.service("test")):
    store.dispose(EvidenceFile.objects.get(), now=timezone.now())
"""


@pytest.mark.fault("F21")
def test_a_process_that_dies_between_the_row_s_end_and_the_file_s_leaves_nothing_readable(
    platform, desk, environment, record
):
    """The other order: a paper is disposed of, its key is gone with the commit, and the file stays behind."""
    assert desk.answer("documents", {"owner_certificate": _upload()}).status_code == 302
    died = subprocess.run(
        [sys.executable, "-c", REMOVING], env=environment | {"DJANGO_SETTINGS_MODULE": "beian.settings"}
    )
    assert died.returncode == -9
    with scope.enter(NODE, Reach.STAFF, SERVICE):
        row = EvidenceFile.objects.get()
    assert row.disposed_at is not None and not bytes(row.wrapped_key) and len(files()) == 1
    assert faults() == [f"{NODE} {row.uuid}: disposed of, and its file is still there"]
    assert sweep() == 1 and files() == [] and faults() == []
    record.acknowledged = 1
    record.add("killed after the commit: no key, one file, swept")


def _upload():
    from tests.provider.applications.stories import upload

    return upload()


# ---- bombs


def bombs() -> list[tuple[str, bytes]]:
    """Twenty, of every kind that the corpus has."""
    names = (
        "pixels-40000x40000.png",
        "packed-scans.jpg",
        "packed-text.png",
        "pixels-100-million.jpg",
        "packed-objects.pdf",
    )
    known = {file.name: file.data for file in corpus.files() if file.name in names}
    return [(name, known[name]) for name in names for _again in range(4)]


@pytest.mark.fault("F42")
def test_the_web_goes_on_answering_while_bombs_come_in(platform, desk, record, port):
    """A second for each, or no more than twenty harmless files of the same sizes take on this machine just then: it may be busy otherwise."""
    web = serving(platform, port, processes=2, threads=4)
    sender, storm = Sender(desk, port), bombs()
    harmless = [("x.gif", b"GIF89a" + bytes(len(data) - 6)) for _name, data in storm]
    tries = []
    for _time in range(3):
        tries.append((_storm(sender, harmless), _storm(sender, storm)))
    slowest, page = (min(bombed[which] for _calm, bombed in tries) for which in (0, 1))
    calm = max(slow for (slow, _page), _bombed in tries)
    record.acknowledged, record.lost = len(storm), rows()
    record.add(
        f"slowest refusal {slowest:.2f} s (harmless ones {calm:.2f} s), slowest page meanwhile {page:.2f} s, web {web.pid}"
    )
    assert slowest < max(1, 1.5 * calm) and page < max(1, 1.5 * calm), tries
    assert files() == [] and faults() == []


def _storm(sender: Sender, storm: list[tuple[str, bytes]]) -> tuple[float, float]:
    """All at once; the slowest refusal, and the slowest other page meanwhile, seconds."""

    def throw(bomb: tuple[str, bytes]) -> tuple[int, float]:
        began = time.monotonic()
        return sender.send(bomb[1], bomb[0])[0], time.monotonic() - began

    onlooker, pages = Visitor(sender.visitor.port), []
    with ThreadPoolExecutor(len(storm)) as pool:
        thrown = [pool.submit(throw, bomb) for bomb in storm]
        while not all(each.done() for each in thrown):
            began = time.monotonic()
            assert onlooker.get("/query/")[0] == 200
            pages.append(time.monotonic() - began)
        answers = [each.result() for each in thrown]
    assert Counter(status for status, _seconds in answers) == {422: len(storm)}
    return max(seconds for _status, seconds in answers), max(pages, default=0.0)
