"""Pages in which the ministry's people keep what the public is told."""

from django.urls import path

from ministry.public import office

patterns = [
    path("office/", office.contact, name="office"),
    path("office/notices/", office.notices, name="office_notices"),
    path("office/notices/new/", office.notice_new, name="office_notice_new"),
    path("office/notices/<uuid:uuid>/", office.notice, name="office_notice"),
    path("office/notices/<uuid:uuid>/withdraw/", office.notice_withdraw, name="office_notice_withdraw"),
]
