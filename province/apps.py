from beian.apps import TierConfig


class ProvinceConfig(TierConfig):
    default = True  # TierConfig is in sight as well, and Django would take neither
    name = "province"
    verbose_name = "province tier"
    registrations = (
        "cases.handlers",
        "cases.rejections",
        "register.handlers",
        "register.reconciliation",
        "supervision.tallies",
        "supervision.publishing",
    )
