"""The demonstration's processes end with it, however impatiently it is stopped."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# One that takes a second to say goodbye, in the place of all.
SLOW = "import signal, sys, time; signal.signal(15, lambda *_: (time.sleep(1), sys.exit())); print(flush=True); time.sleep(60)"
DEMO = f"""
import sys, time
from pathlib import Path
import django
django.setup()
from beian.demo.servers import Servers
servers = Servers(port=1, logs=Path(sys.argv[1]))
servers.commands, servers.sources = {{"slow": [sys.executable, "-c", {SLOW!r}]}}, {{}}
servers.wait = lambda: time.sleep(0.5)
with servers.serving():
    print(servers.running["slow"].pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.whole
def test_a_second_interrupt_leaves_nothing_behind(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", DEMO, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as demo:
        started = int(demo.stdout.readline())
        demo.send_signal(signal.SIGINT)
        time.sleep(0.3)
        demo.send_signal(signal.SIGINT)
        assert demo.wait(15) != 0
    assert not Path("/proc", str(started)).exists()
