"""Address of the page that checks a sealed paper, for tiers whose people are handed some."""

from django.urls import path

from beian.papers import views

patterns = [path("papers/verify/", views.paper_verify, name="paper_verify")]
