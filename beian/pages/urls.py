"""Addresses at the root, which need no database."""

from django.conf import settings
from django.urls import path

from beian.pages import specimens, views

app_name = "pages"

urlpatterns = [
    path("", views.front, name="front"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("display/", views.display, name="display"),
    path("language/", views.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
if settings.GALLERY:
    urlpatterns += [
        path("gallery/", specimens.index, name="gallery"),
        path("gallery/<slug:component>/", specimens.show, name="gallery_component"),
    ]
