from provider.applications.models import Application, Round
from provider.counter.models import Visit
from provider.hosting.models import AccessOpening

__all__ = ["AccessOpening", "Application", "Round", "Visit"]
