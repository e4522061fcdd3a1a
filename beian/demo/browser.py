"""A browser without a screen: follows links, fills in the forms it is shown, keeps cookies. It knows no address that no page gave it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

import httpx
from lxml import html


class Refused(RuntimeError):
    """A page answered with something else than was expected; the text quotes what the page said."""


@dataclass(frozen=True)
class Upload:
    """A file chosen in a form."""

    name: str
    data: bytes
    media_type: str


class Browser:
    """One person's browser at one site."""

    def __init__(self, base: str) -> None:
        self.http = httpx.Client(base_url=base, follow_redirects=True, timeout=30, headers={"Accept-Language": "zh-CN"})
        self.page: html.HtmlElement | None = None
        self.url = base

    def open(self, address: str) -> Browser:
        return self._took(self.http.get(urljoin(self.url, address)))

    def follow(self, *, text: str = "", href: str = "") -> Browser:
        """Follow the first link with this text in it, or whose address holds `href`."""
        for link in self.tree.iter("a"):
            if link.get("href") and text in "".join(link.itertext()) and href in link.get("href"):
                return self.open(link.get("href"))
        raise Refused(f"no link {text or href!r} on {self.url}: {self.words[:400]}")

    def send(
        self, values: dict[str, object] | None = None, *, action: str = "", button: tuple[str, str] | None = None
    ) -> Browser:
        """Fill in and send the form whose address holds `action` (else the page's main form); what is not named stays as shown."""
        form = self.form(action)
        fields = _values(form)
        files = {}
        for name, value in (values or {}).items():
            if isinstance(value, Upload):
                files[name] = (value.name, value.data, value.media_type)
            else:
                fields[name] = value
        if button:
            fields[button[0]] = button[1]
        target = urljoin(self.url, form.get("action") or self.url)
        if (form.get("method") or "get").lower() == "get":
            return self._took(self.http.get(target, params=fields))
        return self._took(self.http.post(target, data=fields, files=files or None, headers={"Referer": self.url}))

    def form(self, action: str = "") -> html.HtmlElement:
        """The form with this in its address; without one, the first in the main part that posts."""
        forms = [form for form in self.tree.iter("form") if action in (form.get("action") or self.url)]
        posting = [
            form for form in forms if (form.get("method") or "").lower() == "post" and (action or _in_main(form))
        ]
        if not (posting or forms):
            raise Refused(f"no form {action!r} on {self.url}: {self.words[:400]}")
        return (posting or forms)[0]

    def fields(self, action: str = "") -> dict[str, list[str]]:
        """Name → values offered (checkboxes, radios, options) of a form: what somebody sees before answering."""
        found: dict[str, list[str]] = {}
        for element in self.form(action).iter("input", "select", "textarea"):
            if element.get("name"):
                options = [o.get("value", "") for o in element.iter("option")] if element.tag == "select" else []
                found.setdefault(element.get("name"), []).extend(options or [element.get("value") or ""])
        return found

    @property
    def tree(self) -> html.HtmlElement:
        if self.page is None:
            raise Refused("no page is open")
        return self.page

    @property
    def words(self) -> str:
        """The text of the page's main part."""
        main = self.tree.find(".//main")
        return " ".join(" ".join((main if main is not None else self.tree).itertext()).split())

    def _took(self, answer: httpx.Response) -> Browser:
        self.url = str(answer.url)
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.page = html.fromstring(answer.text or "<html></html>")
        if answer.status_code >= 400:
            raise Refused(f"{answer.request.method} {self.url} answered {answer.status_code}: {self.words[:600]}")
        return self


def _in_main(form: html.HtmlElement) -> bool:
    return any(parent.tag == "main" for parent in form.iterancestors())


def _values(form: html.HtmlElement) -> dict[str, object]:
    """What the form would send untouched: shown values, ticked boxes, chosen options."""
    values: dict[str, object] = {}
    for element in form.iter("input", "select", "textarea"):
        name, kind = element.get("name"), (element.get("type") or "").lower()
        if not name or kind in ("submit", "button", "file", "image"):
            continue
        if kind in ("checkbox", "radio"):
            if element.get("checked") is not None:
                _add(values, name, element.get("value") or "on", many=kind == "checkbox")
        elif element.tag == "select":
            chosen = [o.get("value", o.text or "") for o in element.iter("option") if o.get("selected") is not None]
            first = next((o.get("value", "") for o in element.iter("option")), "")
            values[name] = chosen or ([] if element.get("multiple") is not None else first)
        else:
            values[name] = element.get("value") or "" if element.tag == "input" else (element.text or "").lstrip("\n")
    return values


def _add(values: dict[str, object], name: str, value: str, *, many: bool) -> None:
    if not many:
        values[name] = value
    else:
        values.setdefault(name, [])
        values[name].append(value)  # type: ignore[union-attr]
