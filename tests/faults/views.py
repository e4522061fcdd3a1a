"""Pages that fault tests add to the web process: they fail in the middle, or tell what the connection reaches now."""

from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, JsonResponse
from django.template import engines

from beian.exchange import hooks
from beian.people import scope
from beian.people.access import allow, placeless, public

STAFF = ("province_reviewer",)
TABLES = ("province_case", "beian_inboxmessage", "beian_auditentry", "beian_user")


@allow(*STAFF)
def fails(request, code: str, how: str):
    """Read this node's rows, then fail."""
    seen = _counts()
    assert seen["province_case"], "the first tenant has rows to lose"
    _WAYS[how]()


def _raise() -> None:
    raise RuntimeError("asked for by a test")


def _raise_in_savepoint() -> None:
    with transaction.atomic():
        _raise()


def _divide() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def _swallow() -> None:
    """A broken statement that nobody reports leaves the transaction broken; the next one fails."""
    try:
        _divide()
    except DatabaseError:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")


def _draw() -> None:
    engines["django"].from_string("{{ boom }}").render({"boom": _Boom()})


class _Boom:
    def __str__(self) -> str:
        raise RuntimeError("asked for by a test")


_WAYS = {
    "raise": _raise,
    "savepoint": _raise_in_savepoint,
    "statement": _divide,
    "broken": _swallow,
    "drawing": _draw,
}


@allow(*STAFF)
def reaches(request, code: str) -> HttpResponse:
    """What a signed-in person's connection reaches."""
    return JsonResponse(_state())


@public
def reaches_public(request, code: str) -> HttpResponse:
    """What a passer-by's connection reaches, at the node of the address."""
    return JsonResponse(_state())


@placeless
def reaches_nothing(request) -> HttpResponse:
    """What a connection reaches without any scope."""
    return JsonResponse(_state())


def _state() -> dict:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_backend_pid(), current_user, current_setting('beian.node', true), current_setting('beian.owner', true)"
        )
        process, role, node, owner = cursor.fetchone()
    state = {"process": process, "role": role, "node": node or "", "owner": owner or ""}
    return state | {"inside": scope.inside(), "rows": _counts()}


def _counts() -> dict[str, int | str]:
    """Rows that can be seen of each table, or the refusal."""
    counts = {}
    for table in TABLES:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")
                counts[table] = cursor.fetchone()[0]
        except DatabaseError as error:
            counts[table] = str(error).splitlines()[0]
    return counts


def dies_before_answering(get_response):
    """Middleware around everything: what a POST has done is committed, and its answer is not sent yet."""

    def answer(request):
        response = get_response(request)
        if request.method == "POST" and response.status_code < 400:
            hooks.reach("answering")
        return response

    return answer


@allow(*STAFF)
def crosses(request, code: str, first: int, second: int) -> HttpResponse:
    """Two rows in the order that the address says: those who come the other way cross."""
    with connection.cursor() as cursor:
        for row in (first, second):
            cursor.execute("UPDATE province_numbercounter SET last = last + 1 WHERE year = %s", [row])
            cursor.execute("SELECT pg_sleep(0.05)")
    return JsonResponse({"done": [first, second]})
