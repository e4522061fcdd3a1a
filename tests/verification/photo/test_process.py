"""The process that looks at pictures: bounded, alone, replaced when it dies or hangs, never shared by two."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.utils import timezone

from beian.evidence.refusals import EvidenceRefused
from tests.verification.photo.portraits import astronaut, jpeg
from verification import photo
from verification.photo import beside

pytestmark = [pytest.mark.requirement("B6"), pytest.mark.whole]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def portrait() -> bytes:
    return jpeg(astronaut())


def take(data: bytes) -> photo.Taken:
    return photo.take(io.BytesIO(data), now=timezone.now())


def test_one_that_was_killed_is_replaced(portrait):
    take(portrait)
    first = beside.running()
    os.kill(first, signal.SIGKILL)
    assert take(portrait).verdict.verdict == "accept" and beside.running() != first


def test_one_that_hangs_is_ended_in_time_and_the_next_photo_is_taken(portrait):
    take(portrait)
    hanging = beside.running()
    os.kill(hanging, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(beside.Failed):
        beside.ask({"do": "look", "stamp": ""}, portrait, seconds=0.5)
    assert time.monotonic() - began < 2
    assert not Path(f"/proc/{hanging}").exists()
    assert take(portrait).verdict.verdict == "accept"


def test_one_that_dies_over_a_picture_is_a_refusal_and_no_error(portrait):
    take(portrait)
    stopped = beside.running()
    os.kill(stopped, signal.SIGSTOP)
    outcome = []
    asking = threading.Thread(target=lambda: outcome.append(_refused(portrait)))
    fresh = beside.Process()
    try:
        beside._process.end()
        beside._process = fresh
        os.kill(fresh.pid, signal.SIGSTOP)
        asking.start()
        time.sleep(0.2)
        os.kill(fresh.pid, signal.SIGKILL)
        asking.join(10)
    finally:
        fresh.end()
    assert outcome and "请重新拍摄" in outcome[0]


def _refused(data: bytes) -> str:
    try:
        take(data)
    except EvidenceRefused as refusal:
        return str(refusal)
    return ""


def test_many_threads_get_their_own_answers(portrait):
    numbers = [f"2026-11-23 00:00:{second:02d}" for second in range(8)]
    answers: dict[str, tuple] = {}

    def ask(stamp: str, ids: list[int]) -> None:
        answers[stamp] = (ids, beside.ask({"do": "bits", "ids": ids})[0]["bits"])

    threads = [threading.Thread(target=ask, args=(stamp, [place])) for place, stamp in enumerate(numbers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = {tuple(ids): beside.ask({"do": "bits", "ids": ids})[0]["bits"] for ids, _bits in answers.values()}
    assert len(answers) == 8 and all(alone[tuple(ids)] == bits for ids, bits in answers.values())


def test_a_forked_worker_has_one_of_its_own(portrait):
    take(portrait)
    ours = beside.running()
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        verdict = take(portrait).verdict.verdict
        os.write(writing, f"{verdict} {beside.running()}".encode())
        beside._process.end()
        os._exit(0)
    os.close(writing)
    os.waitpid(worker, 0)
    verdict, theirs = os.read(reading, 100).decode().split()
    os.close(reading)
    assert verdict == "accept" and int(theirs) != ours and beside.running() == ours
    assert take(portrait).verdict.verdict == "accept"


def test_it_is_gone_with_its_parent(portrait, tmp_path):
    code = "from verification.photo import beside; beside.ask({'do': 'bits', 'ids': [1]}); print(beside.running(), flush=True)"
    parent = "import os; os.environ['DJANGO_SETTINGS_MODULE']='beian.settings'; import django; django.setup(); " + code
    done = subprocess.run([sys.executable, "-c", parent], cwd=ROOT, capture_output=True, check=True, timeout=60)
    child = Path(f"/proc/{int(done.stdout)}")
    for _try in range(50):
        if not child.exists():
            return
        time.sleep(0.1)
    pytest.fail("the process outlived its parent")


def test_it_can_neither_grow_nor_write(portrait):
    take(portrait)
    limits = Path(f"/proc/{beside.running()}/limits").read_text().splitlines()
    named = {line[:26].strip(): line[26:].split()[0] for line in limits}
    assert named["Max address space"] == str(512 << 20)
    assert named["Max file size"] == named["Max core file size"] == "0"


def test_those_who_ask_pay_for_neither_opencv_nor_typst():
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE']='beian.settings'; import django; django.setup(); "
        "import verification.photo.backdrops, verification.judge.kinds; "
        "print(sorted({'cv2', 'typst'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert done.stdout.split() == [b"[]"]
