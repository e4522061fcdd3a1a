from importlib import import_module

from django.apps import AppConfig

from beian.reference import tables


class KernelConfig(AppConfig):
    """What every tier shares. `ready` loads the handlers of messages and questions of every app, once."""

    default = True  # TierConfig is in sight as well, and Django would take neither
    name = "beian"
    verbose_name = "kernel"

    def ready(self) -> None:
        import_module("beian.people.checks")
        import_module("beian.editions.handlers")
        tables.read_with(import_module("beian.editions.reading").held)
        import_module("beian.exchange.seals")


class TierConfig(AppConfig):
    """A tier or craft: loads the registrations (message handlers, navigation) of the packages it lists."""

    registrations: tuple[str, ...] = ()

    def ready(self) -> None:
        for module in self.registrations:
            import_module(f"{self.name}.{module}")
