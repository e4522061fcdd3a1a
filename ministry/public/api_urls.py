from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from beian.people.access import public
from ministry.public.api import FilingView

app_name = "api"
urlpatterns = [
    path("filings/<str:domain>", public(FilingView.as_view()), name="filing"),
    path("schema/", public(SpectacularAPIView.as_view()), name="schema"),
]
