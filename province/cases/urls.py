from django.urls import path

from province.cases import views

patterns = [
    path("home/", views.home, name="home"),
    path("cases/", views.queue, name="queue"),
    path("cases/supervised/", views.supervised, name="supervised"),
    path("cases/next/", views.claim_next, name="claim_next"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/claim/", views.case_claim, name="case_claim"),
    path("cases/<int:pk>/decide/", views.case_decide, name="case_decide"),
]
