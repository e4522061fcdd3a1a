"""Addresses of the exchange's pages, which every tier has for its operators."""

from django.urls import path

from beian.exchange import views

patterns = [
    path("exchange/", views.channels, name="exchange"),
    path("exchange/<int:pk>/", views.message, name="exchange_message"),
    path("exchange/<int:pk>/retry/", views.retry, name="exchange_retry"),
    path("exchange/<int:pk>/reject/", views.reject, name="exchange_reject"),
]
