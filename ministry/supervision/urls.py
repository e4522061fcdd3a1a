from django.urls import path

from ministry.supervision import backdrop_views, identity_views, views

patterns = [
    path("blacklist/", views.entries, name="blacklist"),
    path("blacklist/new/", views.propose, name="blacklist_propose"),
    path("blacklist/<int:pk>/", views.entry, name="blacklist_entry"),
    path("blacklist/<int:pk>/confirm/", views.confirm, name="blacklist_confirm"),
    path("blacklist/<int:pk>/ask-to-lift/", views.ask_to_lift, name="blacklist_ask_to_lift"),
    path("blacklist/<int:pk>/lift/", views.lift, name="blacklist_lift"),
    path("backdrops/", backdrop_views.register, name="backdrops"),
    path("backdrops/issue/", backdrop_views.issue, name="backdrop_issue"),
    path("backdrops/<slug:number>/", backdrop_views.backdrop, name="backdrop"),
    path("backdrops/<slug:number>/revoke/", backdrop_views.revoke, name="backdrop_revoke"),
    path("backdrops/<slug:number>/sheet/", backdrop_views.sheet, name="backdrop_sheet"),
    path("identities/", identity_views.identities, name="identities"),
    path("identities/counts/", identity_views.counts, name="identity_counts"),
]
