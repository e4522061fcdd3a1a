"""`manage.py judge` as a stranger runs it: a file in, a file out, whatever stands in the file."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from beian.filing.items import ITEMS
from verification.judge.kinds import KINDS
from verification.judge.lines import answer

pytestmark = pytest.mark.whole

ROOT = Path(__file__).resolve().parents[3]
GOOD = {
    "domain": {"host": "https://www.例子.中国:8080/x"},
    "certificate": {"type": "uscc", "value": "91350100m000100y43"},
    "workday": {"start": "2026-09-30", "days": 1},
    "site_name": {"name": "马上海报", "owner_nature": "个人", "owner": "张三", "approvals": [], "authorisation": None},
    "footer": {"html": "<p>京ICP备12345678-2号"},
    "field": {"field": "sites.0.domains.1", "value": "example.cn", "context": {}},
}
VALUES = {
    "domain": "例子.中国",
    "certificate": "91350100M000100Y43",
    "workday": "2026-10-08",
    "site_name": "马上海报",
    "footer": ["京ICP备12345678号-2"],
    "field": "example.cn",
}
UNREADABLE = [
    b"",
    b" ",
    b"\r",
    b"x",
    b"null",
    b"[]",
    b'"host"',
    b"1",
    b"{",
    b'{"host":"a.cn"',
    b'{"host":"a.cn"}{}',
    b'{"host":"a.cn",}',
    b"{'host':'a.cn'}",
    b'{"host":"a.cn","host":"b.cn"}',
    b'{"host":"a.cn","x":{"y":1,"y":2}}',
    b'{"host":NaN}',
    b'{"host":"a.cn","x":Infinity}',
    b'{"host":"a.cn","x":-Infinity}',
    b'{"host":"a.cn","x":1e400}',
    b'{"host":"a.cn","x":' + b"9" * 5000 + b"}",
    b'{"host":"a.cn","x":01}',
    b'{"host":"\xff\xfe"}',
    b'{"host":"\xed\xa0\x80"}',
    b'{"host":"\\ud800"}',
    b'{"\\udc00":1}',
    b'{"host":"a\x00b"}',
    b"\x00",
    b'{"host":"a\tb"}',
    b'{"host":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"x":' + b'{"x":' * 5000 + b"1" + b"}" * 5001,
    b'{"x":' + b"[" * 150 + b"]" * 150 + b"}",
    b"[" * 1_000_000,
]


def judge(*arguments, data=b""):
    bare = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", "judge", *arguments],
        cwd=ROOT,
        input=data,
        capture_output=True,
        check=False,
        timeout=300,
        env=bare
        | {
            "BEIAN_LOCAL": "1",
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
            "REDIS_URL": "redis://127.0.0.1:9/0",
        },
    )


def lines(members):
    return json.dumps(members, ensure_ascii=False).encode()


@pytest.mark.whole
@pytest.mark.requirement("B3")
@pytest.mark.parametrize("kind", GOOD)
def test_ten_thousand_lines_good_bad_and_unreadable_are_answered_in_order(kind):
    bad = lines(GOOD[kind] | dict.fromkeys(list(GOOD[kind])[:1], 1))
    cycle = [
        lines(GOOD[kind] | {"n": 1.5, "列": ["甲", None]}),
        bad,
        *(line for line in UNREADABLE if len(line) < 10_000),
    ]
    asked = [cycle[place % len(cycle)] for place in range(10_000)]
    done = judge(kind, data=b"\n".join(asked) + b"\n")
    assert (done.returncode, done.stderr) == (0, b"")
    answers = done.stdout.decode().split("\n")
    assert answers.pop() == "" and len(answers) == len(asked)
    for line, text in zip(asked, answers, strict=True):
        answer = json.loads(text)
        if line == cycle[0]:
            assert answer == json.loads(line) | {"verdict": "accept", "value": VALUES[kind], "reasons": []}
            continue
        assert (answer["verdict"], answer["value"]) == ("reject", None)
        assert all(set(reason) == {"code", "text", "article"} and reason["text"] for reason in answer["reasons"])
        assert answer["reasons"] and len(answer) == (3 if line != bad else len(json.loads(bad) | answer))


def test_unreadable_lines_answer_three_members_alone():
    done = judge("domain", data=b"\n".join(UNREADABLE))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(UNREADABLE) and done.returncode == 0
    assert {tuple(answer) for answer in answers} == {("verdict", "value", "reasons")}
    assert {answer["reasons"][0]["code"] for answer in answers} == {"line.unreadable"}


def test_members_are_echoed_as_they_came():
    odd = '{"host":"a.cn","verdict":"x","n":123456789012345678901234567890,"t":"\\u0000\\u2028\\"<\\/script>","u":"\\ud83d\\ude00","e":{}}'
    answer = json.loads(judge("domain", data=odd.encode()).stdout)
    assert answer == json.loads(odd) | {"verdict": "accept", "value": "a.cn", "reasons": []}


def test_brackets_within_texts_are_not_depth():
    many = {"host": "a.cn", "t": '[{"\\' * 500, "l": [[]] * 500}
    assert json.loads(answer(KINDS["domain"], lines(many), date(2026, 11, 20)))["verdict"] == "accept"


def test_a_line_without_line_feed_and_a_byte_order_mark_are_read():
    done = judge("domain", data=b'\xef\xbb\xbf{"host":"a.cn"}\r\n{"host":"b.cn"}')
    assert [json.loads(line)["value"] for line in done.stdout.splitlines()] == ["a.cn", "b.cn"]


def test_no_lines_no_answers():
    done = judge("domain")
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.parametrize("arguments", [["nonsense"], [], ["domain", "--list"], ["Domain"], ["domain", "certificate"]])
def test_an_unknown_kind_ends_with_2(arguments):
    done = judge(*arguments)
    assert (done.returncode, done.stdout) == (2, b"") and done.stderr


def test_the_fields_are_listed_one_a_line():
    done = judge("field", "--list")
    assert done.stdout.decode().split() == [item.key for item in ITEMS]


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize(
    "wrong",
    [None, True, 0, -1, 1.5, 10**12, 10**30, [], [[]], {}, {"x": None}, "", "　", "x" * 10_000, "\u202e", "\x00", "ſ"],
)
def test_wrong_members_are_refused_or_judged_but_never_fail(kind, wrong):
    for name in GOOD[kind]:
        told = json.loads(answer(KINDS[kind], lines(GOOD[kind] | {name: wrong}), date(2026, 11, 20)))
        assert told["verdict"] in ("accept", "warn", "reject")
        assert "line.failed" not in {reason["code"] for reason in told["reasons"]}
        less = {other: value for other, value in GOOD[kind].items() if other != name}
        told = json.loads(answer(KINDS[kind], lines(less), date(2026, 11, 20)))
        if (kind, name) not in (("site_name", "authorisation"), ("field", "context")):
            assert told["verdict"] == "reject" and f"“{name}”" in told["reasons"][0]["text"]


def test_a_closed_pipe_ends_quietly():
    asked = (lines(GOOD["domain"]) + b"\n") * 20_000
    with subprocess.Popen(
        [sys.executable, "manage.py", "judge", "domain"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"BEIAN_LOCAL": "1"},
    ) as process:
        process.stdin.write(asked[:20_000])
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdout.close()
        try:
            process.stdin.write(asked)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""
        assert process.wait(60) == 0
