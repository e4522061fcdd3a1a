from provider.applications.models import Application, Round

__all__ = ["Application", "Round"]
