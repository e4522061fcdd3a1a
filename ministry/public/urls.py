from django.urls import path

from ministry.public import checking, library, views

app_name = "query"
urlpatterns = [
    path("", views.search, name="search"),
    path("d/<str:domain>/", views.filing, name="filing"),
    path("n/<str:number>/", views.number, name="number"),
    path("certificate/", checking.certificates, name="certificates"),
    path("certificate/<uuid:token>/", checking.certificate, name="certificate"),
    path("contacts/", library.contacts, name="contacts"),
    path("contacts/<slug:province>/", library.contact, name="contact"),
    path("notices/", library.notices, name="notices"),
    path("notices/<uuid:uuid>/", library.notice, name="notice"),
    path("policies/", library.policies, name="policies"),
    path("policies/<slug:policy>/", library.policy, name="policy"),
]
