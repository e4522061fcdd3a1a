from beian.apps import TierConfig


class ScoringConfig(TierConfig):
    name = "scoring"
    verbose_name = "scoring"
