from beian.apps import TierConfig


class MinistryConfig(TierConfig):
    default = True  # TierConfig is in sight as well, and Django would take neither
    name = "ministry"
    verbose_name = "ministry tier"
    registrations = (
        "register.disposal",
        "register.handlers",
        "register.certificates",
        "register.rejections",
        "register.revisit_handlers",
        "register.refiling",
        "register.reconciliation",
        "register.source_handlers",
        "dashboard.tallies",
        "public.told",
        "supervision.handlers",
        "supervision.sample_passing",
    )
