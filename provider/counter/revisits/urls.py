from django.urls import path

from provider.counter.revisits import views

patterns = [
    path("counter/revisits/", views.revisit_list, name="revisit_list"),
    path("counter/revisits/<int:pk>/", views.revisit, name="revisit"),
    path("counter/revisits/<int:pk>/stop/", views.revisit_stop, name="revisit_stop"),
    path("counter/revisits/plans/", views.revisit_plans, name="revisit_plans"),
    path("counter/revisits/plans/new/", views.revisit_plan_new, name="revisit_plan_new"),
    path("counter/revisits/plans/<int:pk>/", views.revisit_plan, name="revisit_plan"),
    path("counter/revisits/months/", views.revisit_months, name="revisit_months"),
]
