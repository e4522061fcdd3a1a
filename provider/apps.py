from beian.apps import TierConfig


class ProviderConfig(TierConfig):
    default = True  # TierConfig is in sight as well, and Django would take neither
    name = "provider"
    verbose_name = "provider tier"
    registrations = (
        "applications.handlers",
        "applications.rejections",
        "applications.reconciliation",
        "applications.tallies",
    )
