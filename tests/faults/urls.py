"""The platform's addresses and a few that only a fault test's web process has."""

from django.urls import include, path

from beian.urls import handler400, handler403, handler404, handler500
from beian.urls import urlpatterns as platform
from tests.faults import views

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("province/<slug:code>/fails/<slug:how>/", views.fails),
    path("province/<slug:code>/reaches/", views.reaches),
    path("province/<slug:code>/reaches-public/", views.reaches_public),
    path("province/<slug:code>/crosses/<int:first>/<int:second>/", views.crosses),
    path("reaches/", views.reaches_nothing),
    path("", include(platform)),
]
