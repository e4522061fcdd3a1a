from django.urls import path

from beian.editions.urls import editing
from beian.editions.urls import patterns as editions
from beian.exchange.urls import patterns as exchange
from beian.notices.urls import patterns as notices
from beian.people.urls import patterns as people
from ministry.register import views
from ministry.supervision.urls import patterns as supervision

app_name = "ministry"
urlpatterns = [
    *people,
    *exchange,
    *notices,
    *editing,
    *editions,
    *supervision,
    path("", views.home, name="home"),
    path("register/", views.register, name="register"),
    path("register/<str:number>/", views.register_filing, name="register_filing"),
    path("passages/", views.passages, name="passages"),
    path("passages/<uuid:application>/", views.passage, name="passage"),
]
