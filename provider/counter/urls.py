"""Addresses of the counter; the application's uuid stands in the path."""

from django.urls import path

from provider.counter import (
    accesses,
    agreements,
    answering,
    behalf,
    photographing,
    prechecks,
    sheet_pages,
    source_pages,
    today,
    views,
    visits,
)

PRECHECK, VISIT, FILING, BEHALF = (
    f"counter/{part}/<uuid:uuid>/" for part in ("prechecks", "visits", "filings", "behalf")
)
patterns = [
    path("counter/", today.today, name="today"),
    path("counter/prechecks/", views.precheck_queue, name="precheck_queue"),
    path("counter/prechecks/next/", prechecks.precheck_next, name="precheck_next"),
    path(PRECHECK, prechecks.precheck, name="precheck"),
    path(f"{PRECHECK}calls/", prechecks.precheck_call, name="precheck_call"),
    path(f"{PRECHECK}put-back/", prechecks.precheck_put_back, name="precheck_put_back"),
    path(f"{PRECHECK}pass/", prechecks.precheck_pass, name="precheck_pass"),
    path(f"{PRECHECK}return/", prechecks.precheck_return, name="precheck_return"),
    path("counter/behalf/", behalf.behalf, name="behalf"),
    path(BEHALF, behalf.behalf_form, name="behalf_form"),
    path(f"{BEHALF}papers/", behalf.behalf_papers, name="behalf_papers"),
    path(f"{BEHALF}check/", behalf.behalf_check, name="behalf_check"),
    path("counter/visits/", views.visit_queue, name="visit_queue"),
    path(VISIT, visits.visit, name="visit"),
    path(f"{VISIT}begin/", visits.visit_begin, name="visit_begin"),
    path(f"{VISIT}sources/", answering.visit_sources, name="visit_sources"),
    path(f"{VISIT}answers/", answering.visit_answers, name="visit_answers"),
    path(f"{VISIT}compare/", visits.visit_compare, name="visit_compare"),
    path(f"{VISIT}differ/<str:path>/", visits.visit_differ, name="visit_differ"),
    path(f"{VISIT}correct/<str:path>/", visits.visit_correct, name="visit_correct"),
    path(f"{VISIT}photo/", photographing.visit_photo, name="visit_photo"),
    path(f"{VISIT}photo/reasons/", photographing.visit_settle, name="visit_settle"),
    path(f"{VISIT}access/", accesses.visit_access, name="visit_access"),
    path(f"{VISIT}preset/", accesses.visit_preset, name="visit_preset"),
    path(f"{VISIT}agreement/", agreements.visit_agreement, name="visit_agreement"),
    path(f"{VISIT}sign/", visits.visit_sign, name="visit_sign"),
    path(f"{VISIT}sheet/", sheet_pages.sheet_print, name="sheet_print"),
    path(f"{VISIT}sheet/draft/", sheet_pages.sheet_draft, name="sheet_draft"),
    path(f"{VISIT}return/", visits.visit_return, name="visit_return"),
    path("counter/reports/", views.report_queue, name="report_queue"),
    path("counter/shifts/", views.shifts, name="shifts"),
    path("counter/calls/", views.call_list, name="call_list"),
    path("counter/sources/", source_pages.source_checks, name="source_checks"),
    path("counter/sources/again/", source_pages.source_checks_again, name="source_checks_again"),
    path("counter/filings/", views.filing_list, name="filing_list"),
    path(FILING, views.filing, name="filing"),
    path(f"{FILING}rounds/<int:number>/", views.filing_round, name="filing_round"),
    path(f"{FILING}report/", views.report, name="report"),
    path(f"{FILING}reveal/", views.application_reveal, name="application_reveal"),
]
