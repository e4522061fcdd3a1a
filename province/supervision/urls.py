from django.urls import path

from province.supervision import office, views

patterns = [
    path("load/", views.load, name="load"),
    path("load/providers/", views.load_providers, name="load_providers"),
    path("load/cases/", views.load_cases, name="load_cases"),
    path("load/want/", views.load_want, name="load_want"),
    path("office/", office.contact, name="office"),
    path("office/notices/", office.notices, name="office_notices"),
    path("office/notices/new/", office.notice_new, name="office_notice_new"),
    path("office/notices/<uuid:uuid>/", office.notice, name="office_notice"),
    path("office/notices/<uuid:uuid>/withdraw/", office.notice_withdraw, name="office_notice_withdraw"),
]
