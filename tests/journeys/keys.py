"""A person without a mouse: Tab until the thing has the focus, then the key that works it. Every stop on the way must be seen."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_TABS = 400
HERE = "one => one === document.activeElement"
# A focus that nobody sees is none: an outline, a shadow or another border must say where one is.
UNSEEN = """() => {
  const one = document.activeElement, look = getComputedStyle(one);
  const within = one.matches('[type=radio], [type=checkbox], [type=file]') ? getComputedStyle(one.parentElement) : look;
  const marks = [look, within].some(each => (each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) > 0)
    || each.boxShadow !== 'none');
  return one === document.body || marks ? '' : one.outerHTML.slice(0, 160);
}"""
# Whether Enter on it leads to another page, or to this one anew.
LEADS_ON = """one => one.matches("button:not([type=button]), a[href]:not([href^='#'])")
  && !one.closest(":is([hx-get], [hx-post]):not([hx-trigger=change])")"""
CHOSEN = "one => one.selectedOptions[0]?.label.trim()"


class Keys:
    """The hands of whoever uses keys alone; `pressed` counts them, text typed into a field as one."""

    def __init__(self, page: Page, faults: list[str]) -> None:
        self.page, self.faults, self.pressed = page, faults, 0

    def reach(self, target: Locator) -> None:
        """Tab until the target has the focus, around the page once if need be."""
        target.wait_for(state="attached")
        for _ in range(MOST_TABS):
            if target.evaluate(HERE) or self._beside(target):
                break
            self.press("Tab")
        else:
            raise AssertionError(f"{self.page.url}: no way by keyboard to {target}")
        if unseen := self.page.evaluate(UNSEEN):
            self.faults.append(f"{self.page.url}: nobody sees the focus on {unseen}")

    def _beside(self, target: Locator) -> bool:
        """Radios of one question are one stop for Tab; arrows go from one to the next."""
        name = target.get_attribute("name") if target.get_attribute("type") == "radio" else None
        return bool(name) and self.page.evaluate(
            "name => document.activeElement.type === 'radio' && document.activeElement.name === name", name
        )

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def activate(self, target: Locator) -> None:
        """Follow a link, press a button, unfold what is folded."""
        self.reach(target)
        leads_on = target.evaluate(LEADS_ON)
        if leads_on:
            self.page.evaluate("() => { window.before = true; }")
        self.press("Enter")
        if leads_on:
            self.page.wait_for_function("() => !window.before && document.readyState === 'complete'")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.pressed += 1

    def tick(self, target: Locator) -> None:
        self.reach(target)
        for _ in range(MOST_TABS):
            if target.is_checked():
                return
            self.press("ArrowDown" if not target.evaluate(HERE) else "Space")
        raise AssertionError(f"{self.page.url}: no key ticks {target}")

    def choose(self, target: Locator, option: str) -> None:
        """Down the list until the option is chosen."""
        self.reach(target)
        self.press("Home")
        for _ in range(MOST_TABS):
            if target.evaluate(CHOSEN) == option:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no {option} in {target}")
