"""Finding pip where Python came without it, with the standard library only.

Places are asked from near to far: the wheel that ensurepip carries, the wheels that Debian keeps, the running
interpreter's own pip, and last the package index that pip's settings name.
"""

import configparser
import hashlib
import importlib.util
import os
import re
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

SYSTEM_WHEELS = Path("/usr/share/python-wheels")
SECONDS = 60
# pip's settings and the names that uv has for the same.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "cert": "SSL_CERT_FILE",
    "no-index": "UV_NO_INDEX",
}


@dataclass
class Pip:
    """A pip that need not be installed: run by `python` from the file or folder `source`."""

    python: Path
    source: Path

    def install(self, requirements: Path, *, show: bool = False) -> bool:
        """Install a hashed requirements file; True if that worked."""
        options = ["--require-hashes", "--disable-pip-version-check", "--no-input", "--quiet", "-r", str(requirements)]
        return self._run("install", *options, capture_output=not show).returncode == 0

    def configuration(self) -> dict[str, str]:
        """pip's settings from its files and the environment, by their plain names."""
        listed = self._run("config", "list", capture_output=True, text=True).stdout
        return {
            name: value
            for name, value in re.findall(r"^[^=]*?\.([\w-]+)='(.*)'$", listed.replace(":env:.", "env."), re.M)
        }

    def _run(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        environment = {**os.environ, "PYTHONPATH": str(self.source)}
        return subprocess.run([self.python, "-m", "pip", *arguments], check=False, env=environment, **options)


@contextmanager
def pip_for(python: Path) -> Iterator[Pip]:
    """A pip that installs into the environment of `python`."""
    near = bundled()
    if near:
        yield Pip(python, near)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Pip(python, download(Path(folder)))


def bundled() -> Path | None:
    """A pip on this machine: a wheel, or the folder that the running interpreter's pip stands in."""
    carrier = importlib.util.find_spec("ensurepip")
    folders = [Path(carrier.origin).parent / "_bundled"] if carrier and carrier.origin else []
    wheels = [wheel for folder in [*folders, SYSTEM_WHEELS] for wheel in folder.glob("pip-*.whl")]
    return wheels[0] if wheels else None


def download(folder: Path) -> Path:
    """pip's newest wheel from the package index, checked against the digest that the index gives."""
    settings = named_settings()
    address = settings.get("index-url")
    if not address:
        raise SystemExit(
            "This Python has neither pip nor ensurepip, and no package index is named: set PIP_INDEX_URL to the"
            " index's /simple address, or `apt-get install python3-venv`."
        )
    trust = ssl.create_default_context(cafile=settings.get("cert"))
    try:
        page = f"{address.rstrip('/')}/pip/"
        link, digest = newest_wheel(page, _fetch(page, trust).decode())
        content = _fetch(link, trust)
    except (urllib.error.URLError, OSError, LookupError) as error:
        raise SystemExit(
            f"pip could not be fetched from {urlsplit(address).hostname}: {error}. See PIP_INDEX_URL."
        ) from None
    if digest and hashlib.sha256(content).hexdigest() != digest:
        raise SystemExit(f"pip's wheel from {urlsplit(address).hostname} does not match its digest: try again.")
    target = folder / link.rsplit("/", 1)[-1]
    target.write_bytes(content)
    return target


def _fetch(address: str, trust: ssl.SSLContext) -> bytes:
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=SECONDS, context=trust) as answer:
        return answer.read()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "a" and facts.get("href") and "data-yanked" not in facts:
            self.found.append(facts["href"])


def newest_wheel(page: str, html: str) -> tuple[str, str]:
    """Address and SHA-256 digest (perhaps empty) of the newest final pip on an index page; links may be relative."""
    links = _Links()
    links.feed(html)
    wheels = {}
    for href in links.found:
        address, fragment = urldefrag(urljoin(page, href))
        version = re.search(r"/pip-(\d+(?:\.\d+)*)-py3-none-any\.whl$", address)
        if version:
            wheels[tuple(map(int, version[1].split(".")))] = (address, fragment.removeprefix("sha256="))
    if not wheels:
        raise LookupError("no wheel of pip on its page")
    return wheels[max(wheels)]


def named_settings() -> dict[str, str]:
    """Index and certificate from the environment, else from pip's own files, nearest first."""
    found: dict[str, str] = {}
    for place in _configuration_files():
        parser = configparser.RawConfigParser()
        parser.read(place)
        if parser.has_section("global"):
            found = {**dict(parser.items("global")), **found}
    for name, variable in (("index-url", "PIP_INDEX_URL"), ("cert", "PIP_CERT")):
        if os.environ.get(variable):
            found[name] = os.environ[variable]
    return found


def _configuration_files() -> list[Path]:
    own = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config", "pip", "pip.conf")
    named = [Path(os.environ["PIP_CONFIG_FILE"])] if os.environ.get("PIP_CONFIG_FILE") else []
    shared = [Path(folder, "pip", "pip.conf") for folder in os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
    return [*named, own, Path.home() / ".pip" / "pip.conf", Path("/etc/pip.conf"), *shared]


def for_uv(settings: dict[str, str]) -> dict[str, str]:
    """pip's settings as environment variables of uv; what uv is told itself stands."""
    told = {UV_NAMES[name]: value for name, value in settings.items() if name in UV_NAMES}
    told["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # like pip; the lock's hashes say what is genuine
    if "no-index" in settings and settings.get("find-links"):
        told["UV_FIND_LINKS"] = settings["find-links"].replace(" ", ",")
    return {name: value for name, value in told.items() if name not in os.environ}
