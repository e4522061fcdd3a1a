"""Dotted paths into a document's plain data: `subject.name`, `sites.0.domains.1`.

A path names one place in one document. Its item is the line of the form, whichever site it stands in: `sites[].domains[]`.
"""

import re
from collections.abc import Iterator
from typing import Any

_NUMBER = re.compile(r"0|[1-9][0-9]{0,3}")
_INDEX = re.compile(rf"\.(?:{_NUMBER.pattern})(?=\.|$)")


def item_of(path: str) -> str:
    """The item behind a path: `sites.0.principal.name` → `sites[].principal.name`."""
    return _INDEX.sub("[]", path)


def places(data: dict, item: str) -> Iterator[str]:
    """The paths of an item in these data: `sites[].name` → `sites.0.name`, …; of an empty list, the list's own path."""
    head, repeats, rest = item.partition("[]")
    held = get(data, head) if repeats else None
    if held:
        for index in range(len(held)):
            yield from places(data, f"{head}.{index}{rest}")
    else:
        yield head


def get(data: dict, path: str) -> Any:
    """The value at the path, or None where nothing stands."""
    place: Any = data
    for step in path.split("."):
        if isinstance(place, dict):
            place = place.get(step)
        elif isinstance(place, list) and _index(step) in range(len(place)):
            place = place[int(step)]
        else:
            return None
    return place


def put(data: dict, path: str, value: Any) -> None:
    """Set the value at the path in place, making what is missing on the way; None takes it away.

    A list grows by one at most: an index past its end raises KeyError, as does a step into a value.
    """
    *way, last = path.split(".")
    place: Any = data
    for step, following in zip(way, [*way, last][1:], strict=True):
        place = _step(place, step, {} if _index(following) is None else [], path)
    if value is None:
        _take(place, last)
    else:
        _set(place, last, value, path)


def leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of the data with its path, in order."""
    if isinstance(data, dict | list):
        steps = data.items() if isinstance(data, dict) else enumerate(data)
        for step, inner in steps:
            yield from leaves(inner, f"{path}.{step}" if path else str(step))
    else:
        yield path, data


def _index(step: str) -> int | None:
    return int(step) if _NUMBER.fullmatch(step) else None


def _step(place: Any, step: str, fresh: Any, path: str) -> Any:
    if isinstance(place, dict):
        return place.setdefault(step, fresh)
    if isinstance(place, list) and _index(step) in range(len(place)):
        return place[int(step)]
    _set(place, step, fresh, path)
    return fresh


def _set(place: Any, step: str, value: Any, path: str) -> None:
    if isinstance(place, dict):
        place[step] = value
    elif isinstance(place, list) and _index(step) in range(len(place) + 1):
        place[int(step) : int(step) + 1] = [value]
    else:
        raise KeyError(path)


def _take(place: Any, step: str) -> None:
    if isinstance(place, dict):
        place.pop(step, None)
    elif isinstance(place, list) and _index(step) in range(len(place)):
        del place[int(step)]
