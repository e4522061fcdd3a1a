from beian.apps import TierConfig


class ProvinceConfig(TierConfig):
    name = "province"
    verbose_name = "province tier"
    registrations = ("cases.handlers",)
