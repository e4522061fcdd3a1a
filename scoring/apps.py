from beian.apps import TierConfig


class ScoringConfig(TierConfig):
    default = True  # TierConfig is in sight as well, and Django would take neither
    name = "scoring"
    verbose_name = "scoring"
