from django.apps import AppConfig


class NewerConfig(AppConfig):
    name = "tests.faults.newer"
    label = "newer"

    def ready(self) -> None:
        from tests.faults.newer import handlers

        handlers.register()
