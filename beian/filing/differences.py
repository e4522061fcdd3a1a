"""What changed between two documents, item by item: for rounds of an application, changes of a filing, and corrections at the desk."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from beian.filing import paths
from beian.filing.canonical import canonical
from beian.filing.documents import FilingDocument


class Difference(NamedTuple):
    """One changed item. A site or approval that came or went as a whole is one difference, with None on the other side.

    `item` is the path in the later document, or in the earlier one for what went. Lists whose order means nothing (domains, codes,
    ranges) are one item each, both sides given whole.
    """

    item: str
    before: Any
    after: Any

    @property
    def change(self) -> str:
        """`added`, `removed` or `changed`."""
        if self.before in (None, []):
            return "added"
        return "removed" if self.after in (None, []) else "changed"


def differences(before: FilingDocument, after: FilingDocument) -> list[Difference]:
    """All differences in the order of the form; sites are matched by what they are, not by where they stand."""
    # with every item of the schema, open ones too: so both sides have the same items in the order of the form
    return list(_compare("", before.model_dump(), after.model_dump()))


def _compare(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before:
            yield from _compare(f"{path}.{key}" if path else key, before[key], after[key])
    elif paths.item_of(path) in _LIKENESS:
        yield from _compare_records(path, before, after, _LIKENESS[paths.item_of(path)])
    elif _unordered(before) != _unordered(after):
        yield Difference(path, before, after)


def _compare_records(
    path: str, before: list, after: list, likeness: list[Callable[[dict], Any]]
) -> Iterator[Difference]:
    pairs = _matched(before, after, likeness)
    for index, record in enumerate(after):
        earlier = pairs.get(index)
        if earlier is None:
            yield Difference(f"{path}.{index}", None, record)
        else:
            yield from _compare(f"{path}.{index}", before[earlier], record)
    for index in sorted(set(range(len(before))) - set(pairs.values())):
        yield Difference(f"{path}.{index}", before[index], None)


def _matched(before: list, after: list, likeness: list[Callable[[dict], Any]]) -> dict[int, int]:
    """Index after → index before. The strongest likeness pairs first; what is alike in nothing is not paired at all."""
    pairs: dict[int, int] = {}
    for alike in likeness:
        for index, record in enumerate(after):
            free = (n for n in range(len(before)) if n not in pairs.values())
            found = None if index in pairs else next((n for n in free if alike(before[n]) & alike(record)), None)
            if found is not None:
                pairs[index] = found
    return pairs


def _named(key: str) -> Callable[[dict], set]:
    return lambda record: {record[key]} if record[key] else set()


def _all_of(key: str) -> Callable[[dict], set]:
    return lambda record: set(record[key])


def _whole(record: dict) -> set:
    return {canonical(record)}


def _unordered(value: Any) -> Any:
    return sorted(canonical(one) for one in value) if isinstance(value, list) else value


# How the records of a list are recognised again, strongest sign first.
_LIKENESS: dict[str, list[Callable[[dict], set]]] = {
    "sites": [_whole, _all_of("domains"), _all_of("addresses"), _named("name"), _named("home_url")],
    "sites[].pre_approvals": [_whole, _named("kind"), _named("number")],
}
