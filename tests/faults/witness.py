"""Clients and onlookers of the platform under fire: what was sent, what was seen meanwhile, and whether it can have happened.

The sender's history says what was acknowledged, the onlooker's what the ministry showed at every moment, stored rows what became of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import psycopg2
from django.conf import settings

from tests.faults.records import Record
from tests.history import Client, History, Verdict, checkers, lives
from tests.history.operations import INFO, OK

PAUSE = 0.1  # seconds between two looks
_CHANNEL = """
SELECT key FROM beian_inboxmessage WHERE node = 'ministry' AND sender = %s AND kind = 'filing.routed' ORDER BY seq
"""
_PASSAGES = "SELECT application::text FROM ministry_passage"
_REVISIONS = """
SELECT 'passage ' || application, round * 1000000 + revision FROM ministry_passage
UNION ALL SELECT sender || ' → ' || node, last_seq FROM beian_inboundchannel
UNION ALL SELECT node || ' → ' || receiver || ', signed for', acknowledged_seq FROM beian_outboundchannel
"""
_STATES = """
SELECT 'application', application::text, state FROM ministry_passage
UNION ALL SELECT 'application', 'at the provider ' || uuid, state FROM provider_application
UNION ALL SELECT 'case', node || ' ' || application, state FROM province_case
UNION ALL SELECT 'claim', id::text, state FROM ministry_claim
"""
_ENDS = """
SELECT node || ' → ' || receiver, node, last_seq || ' ' || encode(head, 'hex') FROM beian_outboundchannel
WHERE receiver IN (SELECT DISTINCT node FROM beian_inboundchannel)
UNION ALL SELECT sender || ' → ' || node, node, last_seq || ' ' || encode(head, 'hex') FROM beian_inboundchannel
"""
# What a register holds of a filing: its number, and its sites with their domains.
_FILINGS = """
SELECT 'filing ' || s.application, s.node, s.number || coalesce((
    SELECT string_agg(format(' %s %s (%s)', t.number, t.name, (
        SELECT string_agg(d.domain, ', ' ORDER BY d.domain) FROM {domain} d WHERE d.node = t.node AND d.site_id = t.id)
    ), ';' ORDER BY t.number) FROM {site} t WHERE t.node = s.node AND t.subject_id = s.id), ' without a site')
FROM {subject} s
"""
_REGISTERS = " UNION ALL ".join(
    (
        _FILINGS.format(subject="province_subject", site="province_site", domain="province_sitedomain"),
        _FILINGS.format(
            subject="ministry_nationalsubject", site="ministry_nationalsite", domain="ministry_nationaldomain"
        ),
    )
)
# Every step of an application at its provider and of a case, in the order of the audit log.
_STEPS = """
SELECT split_part(verb, '.', 1), node || ' ' || subject_id, before ->> 'state', after ->> 'state' FROM beian_auditentry
WHERE verb ~ '^(application|case)\\.' AND after ? 'state' ORDER BY id
"""


class Witness:
    """Watches the rows of the platform as the owner of the database sees them, from a thread of its own."""

    def __init__(self, url: str, senders: tuple[str, ...]) -> None:
        self.url, self.senders, self.history = url, senders, History()
        self._line = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="witness", daemon=True)

    def start(self) -> Witness:
        self._thread.start()
        return self

    def end(self) -> None:
        """Look no longer; one last look is taken first, so that everything acknowledged has been read after."""
        if not self._ended.is_set():
            self._ended.set()
            self._thread.join(30)
            self._look(self.history.client("last look"))

    def rows(self, statement: str, *values: object) -> list[tuple]:
        """Rows over the witness's own connection, opened anew after a failure."""
        if self._line is None:
            self._line = psycopg2.connect(self.url)
            self._line.autocommit = True
        try:
            with self._line.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall()
        except psycopg2.Error:
            self._close()
            raise

    def close(self) -> None:
        """Give up the connection, whatever state the watching is in."""
        self._ended.set()
        self._thread.join(30)
        self._close()

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _watch(self) -> None:
        onlooker = self.history.client("onlooker")
        while not self._ended.wait(PAUSE):
            self._look(onlooker)

    def _look(self, client: Client) -> None:
        """One look at everything; each part is a read of its own."""
        for sender in self.senders:
            self._ask(client, "read", sender, lambda s=sender: [key for (key,) in self.rows(_CHANNEL, s)])
        self._ask(client, "list", None, lambda: [key for (key,) in self.rows(_PASSAGES)])
        self._ask(client, "look", None, lambda: [list(row) for row in self.rows(_REVISIONS)])
        self._ask(client, "sight", None, lambda: [list(row) for row in self.rows(_STATES)])

    def _ask(self, client: Client, f: str, asked: object, call: Callable[[], list]) -> None:
        client.run(f, asked, call, unknown=(psycopg2.Error,))

    def at_rest(self, effects: Mapping[str, str]) -> None:
        """Nobody looks any more. Note what both ends of each channel and both registers hold, every step that the audit log knows,
        and what took effect: name → statement of the elements' rows.
        """
        self.end()
        client = self.history.client("auditor")
        for row in self.rows(_ENDS) + self.rows(_REGISTERS):
            client.note("hold", list(row))
        for step in steps(self.rows(_STEPS)):
            client.note("step", step)
        for name, statement in effects.items():
            for (element,) in self.rows(statement):
                client.note(name, element)

    def verdicts(self, effects: Mapping[str, str]) -> list[Verdict]:
        """Every checker, over all that was recorded until now."""
        self.at_rest(effects)
        found = [
            checkers.unique_ids(self.history, "send"),
            checkers.prefix(self.history, "send"),
            checkers.monotone(self.history),
            checkers.digests_equal(self.history),
            lives.legal_sights(self.history),
            lives.legal_steps(self.history),
            _eventually(self.history),
        ]
        return found + [checkers.total_queue(self.history, "send", name, element=checkers.second) for name in effects]

    def judge(self, record: Record, effects: Mapping[str, str]) -> None:
        """Add what the checkers found to the record; AssertionError, and the history kept, if anything cannot have happened."""
        verdicts = self.verdicts(effects)
        bad = [verdict for verdict in verdicts if not verdict.good]
        record.lost = max(record.lost, *[each.count("lost", "stale", "alone", "different") for each in verdicts])
        record.doubled = max(record.doubled, *[each.count("doubled", "unexpected") for each in verdicts])
        for verdict in bad:
            record.add(str(verdict))
        if bad:
            place = Path(settings.DATA_DIR, "reports", f"history-{record.id}-{record.seed}.jsonl")
            record.add(f"history in {self.history.keep(place).name}")
        record.add(f"{len(self.history.events)} lines of history, {len(verdicts)} checkers")
        assert not bad, "\n".join(str(verdict) for verdict in bad)


def _eventually(history: History) -> Verdict:
    """The passages as a set to which every report adds itself some time after it was sent: known from the first look that shows it."""
    events = [event for event in history.events if event.f in ("list", "send")]
    later = [replace(event, type=INFO) if (event.f, event.type) == ("send", OK) else event for event in events]
    return checkers.set_full(History(later), "send", "list", element=checkers.second)


def steps(rows: list[tuple]) -> list[list]:
    """Audit rows (table, record, before, after) as steps; what is taken in anew begins where it was left."""
    stands: dict[tuple[str, str], str] = {}
    found = []
    for table, record, before, after in rows:
        found.append([table, record, None, before or stands.get((table, record), ""), after])
        stands[table, record] = after
    return found
