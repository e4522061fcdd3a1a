from django.urls import path

from provider.organisation import backdrops, result_views

patterns = [
    path("organisation/backdrops/", backdrops.backdrops, name="backdrops"),
    path("organisation/backdrops/<slug:number>/", backdrops.backdrop, name="backdrop"),
    path("organisation/backdrops/<slug:number>/sheet/", backdrops.sheet, name="backdrop_sheet"),
    path("organisation/samples/", result_views.sample_results, name="sample_results"),
    path("organisation/samples/<uuid:uuid>/", result_views.sample_result, name="sample_result"),
    path("organisation/samples/<uuid:uuid>/answer/", result_views.sample_answer, name="sample_answer"),
]
