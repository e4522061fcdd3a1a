"""Pages that every node has for its own people: long jobs, saved views, display kept with the account, forms kept over a sign-in."""

from django.urls import path

from beian.pages import kept_views, saved_views, views
from beian.pages.jobs import views as jobs

patterns = [
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/export/", jobs.job_export, name="job_export"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/file/", jobs.job_file, name="job_file"),
    path("jobs/<int:pk>/refused/", jobs.job_refused, name="job_refused"),
    path("views/", saved_views.saved_view_save, name="saved_view_save"),
    path("views/<int:pk>/rename/", saved_views.saved_view_rename, name="saved_view_rename"),
    path("views/<int:pk>/delete/", saved_views.saved_view_delete, name="saved_view_delete"),
    path("display/", views.own_display, name="own_display"),
    path("kept/", kept_views.kept, name="kept"),
]
