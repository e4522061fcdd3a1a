from django.urls import path

from ministry.dashboard import views

patterns = [
    path("provinces/<slug:province>/", views.province, name="province"),
    path("providers/<slug:provider>/", views.provider, name="provider"),
    path("tallies/want/", views.tallies_want, name="tallies_want"),
]
