"""A person's browser: it clicks what is seen, keeps a picture of every page passed, and remembers whatever was wrong with one."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator

from tests.journeys.keys import Keys

SIZES = {
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 375, "height": 812},
        "is_mobile": True,
        "has_touch": True,
    },
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# What only the code knows stands on no page: subject.name, paper_differs, None, an unfilled %(n)s, a node's p01 outside
# an address, an article's P10.
CODES = re.compile(
    r"\b(?:subject|sites|access)\.[a-z]|\b[a-z]+_[a-z_]+\b|\bNone\b|%\([a-z]+\)s|\{[{%]|(?<!/)\bp[0-9]{2}\b|\bP(?:09|10|13|16)\b"
)

BROKEN_PICTURES = """async () => {
  const shown = [...document.images].filter(one => !one.hidden);
  shown.forEach(one => { one.loading = "eager"; });
  await Promise.allSettled(shown.map(one => one.decode()));
  return shown.filter(one => !one.naturalWidth).map(one => one.src);
}"""


class Surf:
    """One browser context. `passed(name)` looks at the page as it stands; `faults` is what was found on the way."""

    def __init__(
        self,
        chromium,
        address: str,
        size: str,
        album: Path,
        *,
        javascript: bool,
        keyboard: bool = False,
        only: Collection[str] = (),
    ) -> None:
        self.album, self.javascript, self.only, self.faults = album, javascript, only, []
        self.host = urlsplit(address).netloc
        self.width = SIZES[size]["viewport"]["width"]
        self.context = chromium.new_context(
            base_url=address, locale="zh-CN", java_script_enabled=javascript, **SIZES[size]
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.keys = Keys(self.page, self.faults) if keyboard else None
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)

    def open(self, path: str) -> Surf:
        self.page.goto(path)
        return self

    def click(self, words: str, *, exact: bool = True) -> Surf:
        """A button or link with these words."""
        button = self.page.get_by_role("button", name=words, exact=exact)
        link = self.page.get_by_role("link", name=words, exact=exact)
        return self.press(button.or_(link).first)

    def press(self, target: Locator) -> Surf:
        """Click it, or come to it by keys and press Enter; what is looked for next stands on the page that this leads to."""
        if self.keys:
            self.keys.activate(target)
        else:
            target.click()
        self.page.wait_for_load_state()
        return self

    def unfold(self, words: str) -> Surf:
        """What is behind a triangle."""
        return self.press(self.page.locator("summary").filter(has_text=words))

    def field(self, label: str):
        """The field with this label, in the first row where there are several."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(（选填）)?\s*$")).first

    def write(self, label: str, text: str) -> Surf:
        if self.keys:
            self.keys.write(self.field(label), text)
        else:
            self.field(label).fill(text)
        return self

    def choose(self, label: str, option: str) -> Surf:
        if self.keys:
            self.keys.choose(self.field(label), option)
        else:
            self.field(label).select_option(label=option)
        return self

    def tick(self, label: str) -> Surf:
        if self.keys:
            self.keys.tick(self.field(label))
        else:
            self.field(label).check()
        return self

    def hand(self, label: str, name: str, content: bytes) -> Surf:
        """A picture from the device."""
        if self.keys:
            self.keys.reach(self.field(label))
        picture = {"name": name, "mimeType": "image/jpeg", "buffer": content}
        self.field(label).set_input_files(picture)
        return self

    def sees(self, words: str, *, seconds: float = 15) -> Surf:
        self.page.get_by_text(words).first.wait_for(timeout=seconds * 1000)
        return self

    @property
    def words(self) -> str:
        return self.page.locator("body").inner_text()

    def passed(self, name: str) -> Surf:
        """Keep a picture of the page and look whether anything is wrong with it."""
        if self.only and name not in self.only:
            return self
        self.album.mkdir(parents=True, exist_ok=True)
        self._load_pictures()
        number = len(list(self.album.glob("*.png"))) + 1
        self.page.screenshot(path=self.album / f"{number:02d}-{name}.png", full_page=True)
        self._look(name)
        return self

    def close(self) -> None:
        self.context.close()

    def _load_pictures(self) -> None:
        """Pictures further down are fetched when somebody comes near; here all of them, so that none is missing."""
        broken = self.page.evaluate(BROKEN_PICTURES)
        self.faults += [f"{self.page.url}: no picture at {address}" for address in broken]

    def _look(self, name: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            self.faults.append(f"{name}: {wide} pixels wide")
        if leaked := CODES.findall(self.page.locator("main").inner_text()):
            self.faults.append(f"{name}: shows {leaked}")
        if self.javascript:
            found = Axe().run(self.page, options=RULES).response["violations"]
            self.faults += [f"{name}: {one['id']} {one['nodes'][0]['html'][:200]}" for one in found]

    def _heard(self, message) -> None:
        """Console errors, which breaches of the content security policy are too; a refused form is none."""
        if message.type == "error" and "status of 422" not in message.text:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _asked(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.faults.append(f"{self.page.url} asks {request.url}")
