"""Pages that break the rules of scope, each in its own way: the walk has to find every one of them."""

from django.db import connection
from django.http import HttpResponse
from django.urls import include, path

from beian.people.access import allow, public
from beian.people.urls import patterns as people
from province.cases.models import Case


def ungranted(request, code):
    return HttpResponse("for whom?")


@allow("province_reviewer")
def unscoped(request, code, pk):
    """Forgets `visible_to`, and lends itself the node that the record happens to be of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('beian.node', 'province:11', true)")
    return HttpResponse(Case._base_manager.get(pk=pk).site_names)


@allow("province_reviewer")
def careless(request, code, pk):
    """Forgets `visible_to`: the row policies answer with no row, and the page breaks instead of not being found."""
    return HttpResponse(Case._base_manager.get(pk=pk).site_names)


@public
def talkative(request, code, pk):
    """Says to everybody, in a header, what it was asked about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'reach_staff', true)")
    number = Case._base_manager.get(pk=pk).document["sites"][0]["domains"][0]
    return HttpResponse("fine", headers={"X-Site": number})


@allow("province_reviewer")
def counting(request, code):
    """Shows a figure over the rows of somebody else's node."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('beian.node', 'province:33', true)")
    return HttpResponse(",".join(Case._base_manager.values_list("provider_name", flat=True)))


@allow("province_reviewer")
def inexplicable(request, code, leaf):
    return HttpResponse("what is a leaf?")


pages = [
    *people,
    path("home/", ungranted, name="home"),
    path("cases/<int:pk>/unscoped/", unscoped, name="unscoped"),
    path("cases/<int:pk>/careless/", careless, name="careless"),
    path("cases/<int:pk>/talkative/", talkative, name="talkative"),
    path("cases/counting/", counting, name="counting"),
    path("leaves/<int:leaf>/", inexplicable, name="inexplicable"),
]
urlpatterns = [
    path("", include("beian.pages.urls")),
    path("province/<slug:code>/", include((pages, "province"))),
]
handler404 = "beian.pages.errors.page_not_found"
handler403 = "beian.pages.errors.permission_denied"
handler500 = "beian.pages.errors.server_error"
