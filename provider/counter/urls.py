"""Addresses of the counter; the application's uuid stands in the path."""

from django.urls import path

from provider.counter import prechecks, views, visits

PRECHECK, VISIT, FILING = (f"counter/{part}/<uuid:uuid>/" for part in ("prechecks", "visits", "filings"))
patterns = [
    path("counter/", views.today, name="today"),
    path("counter/prechecks/", views.precheck_queue, name="precheck_queue"),
    path(PRECHECK, prechecks.precheck, name="precheck"),
    path(f"{PRECHECK}pass/", prechecks.precheck_pass, name="precheck_pass"),
    path(f"{PRECHECK}return/", prechecks.precheck_return, name="precheck_return"),
    path("counter/visits/", views.visit_queue, name="visit_queue"),
    path(VISIT, visits.visit, name="visit"),
    path(f"{VISIT}compare/", visits.visit_compare, name="visit_compare"),
    path(f"{VISIT}correct/<str:path>/", visits.visit_correct, name="visit_correct"),
    path(f"{VISIT}photo/", visits.visit_photo, name="visit_photo"),
    path(f"{VISIT}access/", visits.visit_access, name="visit_access"),
    path(f"{VISIT}sign/", visits.visit_sign, name="visit_sign"),
    path(f"{VISIT}return/", visits.visit_return, name="visit_return"),
    path("counter/reports/", views.report_queue, name="report_queue"),
    path("counter/shifts/", views.shifts, name="shifts"),
    path("counter/filings/", views.filing_list, name="filing_list"),
    path(FILING, views.filing, name="filing"),
    path(f"{FILING}report/", views.report, name="report"),
    path(f"{FILING}reveal/", views.application_reveal, name="application_reveal"),
]
