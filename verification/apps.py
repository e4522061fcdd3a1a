from beian.apps import TierConfig


class VerificationConfig(TierConfig):
    default = True  # TierConfig is in sight as well, and Django would take neither
    name = "verification"
    verbose_name = "verification"
    registrations = ("sheet.lookups",)
