"""Celery: queues by kind of work, never by node. A task is a doorbell; losing the broker loses nothing."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init

from beian import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beian.settings")
broker.install()
app = Celery("beian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "beian.editions",
        "beian.exchange",
        "beian.notices",
        "beian.evidence",
        "beian.pages",
        "beian.pages.jobs",
        "beian.pages.disposal",
        "ministry.supervision",
        "provider.applications",
        "provider.counter.appointments",
        "province.cases",
        "province.rules",
        "province.supervision",
        "verification.sources",
    ]
)
# Queues by kind of work; what is not named goes to `work`.
app.conf.task_routes = {
    "exchange.*": {"queue": "exchange"},
    "evidence.*": {"queue": "documents"},
    "certificates.*": {"queue": "documents"},
}
app.conf.beat_schedule = {
    "exchange-sweep": {"task": "exchange.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "cases-sweep": {"task": "cases.sweep", "schedule": 5.0, "options": {"expires": 30}},
    "certificates-sweep": {"task": "certificates.sweep", "schedule": 30.0, "options": {"expires": 60}},
    "evidence-sweep": {"task": "evidence.sweep", "schedule": 900.0, "options": {"expires": 900}},
    "appointments-sweep": {"task": "appointments.sweep", "schedule": 600.0, "options": {"expires": 600}},
    "evidence-mark-ended": {"task": "evidence.mark_ended", "schedule": crontab(hour="2", minute="30")},
    "applications-sweep": {"task": "applications.sweep", "schedule": 600.0},
    "editions-sweep": {"task": "editions.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "applications-deadlines": {
        "task": "applications.sweep_deadlines",
        "schedule": 1800.0,
        "options": {"expires": 1800},
    },
    "cases-deadlines": {"task": "cases.sweep_deadlines", "schedule": 1800.0, "options": {"expires": 1800}},
    "rules-sweep": {"task": "rules.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "jobs-sweep": {"task": "jobs.sweep", "schedule": 15.0, "options": {"expires": 30}},
    "kept-sweep": {"task": "kept.sweep", "schedule": 1800.0, "options": {"expires": 1800}},
    "visits-sweep": {"task": "visits.sweep", "schedule": 1800.0, "options": {"expires": 1800}},
    "audit-sweep": {"task": "audit.sweep", "schedule": 300.0, "options": {"expires": 300}},
    # By night, each tier an hour after the one below it: what a province tells holds what its providers told.
    "applications-tallies": {"task": "applications.sweep_tallies", "schedule": crontab(hour="0", minute="30")},
    "supervision-tallies": {"task": "supervision.sweep_tallies", "schedule": crontab(hour="1", minute="30")},
    "registers-sweep": {"task": "registers.sweep", "schedule": crontab(hour="3", minute="30")},
    "sources-sweep": {"task": "sources.sweep", "schedule": 10.0, "options": {"expires": 30}},
    "identities-sweep": {"task": "supervision.sweep_identities", "schedule": 60.0, "options": {"expires": 60}},
    "identities-unnoted": {"task": "supervision.sweep_unnoted", "schedule": crontab(hour="2", minute="30")},
    "samples-sweep": {"task": "supervision.sweep_samples", "schedule": 1800.0, "options": {"expires": 1800}},
    "notices-sweep": {"task": "notices.sweep", "schedule": 5.0, "options": {"expires": 30}},
}


@worker_init.connect
def refuse_unbound_login(**kwargs):
    """A worker does not start with a login that row-level security would not bind (decision 2)."""
    from django.core.exceptions import ImproperlyConfigured

    from beian.people import checks

    try:
        checks.at_start()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from None  # of any other exception Celery would only write a line, and go on
