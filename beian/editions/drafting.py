"""Work on the next edition of a table. Nothing of a draft counts before it is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from beian import audit
from beian.editions import permissions, reading, shapes
from beian.editions.models import Draft
from beian.people import scope
from beian.people.models import User
from beian.reference import tables
from beian.reference.tables import Table

Row = dict[str, Any]
Key = tuple[str, str]
# Nothing that is stored refers to these rows, so that one may be taken out again; a code that was once used only ends.
_REMOVABLE = ("calendar", tables.PACK)


class NotDrafted(ValueError):
    """A change that cannot be made; str() is the sentence for the officer."""


class Stale(NotDrafted):
    """The page was made from a draft that is no longer so; nothing can be mended on it."""


class BadRow(ValueError):
    """A row that must not be published; `problems` names its members."""

    def __init__(self, problems: list[shapes.Problem]) -> None:
        super().__init__("; ".join(f"{problem.member}: {problem.text}" for problem in problems))
        self.problems = problems


class Change(NamedTuple):
    """One row's difference between the edition that counts and the draft; `before` or `after` is None for a new or removed row."""

    key: Key
    before: Row | None
    after: Row | None

    @property
    def kind(self) -> str:
        """added, changed or removed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def members(self) -> list[tuple[str, Any, Any]]:
        """(member, before, after) of what differs, flags one by one."""
        old, new = _flat(self.before or {}), _flat(self.after or {})
        return [(name, old.get(name), new.get(name)) for name in {**old, **new} if old.get(name) != new.get(name)]


def _flat(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "flags"} | {
        f"flags.{name}": value for name, value in row.get("flags", {}).items()
    }


def key_of(row: Row) -> Key:
    """What tells rows of a table apart: the code and the day from which it is valid."""
    return row["code"], row["valid_from"] or ""


def current(name: str) -> Table:
    """The latest edition that this node holds, whether in force already or later."""
    found = reading.latest(name)
    return found.table if found else tables.packaged(name)


def begin(*, name: str, by: User, roles: frozenset[str], now: datetime) -> Draft:
    """The table's draft; a new one holds the rows of the latest edition."""
    permissions.check_can_edit(name, roles)
    reading.forget(scope.current().node)  # another process may have published a moment ago
    rows = [tables.plain(row) for row in current(name).rows]
    values = {"based_on": reading.version_of(name), "rows": rows, "edited_by": by, "edited_at": now}
    draft, made = Draft.objects.get_or_create(name=name, defaults=values)
    if made:
        audit.record(verb="editions.begin", subject=draft, after={"table": name, "based_on": draft.based_on})
    return draft


def put_row(
    *, draft: Draft, row: Row, replaces: Key | None, revision: int, by: User, roles: frozenset[str], now: datetime
) -> Draft:
    """Add a row, or put it in place of another. BadRow names wrong members; NotDrafted a clash or a page that has gone stale."""
    if wrong := shapes.problems(draft.name, row):
        raise BadRow(wrong)
    draft = locked(draft, revision, roles)
    rows = {key_of(known): known for known in draft.rows}
    if replaces is not None and replaces not in rows:
        raise Stale(_("要修改的这一行已经不在草稿里，请刷新页面。"))
    if key_of(row) != replaces and key_of(row) in rows:
        raise NotDrafted(_("已经有代码和生效日期都相同的一行。"))
    before = rows.get(replaces) if replaces else None
    if before and row["code"] != before["code"] and replaces in _published(draft.name):
        raise NotDrafted(_("已发布的代码不能改成另一个代码：请给它写上失效日期，再新增一行。"))
    left = [row if key_of(known) == replaces else known for known in draft.rows] + ([] if before else [row])
    _check_kept(draft.name, left)
    _write(draft, left, by, now)
    audit.record(verb="editions.put_row", subject=draft, before=before, after=row)
    return draft


def remove_row(*, draft: Draft, key: Key, revision: int, by: User, roles: frozenset[str], now: datetime) -> Draft:
    """Take a row out; a published code is never taken out, since stored filings refer to it: it ends by its validity."""
    draft = locked(draft, revision, roles)
    before = next((row for row in draft.rows if key_of(row) == key), None)
    if before is None:
        raise Stale(_("要删除的这一行已经不在草稿里，请刷新页面。"))
    if refusal := kept_because(draft.name, key):
        raise NotDrafted(refusal)
    left = [row for row in draft.rows if key_of(row) != key]
    _check_kept(draft.name, left)
    _write(draft, left, by, now)
    audit.record(verb="editions.remove_row", subject=draft, before=before)
    return draft


def put_all(*, draft: Draft, rows: list[Row], revision: int, by: User, roles: frozenset[str], now: datetime) -> Draft:
    """Put the rows of a file in place of the draft's. BadRow names what no row may hold; NotDrafted a published code that is not in the file."""
    for row in rows:
        if wrong := shapes.problems(draft.name, row):
            raise BadRow([problem._replace(member=f"{row.get('code')}: {problem.member}") for problem in wrong])
    draft = locked(draft, revision, roles)
    keys = {key_of(row) for row in rows}
    if len(keys) < len(rows):
        raise NotDrafted(_("文件中有代码和生效日期都相同的两行。"))
    lost = {} if draft.name.startswith(_REMOVABLE) else _published(draft.name).keys() - keys
    if lost:
        raise NotDrafted(
            _("文件中缺少已发布的代码 %(codes)s：已发布的代码只能失效，不能删除。") % {"codes": _some(lost)}
        )
    _write(draft, rows, by, now)
    audit.record(verb="editions.put_all", subject=draft, after={"table": draft.name, "rows": len(rows)})
    return draft


def _some(keys: Iterable[Key]) -> str:
    codes = sorted(code for code, _day in keys)
    return "、".join(codes[:5]) + ("…" if len(codes) > 5 else "")


def kept_because(name: str, key: Key) -> str:
    """Why a row may not be taken out of a draft; empty where it may."""
    if name.startswith(_REMOVABLE) or key not in _published(name):
        return ""
    return _kept()


def _kept() -> str:
    return _("已发布的代码不能删除，已有备案可能在用：请给它写上失效日期。")


def _check_kept(name: str, rows: list[Row]) -> None:
    """Every published code keeps a row, also after its first day has been changed."""
    published = {code for code, _day in _published(name)}
    if not name.startswith(_REMOVABLE) and published - {row["code"] for row in rows}:
        raise NotDrafted(_kept())


def discard(*, draft: Draft, revision: int, roles: frozenset[str]) -> None:
    """Throw the draft away."""
    draft = locked(draft, revision, roles)
    audit.record(verb="editions.discard", subject=draft, before={"table": draft.name, "based_on": draft.based_on})
    draft.delete()


def differences(draft: Draft) -> list[Change]:
    """What the draft would change, in the order of the table."""
    return compare(_published(draft.name), by_key(draft.rows))


def by_key(rows: Iterable[Row]) -> dict[Key, Row]:
    """Rows in their JSON form by what tells them apart."""
    return {key_of(row): row for row in rows}


def compare(old: Mapping[Key, Row], new: Mapping[Key, Row]) -> list[Change]:
    """The rows that differ between two states of a table."""
    keys = dict.fromkeys([*old, *new])
    return [Change(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


def table_of(draft: Draft) -> Table:
    """The draft as a table, for a trial."""
    return reading.made(draft.name, draft.rows)


def _published(name: str) -> dict[Key, Row]:
    return by_key(tables.plain(row) for row in current(name).rows)


def locked(draft: Draft, revision: int, roles: frozenset[str]) -> Draft:
    """The draft, locked, and still as the officer has read it."""
    permissions.check_can_edit(draft.name, roles)
    found = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    reading.forget(scope.current().node)  # another process may have published while this one waited
    if found is None:
        raise Stale(_("草稿已经发布或放弃，请从当前版本重新开始。"))
    if found.revision != revision:
        raise Stale(_("草稿刚被其他人或另一个窗口改过，请刷新后再改。"))
    return found


def _write(draft: Draft, rows: list[Row], by: User, now: datetime) -> None:
    draft.rows = sorted(rows, key=_place)
    draft.revision, draft.edited_by, draft.edited_at = draft.revision + 1, by, now
    draft.save(update_fields=["rows", "revision", "edited_by", "edited_at"])


def _place(row: Row) -> tuple[int, str]:
    return row["order"], row["code"]


def wrong_rows(draft: Draft) -> Iterator[tuple[Key, list[shapes.Problem]]]:
    """Rows that must not be published: a newer platform may ask more of a row than the one it was drafted on."""
    for row in draft.rows:
        if wrong := shapes.problems(draft.name, row):
            yield key_of(row), wrong
