from django.urls import path

from province.supervision import identity_views, office, revisits, sample_views, views

patterns = [
    path("load/", views.load, name="load"),
    path("load/providers/", views.load_providers, name="load_providers"),
    path("load/papers/", views.load_papers, name="load_papers"),
    path("load/cases/", views.load_cases, name="load_cases"),
    path("load/want/", views.load_want, name="load_want"),
    path("refusals/", revisits.refusals, name="refusals"),
    path("office/", office.contact, name="office"),
    path("office/notices/", office.notices, name="office_notices"),
    path("office/notices/new/", office.notice_new, name="office_notice_new"),
    path("office/notices/<uuid:uuid>/", office.notice, name="office_notice"),
    path("office/notices/<uuid:uuid>/withdraw/", office.notice_withdraw, name="office_notice_withdraw"),
    path("identities/", identity_views.identities, name="identities"),
    path("identities/<int:pk>/", identity_views.identity, name="identity"),
    path("identities/<int:pk>/settle/", identity_views.settle, name="identity_settle"),
    path("samples/", sample_views.sample_list, name="samples"),
    path("samples/draw/", sample_views.draw, name="sample_draw"),
    path("samples/elsewhere/", sample_views.heard, name="heard_samples"),
    path("samples/<uuid:uuid>/", sample_views.sample, name="sample"),
    path("samples/<uuid:uuid>/population/", sample_views.population, name="sample_population"),
    path("samples/<uuid:uuid>/close/", sample_views.close, name="sample_close"),
    path("samples/<uuid:uuid>/items/<int:place>/", sample_views.item, name="sample_item"),
    path("samples/<uuid:uuid>/items/<int:place>/finding/", sample_views.find, name="sample_find"),
    path("samples/<uuid:uuid>/items/<int:place>/papers/<uuid:paper>/", sample_views.paper, name="sample_paper"),
]
