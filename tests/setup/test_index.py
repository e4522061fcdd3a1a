"""pip from the package index, for a Python that came without any: tried against an index on this machine."""

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from beian import index

WHEEL = b"not really a wheel"
DIGEST = hashlib.sha256(WHEEL).hexdigest()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def simple(tmp_path, monkeypatch):
    """An index whose page of pip the test writes; its wheel lies two folders away."""
    (tmp_path / "simple" / "pip").mkdir(parents=True)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "pip-26.1-py3-none-any.whl").write_bytes(WHEEL)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
    yield tmp_path / "simple" / "pip" / "index.html"
    server.shutdown()
    server.server_close()


def link(digest=DIGEST):
    return f'<a href="../../files/pip-26.1-py3-none-any.whl#sha256={digest}">pip</a>'


def test_a_relative_link_is_followed(simple, tmp_path):
    simple.write_text(link())
    assert index.download(tmp_path).read_bytes() == WHEEL


def test_a_wheel_with_another_digest_is_refused(simple, tmp_path):
    simple.write_text(link("0" * 64))
    with pytest.raises(SystemExit, match="does not match its digest"):
        index.download(tmp_path)


def test_a_page_without_wheels_is_said(simple, tmp_path):
    simple.write_text("<p>nothing")
    with pytest.raises(SystemExit, match="no wheel of pip"):
        index.download(tmp_path)


def test_an_index_that_is_away_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(SystemExit, match="could not be fetched from 127.0.0.1"):
        index.download(tmp_path)


def test_without_any_index_the_remedy_is_said(tmp_path, monkeypatch):
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    monkeypatch.setattr(index, "_configuration_files", list)
    with pytest.raises(SystemExit, match="set PIP_INDEX_URL"):
        index.download(tmp_path)


def test_the_newest_final_version_is_taken():
    names = ["pip-9.0-py3-none-any.whl", "pip-26.1-py3-none-any.whl", "pip-27.0b1-py3-none-any.whl", "pip-26.0.tar.gz"]
    page = "".join(f'<a href="{name}">{name}</a>' for name in names)
    page += '<a href="pip-28.0-py3-none-any.whl" data-yanked="broken">pip</a>'
    assert index.newest_wheel("https://index.example/simple/pip/", page) == (
        "https://index.example/simple/pip/pip-26.1-py3-none-any.whl",
        "",
    )


def test_pip_files_name_the_index(tmp_path, monkeypatch):
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    monkeypatch.delenv("PIP_CERT", raising=False)
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://index.example/simple\ncert = here.crt\n")
    monkeypatch.setattr(index, "_configuration_files", lambda: [tmp_path / "pip.conf"])
    assert index.named_settings() == {"index-url": "https://index.example/simple", "cert": "here.crt"}
