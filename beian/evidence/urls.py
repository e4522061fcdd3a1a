"""Address of the documents, for tiers that hold some."""

from django.urls import path

from beian.evidence import views

patterns = [path("evidence/<uuid:uuid>/", views.evidence_file, name="evidence_file")]
