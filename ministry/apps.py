from beian.apps import TierConfig


class MinistryConfig(TierConfig):
    default = True  # TierConfig is in sight as well, and Django would take neither
    name = "ministry"
    verbose_name = "ministry tier"
    registrations = (
        "register.handlers",
        "register.rejections",
        "register.refiling",
        "register.reconciliation",
        "dashboard.tallies",
        "public.told",
    )
