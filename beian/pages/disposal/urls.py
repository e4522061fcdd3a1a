"""Addresses of disposal, for every tier that keeps something of a filing."""

from django.urls import path

from beian.pages.disposal import views

patterns = [
    path("disposal/", views.disposal_lists, name="disposal_lists"),
    path("disposal/draw/", views.disposal_draw, name="disposal_draw"),
    path("disposal/<int:pk>/", views.disposal_list, name="disposal_list"),
    path("disposal/<int:pk>/sign/", views.disposal_sign, name="disposal_sign"),
    path("disposal/<int:pk>/drop/", views.disposal_drop, name="disposal_drop"),
]
