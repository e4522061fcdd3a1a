"""Exports that are too large for a request: the list's own view is asked again, batch by batch, as the person who ordered it.

So a file holds what its page shows, to whom it shows it, on the day on which each batch is read; no table has to know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from beian import audit
from beian.pages import exports
from beian.pages.jobs.files import Made
from beian.pages.jobs.kinds import kind
from beian.pages.jobs.run import Refused, Run
from beian.people import roles
from beian.people.access import Viewer
from beian.people.nodes import node_of_path

if TYPE_CHECKING:
    from beian.pages.tables import Table

BATCH = 1000
MOST = exports.BACKGROUND_LIMIT
MAKERS = {"csv": exports.as_csv, "xlsx": exports.as_xlsx}


def table_at(address: str, name: str, viewer: Viewer) -> Table:
    """The table of this name on the list at this address, as this viewer may see it now. Http404, PermissionDenied."""
    request = request_for(address, viewer)
    view, args, kwargs = resolve(request.path_info)
    access = getattr(view, "access", None)
    if access is None or not access.roles:
        raise Http404
    if not access.admits(viewer):
        raise PermissionDenied(_("这个页面需要以下角色之一：%(roles)s。") % {"roles": roles.titles(access.roles)})
    view(request, *args, **kwargs)
    for table in request.tables:
        if table.name == name and table.background:
            return table
    raise Http404


def request_for(address: str, viewer: Viewer) -> HttpRequest:
    """A GET of this address by this viewer, who is at this node; the tables that it would draw are laid into `tables`."""
    parts = urlsplit(address)
    if node_of_path(parts.path) != viewer.node:
        raise Http404
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", parts.path, parts.path
    request.GET = QueryDict(parts.query)
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "REQUEST_METHOD": "GET"}
    request.LANGUAGE_CODE = get_language() or ""
    request.resolver_match = _match(parts.path)
    request.viewer = viewer
    request.tables = []
    return request


def _match(path: str):
    try:
        return resolve(path)
    except Resolver404:
        raise Http404 from None


@kind("export", label=gettext_lazy("导出"), file=lambda run, rows: file_of(run, rows))
def export(run: Run) -> Iterator[None]:
    """Rows of the list as it was asked for, a thousand at a time."""
    while True:
        table = table_at(run.parameters["address"], run.parameters["table"], run.viewer)
        if run.total is None:
            run.total = _counted(table)
            run.place = {"heads": [str(column.label) for column in table.exported]}
            audit.record(verb="export.read", subject=("job", run.job), after={"rows": run.total})
        page = table.batch(after=run.place.get("after"), size=BATCH)
        run.write([[column.plain(row) for column in table.exported] for row in page.rows])
        run.done += len(page.rows)
        run.total = max(run.total, run.done)
        run.place |= {"after": page.next}
        if not page.next:
            run.total = run.done
            return
        yield


def _counted(table: Table) -> int:
    """How many rows there are, for the progress bar; counted once, by the worker."""
    total = table.selected[: MOST + 1].count()
    if total > MOST:
        raise Refused(_("符合条件的记录超过 %(most)d 行。请缩小筛选范围，分几次导出。") % {"most": MOST})
    return total


def file_of(run: Run, rows: Iterable[list]) -> Made:
    made = run.parameters["format"]
    content = MAKERS[made](run.place["heads"], iter(rows))
    return Made(f"{run.parameters['table']}.{made}", exports.MEDIA_TYPES[made], content)
