"""The house rules that a machine can watch: who may import whom, what a file may be called, how long it may grow."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ("beian", "provider", "province", "ministry", "verification", "scoring", "tests")
TOP = {
    *{
        "manage.py",
        "docker-compose.yml",
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "Dockerfile",
    },
    *{"requirements.in", "requirements.lock", ".gitignore", ".dockerignore"},
}
FOLDERS = {*CODE, "templates", "static", "docs", ".ci"}
FORBIDDEN = {"utils", "util", "helpers", "services", "managers", "signals", "admin", "common", "misc"}
LONGEST = 400
# Names of package registries are spelled in two halves, so that this file does not find itself.
HOSTS = [
    a + b
    for a, b in (
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("npmjs", ".org"),
        ("npmjs", ".com"),
        ("deb.debian", ".org"),
    )
]
PLACES = re.compile(r"(?<![\w.-])/(?:work|root|opt|home)/|/tmp/[a-z]")


def files():
    """Every file that is, or is about to be, part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:  # a copy without its history
        found = [
            path
            for top in (*FOLDERS, *TOP)
            for path in ((ROOT / top).rglob("*") if (ROOT / top).is_dir() else [ROOT / top])
        ]
        return [path for path in found if path.is_file() and "__pycache__" not in path.parts]
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def texts(*suffixes):
    """Path and text of the files that we write ourselves: what is vendored is not ours to rule."""
    for path in files():
        if (not suffixes or path.suffix in suffixes) and "vendor" not in path.parts:
            try:
                yield path.relative_to(ROOT), path.read_text()
            except UnicodeDecodeError:
                continue


def run(*command, **environment):
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_imports_go_strictly_down():
    done = run("-c", "from importlinter.cli import lint_imports_command as lint; lint()", NO_COLOR="1")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    done = run("manage.py", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_code_is_formatted_and_linted():
    for chore in (("check",), ("format", "--check")):
        done = run("-m", "ruff", *chore, "--quiet", ".")
        assert done.returncode == 0, done.stdout[-4000:]


def test_a_file_is_named_for_its_topic():
    named = {path.relative_to(ROOT) for path in files() if {*path.relative_to(ROOT).parts[:-1], path.stem} & FORBIDDEN}
    assert not named, "named for its kind, not its topic"


def test_files_stay_short():
    long = {str(path): text.count("\n") for path, text in texts(".py", ".html") if text.count("\n") > LONGEST}
    assert not {name: lines for name, lines in long.items() if "/migrations/" not in name}


def test_the_top_level_is_fixed():
    tops = {path.relative_to(ROOT).parts[0] for path in files()}
    assert tops <= TOP | FOLDERS, sorted(tops - TOP - FOLDERS)


def test_no_file_names_a_package_registry():
    assert [(str(path), host) for path, text in texts() for host in HOSTS if host in text] == []


def test_no_file_names_a_place_of_one_machine():
    found = [
        (str(path), match[0])
        for path, text in texts()
        if (match := PLACES.search(text)) and path.name != "test_house.py"
    ]
    assert found == []


def test_the_lock_has_a_digest_for_every_package():
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []
    assert "://" not in lock and "--find-links" not in lock and "#" not in lock


def test_no_unfinished_work_is_marked():
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert [str(path) for path, text in texts(".py", ".html", ".js", ".css") if marks.search(text)] == []
