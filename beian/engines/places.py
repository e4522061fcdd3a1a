"""Where the embedded servers keep their data, their sockets and, if need be, a copy of their programs."""

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .processes import Account, EngineError, can_reach, server_account

SOCKET_PATH_LIMIT = 107
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Places:
    """The folders of one checkout's servers: `state` holds data, logs and locks."""

    account: Account
    state: Path

    @classmethod
    def of(cls, root: Path) -> "Places":
        """BEIAN_DATA_DIR or `.data` in the checkout `root`; a folder outside where the servers' account cannot reach the checkout."""
        account = server_account()
        named = os.environ.get("BEIAN_DATA_DIR")
        inside = Path(named or root / ".data")
        state = inside if can_reach(account, inside) and (named or can_reach(account, root)) else _outside(inside)
        state.mkdir(parents=True, exist_ok=True)
        return cls(account, state.resolve())

    def socket_folder(self, name: str) -> Path:
        """A closed folder for the sockets of server `name`, its path short enough for a socket."""
        folder = self.state / f"{name}.sock"
        if len(str(folder)) + LONGEST_SOCKET_NAME > SOCKET_PATH_LIMIT:
            folder = Path(tempfile.gettempdir(), f"beian-{fingerprint(self.state / name)}")
            if len(str(folder)) + LONGEST_SOCKET_NAME > SOCKET_PATH_LIMIT:
                folder = Path("/tmp", folder.name)
        self._refuse_strange(folder)
        self.account.adopt(folder)
        return folder

    def _refuse_strange(self, folder: Path) -> None:
        """A folder in a shared place may have been laid there by somebody else."""
        if not os.path.lexists(folder):
            return
        facts = folder.lstat()
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in (self.account.uid, os.geteuid()):
            raise EngineError(f"{folder} belongs to somebody else: remove it.")

    def programs(self, folder: Path, *beside: str) -> Path:
        """`folder` of a package's programs; a copy, with the folders `beside` it, where the account cannot reach it."""
        if can_reach(self.account, folder):
            return folder
        package = next(parent for parent in folder.parents if parent.parent.name == "site-packages")
        return copy_of(package, self.state, beside) / folder.relative_to(package)


def copy_of(package: Path, state: Path, beside: tuple[str, ...]) -> Path:
    """A copy of an installed package under `state`, made once per version; whole or not there."""
    target = state / "programs" / f"{package.name}-{fingerprint(package)}-{package.stat().st_mtime_ns}"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=target.parent))
        draft.chmod(0o755)
        for name in (package.name, *beside):
            if (package.parent / name).is_dir():
                shutil.copytree(package.parent / name, draft / name, symlinks=True)
        draft.rename(target)
    return target / package.name


def fingerprint(path: Path) -> str:
    """Ten characters that stand for a path."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def _outside(inside: Path) -> Path:
    """For a checkout that `nobody` cannot reach; only root comes here. Its name stands in `inside`, beside the secrets that open what lies
    there: a checkout made anew in the same place begins with nothing.
    """
    mark = inside / "outside"
    if not mark.exists():
        inside.mkdir(parents=True, exist_ok=True)
        draft = inside / f"outside.{os.getpid()}"
        draft.write_text(f"beian-{secrets.token_hex(5)}")
        with suppress(FileExistsError):  # another command was first
            os.link(draft, mark)
        draft.unlink()
    return Path("/var/lib", mark.read_text())
