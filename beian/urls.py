"""Addresses: the node stands in the path and decides whose rows are reached."""

from django.urls import include, path

urlpatterns = [
    path("", include("beian.pages.urls")),
    path("query/", include("ministry.public.urls")),
    path("api/v1/", include("ministry.public.api_urls")),
    path("provider/<slug:code>/", include("provider.urls")),
    path("province/<slug:code>/", include("province.urls")),
    path("ministry/", include("ministry.urls")),
]

handler400 = "beian.pages.errors.bad_request"
handler403 = "beian.pages.errors.permission_denied"
handler404 = "beian.pages.errors.page_not_found"
handler500 = "beian.pages.errors.server_error"
