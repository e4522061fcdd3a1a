from django.urls import path

from province.cases import keeping, reaching, review, showing, views

patterns = [
    path("", views.home, name="home"),
    path("cases/", views.queue, name="queue"),
    path("cases/supervised/", views.supervised, name="supervised"),
    path("cases/shifts/", views.shifts, name="shifts"),
    path("cases/next/", views.claim_next, name="claim_next"),
    path("cases/<int:pk>/", review.case, name="case"),
    path("cases/<int:pk>/claim/", review.case_claim, name="case_claim"),
    path("cases/<int:pk>/release/", review.case_release, name="case_release"),
    path("cases/<int:pk>/decide/", review.case_decide, name="case_decide"),
    path("cases/<int:pk>/look/", review.case_look, name="case_look"),
    path("cases/<int:pk>/reveal/", review.case_reveal, name="case_reveal"),
    path("cases/<int:pk>/papers/<uuid:uuid>/", showing.case_paper, name="case_paper"),
    path("cases/<int:pk>/contact/", reaching.case_contact, name="case_contact"),
    path("cases/<int:pk>/contact/code/", reaching.case_contact_code, name="case_contact_code"),
    path("cases/<int:pk>/contact/confirm/", reaching.case_contact_confirm, name="case_contact_confirm"),
    path("cases/<int:pk>/contact/call/", reaching.case_contact_call, name="case_contact_call"),
    path("reasons/", keeping.reasons, name="reasons"),
    path("reasons/search/", keeping.reason_search, name="reason_search"),
    path("reasons/new/", keeping.reason_add, name="reason_add"),
    path("reasons/<int:number>/", keeping.reason, name="reason"),
    path("reasons/<int:number>/retire/", keeping.reason_retire, name="reason_retire"),
    path("second-look/", keeping.second_look_rate, name="second_look_rate"),
    path("second-look/set/", keeping.second_look_rate_set, name="second_look_rate_set"),
]
