from django.urls import path

from province.rules import editing, trying, views

patterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/national/", views.rules_national, name="rules_national"),
    path("rules/history/", views.rules_history, name="rules_history"),
    path("rules/history/<int:pk>/", views.rules_edition, name="rules_edition"),
    path("rules/draft/", editing.rules_draft, name="rules_draft"),
    path("rules/draft/begin/", editing.rules_begin, name="rules_begin"),
    path("rules/draft/rule/", editing.rules_rule, name="rules_rule"),
    path("rules/draft/switch/", editing.rules_switch, name="rules_switch"),
    path("rules/draft/remove/", editing.rules_remove, name="rules_remove"),
    path("rules/draft/discard/", editing.rules_discard, name="rules_discard"),
    path("rules/draft/publish/", editing.rules_publish, name="rules_publish"),
    path("rules/draft/try/", trying.rules_try, name="rules_try"),
    path("rules/trials/", trying.rules_trials, name="rules_trials"),
    path("rules/trials/<int:pk>/", trying.rules_trial, name="rules_trial"),
    path("rules/trials/<int:pk>/cancel/", trying.rules_trial_cancel, name="rules_trial_cancel"),
]
