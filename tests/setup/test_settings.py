"""The settings refuse what cannot work, in a sentence that names the variable and the remedy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DIGITS = "0123456789abcdef" * 4
WHOLE = {
    "BEIAN_SECRET_KEY": DIGITS,
    "BEIAN_MASTER_KEY": DIGITS,
    "BEIAN_ALLOWED_HOSTS": "beian.example.cn, www.beian.example.cn",
    "DATABASE_URL": "postgresql://beian_app:secret@db:5432/beian",
    "REDIS_URL": "redis://redis:6379/0",
    "SMS_URL": "https://sender:secret@gateway.example.cn",
    "EMAIL_URL": "smtps://mail.example.cn?from=beian@example.cn",
    "BEIAN_NODES": "ministry, province:11,provider:p01",
}


def read(expression="''", **changes):
    """What a process of production says of an expression over its settings, and its last words if they are refused."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in WHOLE and not name.startswith(("BEIAN", "DATABASE"))
    }
    done = subprocess.run(
        [sys.executable, "-c", f"from beian import settings; print(({expression}))"],
        cwd=ROOT,
        env={**inherited, **WHOLE, **changes},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip(), (done.stderr.strip().splitlines() or [""])[-1]


def test_a_whole_environment_is_taken():
    assert read("settings.ALLOWED_HOSTS, settings.NODES, settings.SECURE_HSTS_SECONDS > 0") == (
        "(['beian.example.cn', 'www.beian.example.cn'], 'ministry,province:11,provider:p01', True)",
        "",
    )


@pytest.mark.parametrize("name", sorted(set(WHOLE) - {"BEIAN_NODES"}))
def test_a_missing_variable_is_named_with_its_remedy(name):
    _, refusal = read(**{name: ""})
    assert f"ImproperlyConfigured: {name} is not set: " in refusal


@pytest.mark.parametrize(
    "name, value, remedy",
    [
        ("BEIAN_MASTER_KEY", "no digits", "must be 64 hex digits"),
        ("BEIAN_MASTER_KEY", "abcd", "must be 64 hex digits"),
        ("BEIAN_ALLOWED_HOSTS", " , ", "separated by commas"),
        ("DATABASE_URL", "mysql://app@db/beian", "must begin with postgresql://"),
        ("DATABASE_URL", "postgresql://app@db:99x/beian", "write it as postgresql://"),
        ("DATABASE_URL", "postgresql://app:a[b@db/beian", "with %XX for signs"),
        ("SMS_URL", "carrier.example.cn", "must begin with one of https:"),
        ("EMAIL_URL", "imap://mail.example.cn", "must begin with one of smtps:"),
        ("BEIAN_NODES", "ministry,province:Beijing", "a list such as ministry,province:11"),
        ("BEIAN_VISIBILITY_TIMEOUT", "ten minutes", "a whole number of seconds"),
        ("BEIAN_LOG_LEVEL", "loud", "must be DEBUG, INFO"),
        ("BEIAN_QUERIES_PER_MINUTE", "many", "or 0 for no limit"),
        ("SOURCES_URL", "https://sources.example.cn", "must read like https://name:secret@"),
        ("SOURCES_URL_PHONE", "ftp://a:b@phones.example.cn", "must read like https://name:secret@"),
    ],
)
def test_a_wrong_value_is_refused_with_its_remedy(name, value, remedy):
    _, refusal = read(**{name: value})
    assert "ImproperlyConfigured" in refusal and name in refusal and remedy in refusal


def test_the_demo_says_which_port_it_cannot_take():
    from beian.demo.servers import PortRefused, chosen_port

    for value in ("abc", "0", "-1", "65536", "123456"):
        with pytest.raises(PortRefused, match=f"PORT={value} is no port"):
            chosen_port(value)
