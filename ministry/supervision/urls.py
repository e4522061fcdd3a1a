from django.urls import path

from ministry.supervision import views

patterns = [
    path("blacklist/", views.entries, name="blacklist"),
    path("blacklist/new/", views.propose, name="blacklist_propose"),
    path("blacklist/<int:pk>/", views.entry, name="blacklist_entry"),
    path("blacklist/<int:pk>/confirm/", views.confirm, name="blacklist_confirm"),
    path("blacklist/<int:pk>/ask-to-lift/", views.ask_to_lift, name="blacklist_ask_to_lift"),
    path("blacklist/<int:pk>/lift/", views.lift, name="blacklist_lift"),
]
