from beian.apps import TierConfig


class ProviderConfig(TierConfig):
    default = True  # TierConfig is in sight as well, and Django would take neither
    name = "provider"
    verbose_name = "provider tier"
    registrations = (
        "applications.disposal",
        "applications.handlers",
        "applications.certificate_handlers",
        "applications.rejections",
        "applications.reconciliation",
        "applications.tallies",
        "counter.appointments.desks",
        "counter.revisits.handlers",
        "counter.source_handlers",
        "organisation.handlers",
        "organisation.results",
        "counter.sample_handlers",
    )
