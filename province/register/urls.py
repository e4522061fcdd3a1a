from django.urls import path

from province.register import hosted, views

patterns = [
    path("register/", views.register, name="register"),
    path("register/<int:pk>/", views.register_subject, name="register_subject"),
    path("hosted/", hosted.hosted, name="hosted"),
]
