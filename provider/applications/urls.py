"""Addresses of the owner's side; the application's uuid stands in the path."""

from django.urls import path

from provider.applications import booking, certificate, entrance, filling, uploads, views

ONE = "applications/<uuid:uuid>/"
patterns = [
    path("", entrance.start, name="start"),
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-in/code/", entrance.sign_in_code, name="sign_in_code"),
    path("home/", views.home, name="home"),
    path("applications/", views.application_list, name="application_list"),
    path("applications/new/", views.application_new, name="application_new"),
    path(ONE, views.application, name="application"),
    path(f"{ONE}pages/<slug:page>/", filling.application_page, name="application_page"),
    path(f"{ONE}mend/", filling.application_mend, name="application_mend"),
    path(f"{ONE}sites/add/", filling.application_site_add, name="application_site_add"),
    path(f"{ONE}sites/<int:number>/remove/", filling.application_site_remove, name="application_site_remove"),
    path(f"{ONE}papers/<uuid:paper>/", uploads.application_paper, name="application_paper"),
    path(f"{ONE}check/", views.application_check, name="application_check"),
    path(f"{ONE}submit/", views.application_submit, name="application_submit"),
    path(f"{ONE}submitted/", views.application_submitted, name="application_submitted"),
    path(f"{ONE}booking/", booking.application_booking, name="application_booking"),
    path(f"{ONE}booking/cancel/", booking.application_booking_cancel, name="application_booking_cancel"),
    path(f"{ONE}withdraw/", views.application_withdraw, name="application_withdraw"),
    path(f"{ONE}certificate/", certificate.application_certificate, name="application_certificate"),
    path(f"{ONE}rounds/<int:number>/", views.application_round, name="application_round"),
]
