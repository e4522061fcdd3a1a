from django.urls import path

from beian.editions.urls import editing
from beian.editions.urls import patterns as editions
from beian.exchange.urls import patterns as exchange
from beian.notices.urls import patterns as notices
from beian.pages.disposal.urls import patterns as disposal
from beian.pages.node_urls import patterns as pages
from beian.pages.openings import patterns as openings
from beian.pages.oversight import patterns as oversight
from beian.people.urls import patterns as people
from ministry.dashboard import landing
from ministry.dashboard.urls import patterns as dashboard
from ministry.public.office_urls import patterns as office
from ministry.register import paper_views, views
from ministry.supervision.urls import patterns as supervision

app_name = "ministry"
urlpatterns = [
    *people,
    *pages,
    *disposal,
    *exchange,
    *notices,
    *editing,
    *editions,
    *supervision,
    *oversight,
    *openings,
    *dashboard,
    *office,
    path("", landing.home, name="home"),
    path("register/", views.register, name="register"),
    path("register/<str:number>/", views.register_filing, name="register_filing"),
    path("passages/", views.passages, name="passages"),
    path("passages/<uuid:application>/", views.passage, name="passage"),
    path("passages/<uuid:application>/papers/", paper_views.passage_papers, name="passage_papers"),
    path("passages/<uuid:application>/papers/<uuid:uuid>/", paper_views.passage_paper, name="passage_paper"),
    path(
        "passages/<uuid:application>/papers/<uuid:uuid>/file/",
        paper_views.passage_paper_file,
        name="passage_paper_file",
    ),
    path(
        "passages/<uuid:application>/papers/<uuid:uuid>/pages/",
        paper_views.passage_paper_pages,
        name="passage_paper_pages",
    ),
]
