from django.urls import path

from provider.hosting import views

patterns = [path("counter/filings/<uuid:uuid>/access/", views.access_open, name="access_open")]
