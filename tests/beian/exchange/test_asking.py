"""Questions: an answer in time or Unavailable; the asker's transaction never waits longer (decision 14)."""

import time

import pytest
from django.db import connection
from pydantic import BaseModel

from beian import exchange
from beian.audit.models import AuditEntry
from beian.exchange import transports
from beian.people import keys, scope
from tests.beian.exchange.notes import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


class Question(BaseModel):
    text: str = ""


@exchange.answers("test.who", body=Question)
def who(asker: str, body: Question) -> dict:
    return {"asker": asker, "node": scope.current().node, "text": body.text}


@exchange.answers("test.slow", body=Question)
def slow(asker: str, body: Question) -> dict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(30)")
    return {}


@exchange.answers("test.writes", body=Question)
def writes(asker: str, body: Question) -> dict:
    AuditEntry.objects.create(verb="test.count", subject_kind="x", subject_id="1")
    return {}


@exchange.answers("test.counts", body=Question, counts=True)
def counts(asker: str, body: Question) -> dict:
    return writes(asker, body)


def test_a_question_is_answered_in_the_other_nodes_scope_while_the_askers_stays():
    with at("provider:p01"):
        answer = exchange.ask("ministry", "test.who", {"text": "你好"})
        assert answer == {"asker": "provider:p01", "node": "ministry", "text": "你好"}
        assert scope.current().node == "provider:p01"


def test_who_does_not_answer_in_time_is_unavailable():
    began = time.monotonic()
    with at("provider:p01"), pytest.raises(exchange.Unavailable, match="ministry does not answer test.slow"):
        exchange.ask("ministry", "test.slow", {}, timeout=0.2)
    assert time.monotonic() - began < 2


def test_who_cannot_be_reached_is_unavailable(settings):
    settings.NODES = "provider:p01"
    with at("provider:p01"), pytest.raises(exchange.Unavailable, match="not served here"):
        exchange.ask("ministry", "test.who", {})


def test_an_answer_only_reads_unless_it_counts():
    with at("provider:p01"), pytest.raises(exchange.Unavailable, match="InternalError"):
        exchange.ask("ministry", "test.writes", {})
    with at("provider:p01"):
        exchange.ask("ministry", "test.counts", {})
    with at("ministry"):
        assert AuditEntry.objects.filter(verb="test.count").count() == 1


def test_a_question_that_is_not_on_the_list_is_not_asked():
    with at("provider:p01"), pytest.raises(exchange.UnknownKind):
        exchange.ask("ministry", "test.anything", {})


def test_a_question_that_the_asker_did_not_sign_is_not_answered():
    from beian.filing.canonical import canonical

    asked = {
        "id": "1",
        "asker": "province:11",
        "node": "ministry",
        "question": "test.who",
        "body": {"text": ""},
        "at": int(time.time() * 1000),
    }
    data = canonical(asked)
    with at("provider:p01"):
        signature = keys.sign(b"beian question\0" + data)
    with pytest.raises(transports.Unreachable, match="NotBelieved"):
        transports.to("ministry").ask("ministry", data, signature, 2)


def test_an_answer_that_somebody_else_signed_is_not_believed(monkeypatch):
    class Impostor:
        def ask(self, receiver, question, signature, seconds):
            return b"{}", bytes(64)

    monkeypatch.setattr(transports, "to", lambda node: Impostor())
    with at("provider:p01"), pytest.raises(exchange.Unavailable, match="not signed by ministry"):
        exchange.ask("ministry", "test.who", {})
