from beian.apps import TierConfig


class VerificationConfig(TierConfig):
    name = "verification"
    verbose_name = "verification"
