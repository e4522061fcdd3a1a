from django.urls import path

from ministry.public import views

app_name = "query"
urlpatterns = [
    path("", views.search, name="search"),
    path("d/<str:domain>/", views.filing, name="filing"),
    path("n/<str:number>/", views.number, name="number"),
]
