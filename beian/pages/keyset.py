"""Paging by the last key seen: the hundredth page costs what the first one costs, and no rows are counted.

The token in the address holds the ordering values of the row at the edge, so order by nothing personal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, Value
from django.db.models.constants import LOOKUP_SEP
from django.utils.translation import gettext as _

SALT = "beian.pages.keyset"
LONGEST_TOKEN = 2000


class BadToken(ValueError):
    """The token was not made by us, or not for this order."""


@dataclass(frozen=True)
class Page:
    """`rows` in order; `next` and `previous` are tokens or ""; `notice` says why this is not the page that was asked for."""

    rows: list
    next: str = ""
    previous: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Key:
    """One ordering column: its path, its direction, and the model field that it ends in."""

    path: str
    descending: bool
    column: Field = field(compare=False, repr=False)

    def of(self, row: Model) -> object:
        value: object = row
        for part in self.path.split(LOOKUP_SEP):
            value = getattr(value, part, None)
        return value

    def turned(self) -> Key:
        return replace(self, descending=not self.descending)

    def ordering(self):
        """Nulls last when ascending and first when descending, as PostgreSQL's indexes have them."""
        return F(self.path).desc() if self.descending else F(self.path).asc()


class Row(Func):
    template = "(%(expressions)s)"


class Beyond(Func):
    """(a, b) > (x, y), compared as one row, so that one composite index answers it."""

    template = "%(expressions)s"
    output_field = BooleanField()


def page(queryset: QuerySet, *, order: Sequence[str], after: str | None = None, size: int = 50) -> Page:
    """The page after (or before) the row that the token names. `order` ends with a unique column; "-name" descends.

    A token that is not ours leads to the first page, with a notice.
    """
    keys = keys_of(queryset.model, order)
    if not after:
        return _forward(queryset, keys, size, None)
    try:
        backward, values = read_token(after, keys)
    except BadToken:
        return replace(_forward(queryset, keys, size, None), notice=_("页码无效或已过期，已回到第一页。"))
    return _backward(queryset, keys, size, values) if backward else _forward(queryset, keys, size, values)


def keys_of(model: type[Model], order: Sequence[str]) -> list[Key]:
    return [Key(name.lstrip("-"), name.startswith("-"), _column(model, name.lstrip("-"))) for name in order]


def _column(model: type[Model], path: str) -> Field:
    """The field at the end of a path such as case__due_on; "id" and "pk" are found too."""
    parts = path.split(LOOKUP_SEP)
    place: Any = model
    for part in parts[:-1]:
        place = place._meta.get_field(part).related_model
    try:
        return place._meta.pk if parts[-1] == "pk" else place._meta.get_field(parts[-1])
    except FieldDoesNotExist as error:
        raise ValueError(f"keyset paging orders by columns of {model.__name__}, not by {path!r}") from error


def _forward(queryset: QuerySet, keys: list[Key], size: int, values: list | None) -> Page:
    rows = _rows(queryset, keys, size, values)
    more = len(rows) > size
    rows = rows[:size]
    following = token(keys, rows[-1], backward=False) if more else ""
    preceding = token(keys, rows[0], backward=True) if values is not None and rows else ""
    return Page(rows, following, preceding)


def _backward(queryset: QuerySet, keys: list[Key], size: int, values: list) -> Page:
    rows = _rows(queryset, [key.turned() for key in keys], size, values)
    more = len(rows) > size
    rows = rows[:size][::-1]
    if not rows:
        return _forward(queryset, keys, size, None)
    return Page(rows, token(keys, rows[-1], backward=False), token(keys, rows[0], backward=True) if more else "")


def _rows(queryset: QuerySet, keys: list[Key], size: int, values: list | None) -> list:
    if values is not None:
        queryset = queryset.filter(beyond(keys, values))
    return list(queryset.order_by(*(key.ordering() for key in keys))[: size + 1])


def beyond(keys: list[Key], values: list) -> Q | Beyond:
    """The condition "after this row in this order"."""
    if len({key.descending for key in keys}) == 1 and not any(key.column.null for key in keys):
        left = Row(*(F(key.path) for key in keys))
        right = Row(*(Value(value, output_field=key.column) for key, value in zip(keys, values, strict=True)))
        return Beyond(left, right, arg_joiner=" < " if keys[0].descending else " > ")
    return _beyond_by_columns(keys, values)


def _beyond_by_columns(keys: list[Key], values: list) -> Q:
    """The same for mixed directions or columns that may be null: equal in the first columns, beyond in the next."""
    condition, equal = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        condition |= equal & _past(key, value)
        equal &= Q(**{f"{key.path}__isnull": True}) if value is None else Q(**{key.path: value})
    return condition


def _past(key: Key, value: object) -> Q:
    """Strictly beyond in one column, where null is greater than every value."""
    if value is None:
        return Q(**{f"{key.path}__isnull": False}) if key.descending else Q(pk__in=[])
    if key.descending:
        return Q(**{f"{key.path}__lt": value})
    greater = Q(**{f"{key.path}__gt": value})
    return greater | Q(**{f"{key.path}__isnull": True}) if key.column.null else greater


def token(keys: list[Key], row: Model, *, backward: bool) -> str:
    """Signed, bound to the order it was made for."""
    values = [_plain(key, key.of(row)) for key in keys]
    return signing.dumps([backward, _names(keys), values], salt=SALT, compress=True)


def read_token(text: str, keys: list[Key]) -> tuple[bool, list]:
    """Direction (true: backward) and typed values of a token, or BadToken."""
    if len(text) > LONGEST_TOKEN:
        raise BadToken("too long")
    try:
        backward, names, values = signing.loads(text, salt=SALT)
        if names != _names(keys):
            raise BadToken("made for another order")
        pairs = zip(keys, values, strict=True)
        return backward, [None if value is None else key.column.to_python(value) for key, value in pairs]
    except (signing.BadSignature, ValidationError, TypeError, UnicodeError) as error:
        raise BadToken(str(error)) from error


def _names(keys: list[Key]) -> list[str]:
    return [f"-{key.path}" if key.descending else key.path for key in keys]


def _plain(key: Key, value: object) -> object:
    """As JSON: numbers and strings as they are, times to the microsecond (fewer digits would show a row twice)."""
    if value is None or isinstance(value, (int, str)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
