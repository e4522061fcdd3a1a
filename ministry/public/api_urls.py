from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from beian.people.access import beforehand, public
from ministry.public import crowding
from ministry.public.api import FilingView

filing = beforehand(crowding.count, reading=True)(public(FilingView.as_view()))

app_name = "api"
urlpatterns = [
    path("filings/<str:domain>", filing, name="filing"),
    path("schema/", public(SpectacularAPIView.as_view()), name="schema"),
]
