"""The command gives the rows the verdicts that form and message give, and answers lines that are no lines in their place."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.beian.filing import bad_inputs

pytestmark = [pytest.mark.requirement("B2", "B3"), pytest.mark.whole]
ROOT = Path(__file__).resolve().parents[3]
UNREADABLE = (
    b"",
    b"{",
    b"[1,2]",
    b"null",
    b"NaN",
    b'{"field":"subject.name","value":NaN}',
    b'{"field":"subject.nature","value":1e400}',
    b'{"field":"subject.nature","value":-Infinity}',
    b'{"field":"subject.name","field":"subject.remark","value":"x"}',
    b'{"field":"subject.name","value":{"a":{"b":1,"b":2}}}',
    b'{"field":"subject.name","value":"\\ud800"}',
    b'{"field":"subject.name","value":"\xff\xfe"}',
    b'{"field":"subject.name","value":"a\x00b"}',
    b'{"field":"subject.name","value":' + b"[" * 5000 + b"]" * 5000 + b"}",
    b"<?xml version='1.0'?>",
    b"field=subject.name&value=x",
)


def judge(lines: list[bytes]) -> list[dict]:
    """What `manage.py judge field` answers to these lines, and to them alone."""
    done = subprocess.run(
        [sys.executable, "manage.py", "judge", "field"],
        input=b"\n".join(lines) + b"\n",
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"BEIAN_LOCAL": "1"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert b"Traceback" not in done.stderr, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def asked() -> list[tuple[dict, dict]]:
    """(row, the command's line about it), at each place where the row's value may stand."""
    found = []
    for row in bad_inputs.rows():
        given = bad_inputs.context(row.get("context", {}))
        if row["field"] not in bad_inputs.FIELDS or "today" in given:
            continue
        places, always = bad_inputs.FIELDS[row["field"]]
        value = bad_inputs.value_of(row)
        found += [(row, {"field": path, "value": value, "context": always | given}) for path in places]
    return found


def test_the_command_judges_every_row_as_the_rules_do_and_keeps_the_place_of_what_it_cannot_read():
    told = asked()
    lines = [json.dumps(line).encode() for _row, line in told]
    spoilt = [*UNREADABLE, *lines, *UNREADABLE]
    answers = judge(spoilt)
    assert len(answers) == len(spoilt)
    bad = [*answers[: len(UNREADABLE)], *answers[-len(UNREADABLE) :]]
    assert all(set(one) == {"verdict", "value", "reasons"} and one["verdict"] == "reject" for one in bad)
    assert all(one["reasons"][0]["text"] for one in bad)
    for (row, line), answer in zip(told, answers[len(UNREADABLE) : -len(UNREADABLE)], strict=True):
        assert answer["field"] == line["field"]
        assert (answer["verdict"] == "reject") == (row["expected"] == "invalid"), (row, answer["reasons"])
        assert answer["verdict"] == "accept" or all(reason["text"] for reason in answer["reasons"])
        assert answer["verdict"] != "reject" or answer["value"] is None


def test_a_field_that_the_form_does_not_have_is_refused_and_not_guessed():
    unheard = [
        "",
        "subject",
        "subject.name.x",
        "Subject.Name",
        "sites[].name\x00",
        "__class__",
        "a" * 10_000,
        7,
        None,
        ["subject.name"],
    ]
    answers = judge([json.dumps({"field": name, "value": "北京某某科技有限公司"}).encode() for name in unheard])
    assert [answer["verdict"] for answer in answers] == ["reject"] * len(unheard)
    assert all(reason["text"] for answer in answers for reason in answer["reasons"])
