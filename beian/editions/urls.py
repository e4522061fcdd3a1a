"""Addresses of the tables' pages: every tier reads them, the ministry also edits."""

from django.urls import path

from beian.editions import officer_views, views

patterns = [
    path("tables/", views.overview, name="tables"),
    path("tables/calendar/", views.calendar, name="calendar"),
    path("tables/<slug:table>/", views.table, name="table"),
    path("tables/<slug:table>/<int:version>/", views.edition, name="table_edition"),
]
editing = [
    path("tables/calendar/year/", officer_views.year, name="calendar_year"),
    path("tables/<slug:table>/begin/", officer_views.begin, name="table_begin"),
    path("tables/<slug:table>/draft/", officer_views.draft, name="table_draft"),
    path("tables/<slug:table>/draft/row/", officer_views.row, name="table_row"),
    path("tables/<slug:table>/draft/remove/", officer_views.remove, name="table_remove"),
    path("tables/<slug:table>/draft/publish/", officer_views.publish, name="table_publish"),
    path("tables/<slug:table>/draft/discard/", officer_views.discard, name="table_discard"),
]
