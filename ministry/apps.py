from beian.apps import TierConfig


class MinistryConfig(TierConfig):
    name = "ministry"
    verbose_name = "ministry tier"
    registrations = ("register.handlers",)
