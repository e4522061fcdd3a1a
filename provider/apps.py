from beian.apps import TierConfig


class ProviderConfig(TierConfig):
    name = "provider"
    verbose_name = "provider tier"
    registrations = ("applications.handlers",)
