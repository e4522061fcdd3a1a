"""The walk over all addresses: nobody and strangers come with real foreign ids, and what they must not get is found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg2
from django.http import HttpResponse

from beian.people.nodes import code_of, tier_of
from tests.scope.addresses import Address, Unknown, foreign
from tests.scope.world import HOMES, MINISTRY, OWNER, Visitor, World

METHODS = ("GET", "POST")
RARE_METHODS = ("PUT", "DELETE", "PATCH")
NOT_FOUND = (404, 405)
# What a visit may write wherever it goes: sessions, tries to sign in, how often an address came, and the log of who signed in or read
# something.
_VISITS = ("beian_session", "beian_signinattempt", "beian_visit")
_VISITING = r"^people\.sign|\.(read|reveal)$"


class Walk:
    """Goes everywhere and keeps a sentence for each thing that is wrong."""

    def __init__(self, world: World, known: Iterable[Address]) -> None:
        self.world, self.findings, self.asked = world, [], 0
        # Signing out comes last: until then everybody is who he says he is.
        ordered = sorted(known, key=lambda address: address.name.endswith("sign_out"))
        self.known = [address for address in ordered if self._granted(address)]
        self.ids: dict[Address, dict[str, Any]] = {}
        for address in self.known:
            self._take_ids(address)

    def _granted(self, address: Address) -> bool:
        if address.access is None:
            self.findings.append(f"{address.name}: a view without a grant")
        return address.access is not None

    def _take_ids(self, address: Address) -> None:
        try:
            self.ids[address] = foreign(address, self.world)
        except Unknown as unknown:
            self.findings.append(str(unknown))

    # ---- who comes

    def nobody(self) -> None:
        """Without a session, everywhere: open pages show nothing that is not public, all others lead to signing in."""
        visitor = self.world.nobody
        for address in self.ids:
            node = HOMES.get(address.tier, "")
            for method in METHODS:
                self._at_the_door(address, node, method, visitor)

    def strangers(self, visitors: Iterable[Visitor]) -> None:
        """Each at his own node with somebody else's ids; and one of each node at the node of those ids, where no session of his counts."""
        knocked: set[str] = set()
        for visitor in visitors:
            for address in self.ids:
                self._at_his_own(address, visitor)
                if visitor.node not in knocked:
                    self._knock(address, visitor)
            knocked.add(visitor.node)

    def _knock(self, address: Address, visitor: Visitor) -> None:
        home = HOMES.get(address.tier, "")
        if home and visitor.node != home:
            for method in METHODS:
                self._at_the_door(address, home, method, visitor)

    def rightful(self) -> None:
        """The people whose records these are do get there: the ids are real, and a stranger's 404 is no accident."""
        for address, ids in self.ids.items():
            if not (ids and address.names_a_record):
                continue
            visitor = self.world.anybody(address)
            answer = self._ask(address, visitor, HOMES.get(address.tier, ""), "GET")
            if answer.status_code == 405:
                answer = self._ask(address, visitor, HOMES.get(address.tier, ""), "POST")
            if answer.status_code in (403, 404) or answer.status_code >= 500 or self._leads_to_sign_in(answer):
                self._find(address, "GET", visitor, f"its own people get {answer.status_code}: these ids prove nothing")

    # ---- what they must not get

    def _at_the_door(self, address: Address, node: str, method: str, visitor: Visitor) -> None:
        answer = self._ask(address, visitor, node, method)
        if address.access.roles and not self._leads_to_sign_in(answer):
            self._find(address, method, visitor, f"got {answer.status_code} instead of the sign-in page")
        self._look_through(address, method, visitor, answer)

    def _at_his_own(self, address: Address, visitor: Visitor) -> None:
        """Without the role 403, with it 404; the ministry has no second node, so that whoever has a role there is no stranger."""
        roles = address.access.roles
        if tier_of(visitor.node) != address.tier or (visitor.node == MINISTRY and visitor.holds(roles)):
            return
        methods = (*METHODS, *RARE_METHODS) if visitor.holds(roles) else METHODS if address.names_a_record else ("GET",)
        for method in methods:
            answer = self._ask(address, visitor, visitor.node, method)
            if roles and not visitor.holds(roles) and answer.status_code != 403:
                self._find(address, method, visitor, f"got {answer.status_code} without the role")
            elif visitor.holds(roles) and address.names_a_record and answer.status_code not in NOT_FOUND:
                self._find(address, method, visitor, f"got {answer.status_code} with a foreign id")
            self._look_through(address, method, visitor, answer)

    def _look_through(self, address: Address, method: str, visitor: Visitor, answer: HttpResponse) -> None:
        """No page breaks, and nothing of the hidden records stands in body, headers or cookies."""
        if answer.status_code >= 500:
            self._find(address, method, visitor, f"broke with {answer.status_code}")
        text = everything(answer)
        canaries = self.world.canaries.all if address.tier else self.world.canaries.secret
        found = [canary for canary in canaries if canary in text]
        if found:
            self._find(address, method, visitor, f"read {found}")

    # ---- asking

    def _ask(self, address: Address, visitor: Visitor, node: str, method: str) -> HttpResponse:
        self.asked += 1
        path = address.path(self.ids[address] | {"code": code_of(node)})
        return visitor.ask(method, path, {"address": OWNER} if node not in HOMES.values() else {})

    def _leads_to_sign_in(self, answer: HttpResponse) -> bool:
        return answer.status_code == 302 and "sign-in/" in answer["Location"].partition("?")[0]

    def _find(self, address: Address, method: str, visitor: Visitor, what: str) -> None:
        self.findings.append(f"{method} {address.name} ({visitor.label}): {what}")


def everything(answer: HttpResponse) -> str:
    """Body, headers and cookies of an answer as one text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers} {answer.cookies} {body.decode(errors='replace')}"


def written(owner_url: str) -> dict[str, str]:
    """Table → digest of all its rows, what visits may write left out: equal before and after, nothing was written."""
    with psycopg2.connect(owner_url) as line, line.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)", (list(_VISITS),)
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {table: _digest(cursor, table) for table in tables}
    line.close()
    return found


def _digest(cursor: Any, table: str) -> str:
    spared = f"WHERE verb !~ '{_VISITING}'" if table == "beian_auditentry" else ""
    cursor.execute(
        f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {table} t {spared}", ()
    )
    return cursor.fetchone()[0]


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(table for table in after if after[table] != before.get(table))
