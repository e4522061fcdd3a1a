"""A request is a scope: what is written and read in it, and what is left when it is refused (decision 3)."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.urls import include, path
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from beian.people import scope
from beian.people.access import allow, placeless, public, signing_in
from beian.people.models import Organisation, SignInAttempt
from beian.people.scope import Actor, Reach
from beian.people.urls import patterns as people
from tests.cast import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3")]


def plant(code):
    Organisation.objects.create(code=code, name=code)


class Late:
    """Something a template reads only when it is rendered."""

    def rows(self):
        return [organisation.name for organisation in Organisation.objects.all()]


@public
def late(request, code):
    from django.template import engines

    response = SimpleTemplateResponse("late")
    response.resolve_template = lambda name: engines["django"].from_string(
        "{% for row in late.rows %}{{ row }};{% endfor %}"
    )
    response.context_data = {"late": Late()}
    return response


@signing_in
def breaks(request, code):
    plant("broken")
    raise ZeroDivisionError


@signing_in
def refuses(request, code):
    plant("refused")
    scope.remains(lambda: plant("remained"))
    return HttpResponse(status=422)


@allow("province_reviewer")
def forbids(request, code):
    raise PermissionDenied("not today")


class Api(APIView):
    def post(self, request, code):
        plant("api")
        raise ValidationError({"name": "wrong"})

    def get(self, request, code):
        return Response({"node": scope.current().node, "reach": scope.current().reach})


@allow("province_reviewer")
def reviewers_only(request, code):
    return HttpResponse(f"{scope.current().node} {scope.current().reach} {request.viewer.user.username}")


def ungranted(request, code):
    return HttpResponse("never")


@placeless
def placed_nowhere(request):
    return HttpResponse("no database")


pages = [
    path("late/", late),
    path("breaks/", breaks),
    path("refuses/", refuses),
    path("forbids/", forbids),
    path("api/", signing_in(Api.as_view())),
    path("reviewers/", reviewers_only),
    path("ungranted/", ungranted),
    path("home/", public(late), name="home"),
    *people,
]
urlpatterns = [
    path("", include("beian.pages.urls")),
    path("nowhere/", placed_nowhere),
    path("province/<slug:code>/", include((pages, "province"))),
]
handler403 = "beian.pages.errors.permission_denied"
handler404 = "beian.pages.errors.page_not_found"
handler500 = "beian.pages.errors.server_error"
here = override_settings(ROOT_URLCONF=__name__)


def codes(node="province:11"):
    with scope.enter(node, Reach.SYSTEM, Actor.service("test")):
        return set(Organisation.objects.values_list("code", flat=True))


@here
def test_a_template_that_reads_late_still_reads_inside_the_scope(cast):
    assert Client().get("/province/11/late/").content.decode() == "北京市通信管理局;"
    assert Client().get("/province/33/late/").content.decode() == "浙江省通信管理局;"


@here
@pytest.mark.fault("F37")
def test_an_exception_in_a_view_leaves_no_row_and_no_scope(cast):
    client = Client(raise_request_exception=False)
    assert client.get("/province/11/breaks/").status_code == 500
    assert codes() == {"office"}
    assert client.get("/province/33/late/").content.decode() == "浙江省通信管理局;"
    with pytest.raises(DatabaseError, match="permission denied"):
        Organisation.objects.count()


@here
def test_a_refused_request_leaves_only_what_was_to_remain(cast):
    assert Client().get("/province/11/refuses/").status_code == 422
    assert codes() == {"office", "remained"}


@here
def test_a_refusal_of_the_rest_framework_leaves_no_row(cast):
    assert Client().post("/province/11/api/", {}, content_type="application/json").status_code == 400
    assert codes() == {"office"}
    assert Client().get("/province/11/api/").json() == {"node": "province:11", "reach": "reach_system"}


@here
def test_nobody_is_sent_to_sign_in_and_back(cast):
    response = Client().get("/province/11/reviewers/?x=1")
    assert response.status_code == 302
    assert response["Location"] == "/province/11/staff/sign-in/?next=%2Fprovince%2F11%2Freviewers%2F%3Fx%3D1"


@here
def test_the_wrong_role_is_told_which_role_it_takes(cast):
    response = cast.staff("province_leader", "province:11").get("/province/11/reviewers/")
    assert response.status_code == 403
    assert "审核员" in response.content.decode()


@here
def test_the_right_role_works_in_its_own_node(cast):
    client = cast.staff("province_reviewer", "province:11")
    assert client.get("/province/11/reviewers/").content == b"province:11 reach_staff province_reviewer"


@here
def test_a_session_of_one_node_is_worth_nothing_at_another(cast):
    client = cast.staff("province_reviewer", "province:11")
    client.cookies["beian_session"]["path"] = "/"
    assert client.get("/province/33/reviewers/").status_code == 302


@here
def test_a_view_without_a_grant_is_refused(cast):
    assert cast.staff("province_reviewer", "province:11").get("/province/11/ungranted/").status_code == 403


@here
def test_a_page_without_a_node_touches_no_database(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get("/nowhere/").content == b"no database"


@here
def test_an_unknown_node_is_not_found(cast):
    assert Client().get("/province/99/late/").status_code == 404
    assert Client().get("/province/NULL/late/").status_code == 404


def test_a_dismissed_reviewer_is_out_on_the_next_request(cast):
    from django.utils import timezone

    from beian.people import grants

    user = cast.person("province_reviewer", "province:11")
    client = cast.client(user)
    with here:
        assert client.get("/province/11/reviewers/").status_code == 200
        with scope.enter("province:11", Reach.SYSTEM, Actor.service("test")):
            grants.dismiss(membership=user.memberships.get(), now=timezone.now())
        assert client.get("/province/11/reviewers/").status_code == 403


@here
@pytest.mark.requirement("A2")
def test_staff_sign_in_and_out(cast):
    user = cast.person("province_reviewer", "province:11")
    client = Client()
    page = client.get("/province/11/staff/sign-in/")
    assert page.status_code == 200
    answer = client.post(
        "/province/11/staff/sign-in/", {"username": user.username, "password": PASSWORD, "next": "/province/11/x/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/province/11/x/")
    assert client.cookies["beian_session"]["path"] == "/province/11/"
    assert client.post("/province/11/sign-out/").status_code == 302
    assert client.cookies["beian_session"].value == ""


@here
def test_sign_in_follows_no_address_outside_its_node(cast):
    user = cast.person("province_reviewer", "province:11")
    for elsewhere in ("https://example.com/", "//example.com", "/province/33/", "javascript:alert(1)"):
        answer = Client().post(
            "/province/11/staff/sign-in/", {"username": user.username, "password": PASSWORD, "next": elsewhere}
        )
        assert answer["Location"] == "/province/11/home/"


@here
def test_five_failures_pause_the_account_and_stay_counted_though_each_was_refused(cast):
    user = cast.person("province_reviewer", "province:11")
    client = Client()
    for _ in range(5):
        answer = client.post("/province/11/staff/sign-in/", {"username": user.username, "password": "wrong"})
        assert answer.status_code == 422
    with scope.enter("province:11", Reach.SYSTEM, Actor.service("test")):
        assert SignInAttempt.objects.filter(succeeded=False).count() == 5
    answer = client.post("/province/11/staff/sign-in/", {"username": user.username, "password": PASSWORD})
    assert answer.status_code == 422
    assert "15分钟" in answer.content.decode()


@here
def test_of_many_tries_at_once_five_are_made(cast):
    user, answers = cast.person("province_reviewer", "province:11"), []

    def guess(number: int) -> None:
        try:
            sent = {"username": user.username, "password": f"wrong {number}"}
            answers.append(Client().post("/province/11/staff/sign-in/", sent).content.decode())
        finally:
            connections.close_all()

    guesses = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
    for each in guesses:
        each.start()
    for each in guesses:
        each.join()
    assert sum("失败次数过多" not in answer for answer in answers) == 5


@here
def test_signing_in_rightly_uses_up_no_try(cast):
    user = cast.person("province_reviewer", "province:11")
    for _ in range(7):
        sent = {"username": user.username, "password": PASSWORD}
        assert Client().post("/province/11/staff/sign-in/", sent).status_code == 302


@pytest.mark.requirement("A3")
def test_nobody_holds_two_of_the_three_administrators(cast):
    from django.utils import timezone

    from beian.people import grants

    user = cast.person("system_admin", "province:11")
    with scope.enter("province:11", Reach.SYSTEM, Actor.service("test")), pytest.raises(PermissionDenied):
        grants.appoint(user=user, organisation=Organisation.objects.get(), role="audit_admin", now=timezone.now())


@pytest.mark.fault("F38")
def test_the_owner_and_a_superuser_are_refused_as_the_applications_login(cast, test_urls):
    import os
    import subprocess
    import sys

    started = subprocess.run(
        [sys.executable, "-c", "import beian.wsgi"],
        env=os.environ | {"DATABASE_URL": test_urls["DATABASE_OWNER_URL"]},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert started.returncode != 0
    assert "DATABASE_OWNER_URL" in started.stderr


@pytest.mark.requirement("A2")
def test_a_password_is_held_against_its_hash_outside_any_transaction(cast, monkeypatch):
    from django.db import connection

    from beian.people import signin

    user, seen = cast.person("province_reviewer", "province:11"), []
    held = signin.holds
    monkeypatch.setattr(signin, "holds", lambda *args: seen.append(connection.in_atomic_block) or held(*args))
    with here:
        Client().post("/province/11/staff/sign-in/", {"username": user.username, "password": PASSWORD})
    assert seen == [False]


class Line:
    """A body on its way, which notes whether a transaction was open while it was waited for."""

    def __init__(self, data: bytes) -> None:
        self.left, self.waited_inside = data, []

    def read(self, size: int = -1) -> bytes:
        self.waited_inside.append(scope.inside())
        size = len(self.left) if size < 0 else size
        part, self.left = self.left[:size], self.left[size:]
        return part

    readline = read


def test_a_slow_line_is_waited_for_outside_any_transaction(cast):
    body = b"mobile=13800138000"
    line = Line(body)
    address = "/provider/p01/sign-out/"
    extra = {"wsgi.input": line, "CONTENT_LENGTH": str(len(body))}
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32  # with one, the form is read for the other
    answer = client.generic("POST", address, body, "application/x-www-form-urlencoded", **extra)
    assert answer.status_code == 403  # no token: that too is found out without a transaction waiting
    assert line.waited_inside and not any(line.waited_inside)
