"""manage.py establish: give a deployment its nodes, and each node its first account."""

from __future__ import annotations

import getpass

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from beian.filing import identifiers
from beian.people import establish, scope
from beian.people.nodes import MINISTRY, code_of, tier_of
from beian.people.roles import ROLES
from beian.people.scope import Actor, Reach
from beian.reference import provinces

SHELL = Actor.service("establish")


class Command(BaseCommand):
    help = (
        "Establish a node with fresh keys (safe to repeat) and, with --username, an account there. "
        "Examples: establish ministry · establish province:11 · establish provider:p01 --title 某某公司 --province 11 · "
        "establish province:11 --username li --name 李某 --role province_reviewer"
    )

    def add_arguments(self, parser):
        parser.add_argument("node", help="ministry, province:11 or provider:p01")
        parser.add_argument(
            "--title", default="", help="what the office is called; bureaus and the ministry have theirs"
        )
        parser.add_argument("--province", default="", help="of a provider: GB/T 2260, two digits")
        parser.add_argument("--username", default="", help="an account to make; its password is asked for")
        parser.add_argument("--name", default="", help="the person's name as others see it")
        parser.add_argument(
            "--ask-mobile",
            action="store_true",
            help="ask for the person's own number, by which a reviewer's own filings are kept from him",
        )
        parser.add_argument("--role", default="system_admin", choices=sorted(set(ROLES) - {"site_owner"}))

    def handle(
        self,
        *args,
        node: str,
        title: str,
        province: str,
        username: str,
        name: str,
        role: str,
        ask_mobile: bool,
        **options,
    ) -> None:
        if not scope.NODE.fullmatch(node):
            raise CommandError(f"not a node: {node} (ministry, province:11, provider:p01)")
        title, province = self.office(node, title, province)
        organisation = establish.node(name=node, title=title, province=province, actor=SHELL)
        self.stdout.write(f"{node} {title}")
        if username:
            self.account(node, organisation, username, name or username, role, ask_mobile)

    def office(self, node: str, title: str, province: str) -> tuple[str, str]:
        """(title, province) of the node: known for ministry and bureaus, named by the caller for a provider."""
        if node == MINISTRY:
            return title or "工业和信息化部", ""
        place = code_of(node) if tier_of(node) == "province" else province
        try:
            bureau = provinces.bureau(place)
        except KeyError as error:
            raise CommandError(
                f"no province {place!r}: --province takes two digits of GB/T 2260, for example 11"
            ) from error
        if tier_of(node) == "province":
            return title or bureau, place
        if not title:
            raise CommandError("a provider needs --title, its name as it is registered")
        return title, place

    def account(self, node: str, organisation, username: str, name: str, role: str, ask_mobile: bool) -> None:
        if tier_of(node) not in ROLES[role].tiers:
            raise CommandError(f"{role} is no role of {node}")
        mobile = self.mobile(node, username) if ask_mobile else ""
        password = getpass.getpass(f"Password of {username} at {node}: ")
        if len(password) < 8:
            raise CommandError("a password has at least 8 characters")
        encoded = make_password(password)
        with scope.enter(node, Reach.SYSTEM, SHELL):
            establish.account(
                organisation=organisation,
                username=username,
                name=name,
                role=role,
                password_hash=encoded,
                now=timezone.now(),
                mobile=mobile,
            )
        self.stdout.write(f"{username} {role}")

    def mobile(self, node: str, username: str) -> str:
        """Asked for and not an argument: what stands on a command line stands in histories and process lists."""
        if tier_of(node) == "provider":
            raise CommandError("staff of a provider have no number: there it signs an owner in")
        try:
            return identifiers.mobile(getpass.getpass(f"Mobile number of {username} at {node}: "))
        except identifiers.Invalid as error:
            raise CommandError("a mobile number has 11 digits") from error
