"""The stand-in for the sources: what it knows, what it makes of what it does not know, and how it can be told to misbehave."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from uuid import uuid4

import pytest

from beian.demo.invented import owner
from beian.filing import documents, identifiers
from tests.faults.running import ROOT
from verification.management.commands.simulate_sources import known
from verification.sources import adapters, simulator, wire

pytestmark = pytest.mark.whole

FILINGS = 30


@pytest.fixture(scope="module")
def register():
    found = simulator.Register()
    for document in known(FILINGS):
        found.enter(document)
    return found


def test_everything_that_the_demonstration_files_is_true(register):
    asked = [question for document in known(FILINGS) for question in adapters.questions(document)]
    assert len(asked) > 3 * FILINGS
    assert {register.judge(one.source, one.values) for one in asked} == {"match"}


def test_the_same_number_with_another_name_is_not(register):
    for document in known(FILINGS):
        for question in adapters.questions(document):
            key, name = simulator.KEYS[question.source]
            assert register.judge(question.source, question.values | {name: "另一个名字"}) == "mismatch", key


def test_whatever_a_visitor_invents_goes_through_where_its_check_digits_hold(register):
    visitor = owner("a visitor")
    assert register.judge("company", {"number": visitor.credit_code, "name": visitor.name}) == "match"
    assert register.judge("resident_id", {"number": visitor.resident_id, "name": visitor.principal}) == "match"
    assert register.judge("phone", {"number": visitor.mobile, "name": visitor.principal}) == "match"
    assert register.judge("domain", {"domain": visitor.domain, "owner": visitor.name}) == "match"
    broken = visitor.credit_code[:-1] + ("0" if visitor.credit_code[-1] != "0" else "1")
    assert register.judge("company", {"number": broken, "name": visitor.name}) == "unknown"
    assert register.judge("phone", {"number": "12345678901", "name": visitor.principal}) == "unknown"
    assert register.judge("resident_id", {"number": visitor.resident_id, "name": "甲"}) == "unknown"


def test_listed_numbers_pass_the_rules_and_stand_in_the_document(register):
    text = (ROOT / "docs" / "interfaces" / "sources.md").read_text()
    for result, sources in register.listed.items():
        for source, numbers in sources.items():
            for number in numbers:
                asked = dict(zip(simulator.KEYS[source], (number, "某某某"), strict=True))
                assert register.judge(source, asked) == result
                assert simulator._can_be(source, number), "the form would refuse it"
                assert number in text


def test_brackets_and_blanks_of_either_width_are_the_same_name(register):
    register.known["company"]["X"].add(simulator._plain("某某(北京)有限公司"))
    assert register.judge("company", {"number": "X", "name": "某某（北京） 有限公司"}) == "match"


def test_the_documents_modes_are_those_of_the_simulator():
    text = (ROOT / "docs" / "interfaces" / "sources.md").read_text().partition("`POST /control")[2]
    assert set(simulator.MODES) <= set(re.findall(r"`(\w+)`", text))


@pytest.fixture
def served():
    """A simulator in this process, for what its answers look like on the line."""
    server = simulator.serve(0, b"s", seconds=0.1, known=[])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://n:s@127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def put(url: str, path: str, body: bytes) -> int:
    place = url.replace("n:s@", "")
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{place}{path}", body, method="POST"), timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def asked(url: str, **values: str) -> wire.Asked:
    return wire.Asked(uuid4(), "phone", url, {"number": "13800138000", "name": "王建国"} | values)


def test_it_speaks_the_format(served):
    answer = wire.ask(asked(served))
    assert (answer.result, answer.differs) == ("match", [])
    answer = wire.ask(asked(served, number="13800000404"))
    assert (answer.result, answer.differs) == ("mismatch", ["name"])


def test_it_answers_nobody_who_does_not_sign(served):
    body = b'{"id": "x", "nonce": "y", "source": "phone", "asked": {"number": "1", "name": "2"}}'
    assert put(served, "/checks/phone", body) == 401
    assert put(served, "/checks/oracle", body) == 404
    with pytest.raises(wire.Refused):
        wire.ask(wire.Asked(uuid4(), "phone", served.replace(":s@", ":guess@"), asked(served).values))


@pytest.mark.parametrize(
    "wrong", [b"", b"[]", b"{", b'{"phone": "asleep"}', b'{"oracle": "up"}', b'{"phone": ["up"]}', b"\xff"]
)
def test_control_takes_modes_of_sources_and_nothing_else(served, wrong):
    assert put(served, "/control", wrong) == 400
    assert wire.ask(asked(served)).result == "match"


def test_wrong_exchanges_match_and_mismatch(served):
    assert put(served, "/control", b'{"phone": "wrong"}') == 200
    assert wire.ask(asked(served)).result == "mismatch"
    assert wire.ask(asked(served, number="13800000404")).result == "match"


def command(*options: str) -> subprocess.CompletedProcess:
    line = [sys.executable, "manage.py", "simulate_sources", *options]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_the_command_refuses_what_it_cannot_do():
    assert "there are the sources resident_id, company" in command("--filings", "0", "--down", "oracle").stderr
    assert "--filings: between 0 and" in command("--filings", "-1").stderr
    assert "cannot be had" in command("--filings", "0", "--port", "99999").stderr


def test_the_command_needs_no_database_and_misbehaves_as_told():
    line = [sys.executable, "manage.py", "simulate_sources", "--filings", "0", "--secret", "s", "--down", "phone"]
    process = subprocess.Popen([*line, "--wrong", "company"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        port = json.loads(process.stdout.readline())["port"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/control", timeout=5) as answer:
            modes = json.load(answer)["modes"]
        assert (modes["phone"], modes["company"], modes["domain"]) == ("down", "wrong", "up")
    finally:
        process.terminate()
        assert process.wait(10) == 0
        process.stdout.close()


def test_questions_hold_what_the_wire_document_says():
    document = next(iter(known(1)))
    for question in adapters.questions(document):
        assert set(question.values) == set(simulator.KEYS[question.source])
        assert adapters.SOURCES[question.source].body(question.values) == question.values
    assert identifiers.domain_key("buyizhi-yanshi.cn") == "buyizhi-yanshi.cn"
    assert documents.load(documents.dump(document)) == document
