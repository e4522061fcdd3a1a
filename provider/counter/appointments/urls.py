from django.urls import path

from provider.counter.appointments import desk_views, telephone, views

patterns = [
    path("counter/appointments/", views.visit_calendar, name="visit_calendar"),
    path("counter/appointments/list/", views.booking_list, name="booking_list"),
    path("counter/appointments/months/", views.booking_months, name="booking_months"),
    path("counter/appointments/arrivals/", views.walk_in, name="walk_in"),
    path("counter/appointments/<int:pk>/check-in/", views.booking_check_in, name="booking_check_in"),
    path("counter/appointments/<int:pk>/missed/", views.booking_missed, name="booking_missed"),
    path("counter/appointments/<int:pk>/cancel/", views.booking_cancel, name="booking_cancel"),
    path("counter/filings/<uuid:uuid>/booking/", telephone.filing_booking, name="filing_booking"),
    path("counter/filings/<uuid:uuid>/booking/cancel/", telephone.filing_booking_cancel, name="filing_booking_cancel"),
    path("counter/desks/", desk_views.desk_list, name="desk_list"),
    path("counter/desks/new/", desk_views.desk_new, name="desk_new"),
    path("counter/desks/<int:pk>/", desk_views.desk, name="desk"),
    path("counter/desks/<int:pk>/close/", desk_views.desk_close, name="desk_close"),
    path("counter/desks/closures/<int:pk>/reopen/", desk_views.desk_reopen, name="desk_reopen"),
]
