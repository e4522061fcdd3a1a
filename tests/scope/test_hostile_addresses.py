"""Bad input where nobody types into a form of ours: query boxes, filters, paging, paths, and the addresses for machines."""

from urllib.parse import quote, quote_from_bytes

import pytest

from tests.scope.addresses import SHARED, addresses
from tests.scope.hostile import BROKEN, SCRIPT, known_fields
from tests.scope.walk import changed, written
from tests.scope.world import HOMES, World

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("A3")]
BAD = {
    "NUL": "%00",
    "10,000 characters": "1" * 10_000,
    "lone surrogate": quote_from_bytes(BROKEN),
    "turned writing": quote("甲\u202e乙"),
    "markup": quote(SCRIPT, safe=""),
    "percent": "%25%00%zz",
    "negative": "-1",
    "endless": "9" * 60,
    "statement": quote("' OR 1=1 --"),
    "up": quote("../../../etc/passwd", safe=""),
}
# Read by pages with a table, and by any other.
LISTED, ANYWHERE = (("after", "show"), ("order", "export")), ("after", "next")
# A number or an identifier in the path is refused before any page is asked, however it is no number; one that is one is not.
READ_AS = {"int": ("endless", "negative", "NUL"), "uuid": ("NUL", "statement")}
POSTED = ("sign_out", "language", "display", "gallery")
CALM = (200, 301, 302, 400, 403, 404, 405, 414, 422)


def test_no_path_and_no_parameter_breaks_a_page(world, owner_url):
    pages = [address for address in addresses() if not address.name.endswith(POSTED)]
    visitors = {address: world.anybody(address) for address in pages}
    before, found, asked = written(owner_url), [], 0
    for address, visitor in visitors.items():
        for path in bad_paths(address, world):
            asked += 1
            found += problems(visitor.ask("GET", path), path)
    assert not found, "\n".join(found)
    assert asked > 300
    assert changed(before, written(owner_url)) == []


def bad_paths(address, world: World):
    """The page with each bad value as each of its arguments that takes text, and in its filters and parameters."""
    node = HOMES.get(address.tier, "").partition(":")[2]
    for converter, name in address.arguments:
        if name != "code":
            right = {other: "1" for _kind, other in address.arguments} | {"code": node}
            yield from (address.path(right | {name: BAD[kind]}) for kind in READ_AS.get(converter, BAD))
    if not address.names_a_record:
        path = address.path(SHARED | {"code": node})
        answer = world.anybody(address).ask("GET", path)
        for names in together(answer):
            yield from (f"{path}?{'&'.join(f'{name}={value}' for name in names)}" for value in BAD.values())


def together(answer) -> list[list[str]]:
    """Parameters that are read side by side, none hiding another: all filters of a form; place and order; the rest."""
    listed = "view" in (answer.context or ())
    groups = [sorted(known_fields(answer)), *(LISTED if listed else [ANYWHERE])]
    return [list(group) for group in groups if group]


def problems(answer, path: str) -> list[str]:
    body = answer.content.decode(errors="replace") if not answer.streaming else ""
    found = [f"answered {answer.status_code}"] if answer.status_code not in CALM else []
    found += ["came back as it was"] if SCRIPT in body or "<img src=x" in body or "\x00" in body else []
    return [f"{path[:120]}: {problem}" for problem in found]


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("value", BAD.values(), ids=BAD)
def test_the_query_refuses_what_it_cannot_read(cast, client, value):
    page = client.get(f"/query/?q={value}")
    assert page.status_code in (200, 302, 422)
    assert page.status_code != 422 or "error-summary" in page.content.decode()
    answer = client.get(f"/api/v1/filings/{value}")
    assert answer.status_code in (200, 404, 422)
    assert answer.status_code == 404 or answer["Content-Type"].startswith(
        ("application/json", "application/problem+json")
    )
