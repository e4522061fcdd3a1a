from provider.applications.models import Application, ContactCheck, Round
from provider.counter.models import Call, Precheck, Visit
from provider.hosting.models import AccessOpening

__all__ = ["AccessOpening", "Application", "Call", "ContactCheck", "Precheck", "Round", "Visit"]
