"""Addresses that every node has: its staff's sign-in, and signing out."""

from django.urls import path

from beian.people import views

patterns = [
    path("staff/sign-in/", views.staff_sign_in, name="staff_sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
