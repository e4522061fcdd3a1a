from provider.applications.models import Application, ContactCheck, Round
from provider.counter.appointments.models import Booking, Closure, Desk, OpeningHours, Place
from provider.counter.models import AccessPreset, Call, Precheck, Visit
from provider.counter.revisits.models import Attempt, Plan, Revisit
from provider.hosting.models import AccessOpening, AccessStop
from provider.organisation.models import SampleResult

__all__ = [
    "AccessOpening",
    "AccessPreset",
    "AccessStop",
    "Application",
    "Attempt",
    "Booking",
    "Call",
    "Closure",
    "ContactCheck",
    "Desk",
    "OpeningHours",
    "Place",
    "Plan",
    "Precheck",
    "Revisit",
    "Round",
    "SampleResult",
    "Visit",
]
