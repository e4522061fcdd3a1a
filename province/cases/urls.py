from django.urls import path

from province.cases import review, views

patterns = [
    path("", views.home, name="home"),
    path("cases/", views.queue, name="queue"),
    path("cases/supervised/", views.supervised, name="supervised"),
    path("cases/shifts/", views.shifts, name="shifts"),
    path("cases/next/", views.claim_next, name="claim_next"),
    path("cases/<int:pk>/", review.case, name="case"),
    path("cases/<int:pk>/claim/", review.case_claim, name="case_claim"),
    path("cases/<int:pk>/decide/", review.case_decide, name="case_decide"),
    path("cases/<int:pk>/reveal/", review.case_reveal, name="case_reveal"),
]
