"""Every address of every tier in a real browser, as the people see it whose page it is: with records, with none, and refused.

A page is loaded once for each state and looked at in every width and display mode: width and mode are matters of the style sheet, so
that changing them needs no second answer of the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from beian.people.nodes import code_of
from beian.people.roles import ROLES
from tests.scope.addresses import Address, Unknown, addresses, foreign
from tests.scope.world import ELSEWHERE, HOMES, Visitor, World

# Who works at a page most, where several may come.
BUSY = ("province_reviewer", "provider_clerk", "provider_verifier", "ministry_supervisor", "province_supervisor")
WIDTHS = (1280, 375)
NARROW = 360
DISPLAYS = ("standard", "large", "contrast")
# What a mode or a width can change is seen by these; all else is asked once for each width.
SPARING = {"resultTypes": ["violations"], "preload": False}
SEEN = SPARING | {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block"]}}
RULES = SPARING | {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
ASK_AXE = """options => axe.run(document, options).then(found =>
  found.violations.map(one => `${one.id} ${one.nodes[0].html.slice(0, 200)}`))"""
TYPED = "input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea"
# Of all forms that post, the one that asks most: how much it asks.
ASKS = f"""() => Math.max(0, ...[...document.querySelectorAll('main form[method=post]')]
  .map(form => form.querySelectorAll('{TYPED}').length))"""
# Empties what a person can type into, unticks what he ticked, and sends that form.
SEND_EMPTY = f"""() => {{
  const forms = [...document.querySelectorAll('main form[method=post]')];
  forms.sort((a, b) => b.querySelectorAll('{TYPED}').length - a.querySelectorAll('{TYPED}').length);
  forms[0].querySelectorAll('{TYPED}').forEach(one => {{
    if (one.type === 'checkbox' || one.type === 'radio') one.checked = false;
    else if (one.type !== 'file') one.value = '';
  }});
  forms[0].noValidate = true;
  forms[0].requestSubmit();
}}"""
# What differs from visit to visit and from person to person, though nobody sees a difference in the page's build.
PASSING = re.compile(
    r'value="[A-Za-z0-9]{64}"|<span class="site-person">[^<]*|[0-9a-f]{8}-[0-9a-f-]{27}| aria-current="page"'
)
FILTER = "() => document.querySelector('main form[method=get] :is(input[type=text], input[type=search], select)')?.name || ''"


@dataclass(frozen=True)
class Sight:
    """One page as one person comes upon it."""

    address: Address
    visitor: Visitor
    path: str
    state: str

    def __str__(self) -> str:
        return f"{self.address.name} ({self.visitor.label or 'anybody'}, {self.state})"


def sights(world: World, tier: str | None = None, *, every_role: bool = True) -> Iterator[Sight]:
    """Each page of a tier ("": of none) for each role that it admits, with records; and lists once more where nothing has come yet.

    Without `every_role` each page is met once, by whoever works there most.
    """
    known = [address for address in addresses() if tier is None or address.tier == tier]
    for address in known:
        for visitor in _admitted(address, world, every_role):
            path = _path(address, world, HOMES.get(address.tier, ""))
            if path is not None:
                yield Sight(address, visitor, path, "normal")
    yield from _empty(world, known)


def by_visitor(found: Iterator[Sight]) -> list[list[Sight]]:
    """The sights of each person together, so that one browser context at a time is open."""
    each: dict[str, list[Sight]] = {}
    for sight in found:
        each.setdefault(sight.visitor.session, []).append(sight)
    return list(each.values())


def _empty(world: World, known: list[Address]) -> Iterator[Sight]:
    """The same lists where nothing has come yet."""
    strangers = {(visitor.node, role): visitor for visitor in world.strangers() for role in visitor.roles}
    for address in known:
        node = ELSEWHERE.get(address.tier, "")
        if address.access is None or address.names_a_record or not node or node in HOMES.values():
            continue
        for role in sorted(address.access.roles)[:1]:
            if visitor := strangers.get((node, role)):
                path = _path(address, world, node)
                if path is not None:
                    yield Sight(address, visitor, path, "empty")


def _admitted(address: Address, world: World, every_role: bool) -> list[Visitor]:
    if address.access is None:
        return []
    roles = [role for role in ROLES if role in address.access.roles and address.tier in ROLES[role].tiers]
    if not roles:
        return [world.nobody]
    chosen = roles if every_role else [next((role for role in BUSY if role in roles), roles[0])]
    return [_person(world, HOMES[address.tier], role) for role in chosen]


def _person(world: World, node: str, role: str) -> Visitor:
    """The same person with the same session on every page."""
    if (node, role) not in _people.setdefault(world, {}):
        _people[world][node, role] = world.rightful(node, role)
    return _people[world][node, role]


_people: WeakKeyDictionary[World, dict[tuple[str, str], Visitor]] = WeakKeyDictionary()


def _path(address: Address, world: World, node: str) -> str | None:
    try:
        return address.path(foreign(address, world) | {"code": code_of(node)})
    except Unknown:
        return None


@dataclass
class Eyes:
    """Looks at pages with axe in every width and display mode, and writes down what is wrong."""

    chromium: Browser
    site: str
    thorough: bool = True
    findings: list[str] = field(default_factory=list)
    seen: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self._axe = Axe().axe_script
        self._known: set[int] = set()

    def go_round(self, sights: list[Sight]) -> None:
        """All that one person comes upon, in a browser context of his own."""
        context = self.chromium.new_context(viewport={"width": WIDTHS[0], "height": 800}, locale="zh-CN")
        if session := sights[0].visitor.session:
            context.add_cookies([{"name": "beian_session", "value": session, "url": self.site}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.findings.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._heard(page, said))
        for sight in sights:
            self.look(page, sight)
        context.close()

    def look(self, page: Page, sight: Sight) -> None:
        """The page itself, then with a filter that cannot be read, then as it refuses a form sent empty."""
        if self._open(page, sight.path, str(sight)) and self.thorough and sight.state == "normal":
            if name := page.evaluate(FILTER):
                self._open(page, f"{sight.path}?{name}=%00", f"{sight}, wrong filter")
                page.goto(self.site + sight.path)
            self._refused(page, sight)

    def _heard(self, page: Page, said) -> None:
        if said.type == "error" and "status of 4" not in said.text:
            self.findings.append(f"{page.url}: {said.text}")

    def _open(self, page: Page, path: str, what: str) -> bool:
        """Look at the page there; False where it is none (a file, a button's address, a way elsewhere), or nothing that was not seen before."""
        asked = page.request.get(self.site + path, max_redirects=0)
        if asked.status in (301, 302, 303, 405) or not asked.headers.get("content-type", "").startswith("text/html"):
            return False
        if asked.status >= 500:
            self.findings.append(f"{what}: answered {asked.status}")
        if not self._new(asked.text()):
            return False
        page.goto(self.site + path)
        self._all_over(page, f"{what} {asked.status}")
        return True

    def _new(self, text: str) -> bool:
        """Whether its middle or its frame was shown to nobody yet."""
        frame, _main, rest = PASSING.sub("", text).partition("<main")
        middle, _end, foot = rest.partition("</main>")
        builds = {hash(middle), hash(frame.partition("<body")[2] + foot)} - self._known
        self._known |= builds
        return bool(builds)

    def _refused(self, page: Page, sight: Sight) -> None:
        """What the page says when everything on it is left out."""
        if not page.evaluate(ASKS):
            return
        with page.expect_navigation():
            page.evaluate(SEND_EMPTY)
        if page.title().startswith(("错误", "Error")):
            self.refused += 1
            self._all_over(page, f"{sight.address.name} ({sight.visitor.label}, refused)")

    def _all_over(self, page: Page, what: str) -> None:
        """In every width and mode; on a phone in the standard mode where there is no time for more."""
        self.seen += 1
        page.evaluate(self._axe)
        for width in WIDTHS if self.thorough else WIDTHS[-1:]:
            page.set_viewport_size({"width": width, "height": 800})
            for display in DISPLAYS if self.thorough else DISPLAYS[:1]:
                page.evaluate("mode => { document.documentElement.dataset.display = mode; }", display)
                rules = RULES if display == DISPLAYS[0] else SEEN
                found = page.evaluate(ASK_AXE, rules)
                self.findings += [f"{what} {display} {width}: {one}" for one in found]
        self._narrow(page, what)
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})

    def _narrow(self, page: Page, what: str) -> None:
        page.set_viewport_size({"width": NARROW, "height": 800})
        for display in DISPLAYS:
            page.evaluate("mode => { document.documentElement.dataset.display = mode; }", display)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > NARROW:
                self.findings.append(f"{what} {display}: {wide} pixels wide at {NARROW}")
