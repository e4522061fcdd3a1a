from beian.apps import TierConfig


class ProvinceConfig(TierConfig):
    default = True  # TierConfig is in sight as well, and Django would take neither
    name = "province"
    verbose_name = "province tier"
    registrations = (
        "cases.disposal",
        "cases.handlers",
        "cases.certificate_handlers",
        "cases.rejections",
        "cases.revisit_handlers",
        "cases.source_handlers",
        "register.handlers",
        "register.reconciliation",
        "supervision.tallies",
        "supervision.publishing",
        "supervision.backdrops",
        "supervision.identities",
        "supervision.sample_handlers",
    )
