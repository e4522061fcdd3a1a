"""What leaves in files and by the interface for machines: exports for those who may, and a schema that names public fields alone (Z1)."""

import io
import zipfile

import pytest
import yaml

from tests.scope.addresses import addresses
from tests.scope.test_hidden_fields import lists
from tests.scope.walk import everything

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3", "Q3")]
# What the interface for machines may ever say; a field more fails here.
FIELDS = {
    *("domain", "status", "status_text", "number", "site_number", "subject_name", "subject_nature"),
    *("site_name", "home_url", "approved_on", "as_of"),
}
PROBLEM = {"type", "title", "status", "detail"}


def contents(answer) -> str:
    """A file as text; of an Excel file every part."""
    data = answer.content
    if not data.startswith(b"PK"):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def test_every_export_is_as_masked_as_its_list_and_refused_to_strangers(world):
    """What a file holds its page shows; another node's people get their own file, a wrong role none."""
    found, files = [], 0
    strangers = world.strangers()
    for name, path, visitor, view in lists(world):
        for kind in view.exports:
            answer = visitor.ask("GET", f"{path}&export={kind}")
            page = everything(visitor.ask("GET", path))
            if "attachment" in answer.headers.get("Content-Disposition", ""):
                files += 1
                more = [each for each in world.canaries.all if each in contents(answer) and each not in page]
                found += [f"{name} {kind}: {more}"] if more else []
            tier = name.partition(":")[0]
            others = [each for each in strangers if each.node.partition(":")[0] == tier and each.node != visitor.node][
                :1
            ]
            for stranger in (*others, world.nobody):
                refused = stranger.ask("GET", f"{path}&export={kind}")
                text = everything(refused)
                if refused.status_code == 200 or any(each in text for each in world.canaries.secret):
                    found.append(f"{name} {kind} for {stranger.label}: {refused.status_code}")
    assert found == []
    assert files > 20


def test_the_schema_names_public_addresses_and_public_fields_alone(world):
    answer = world.nobody.ask("GET", "/api/v1/schema/")
    assert answer.status_code == 200
    schema = yaml.safe_load(answer.content)
    known = {page.route: page for page in addresses()}
    routes = [path.lstrip("/").replace("{domain}", "<str:domain>") for path in schema["paths"]]
    assert routes and [route for route in routes if route not in known or known[route].access.roles] == []
    shapes = schema["components"]["schemas"]
    assert {name for shape in shapes.values() for name in shape.get("properties", {})} <= FIELDS | PROBLEM
    assert [each for each in world.canaries.all if each in everything(answer)] == []


def test_every_operation_of_the_schema_tells_anybody_the_same(world):
    """Of every path with every method: the same status for nobody and for anybody, and nothing that is not public."""
    schema, visitors = (
        yaml.safe_load(world.nobody.ask("GET", "/api/v1/schema/").content),
        world.strangers_with_business(),
    )
    for path in schema["paths"]:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answers = [each.ask(method, path.replace("{domain}", world.domain)) for each in (world.nobody, *visitors)]
            (status,) = {answer.status_code for answer in answers}
            assert status == 200 if method == "GET" else status < 500
            texts = [everything(answer) for answer in answers]
            assert [each for each in world.canaries.secret for text in texts if each in text] == []
