"""Lines of the navigation that every tier has alike."""

from django.utils.translation import gettext_lazy as _

from beian.exchange.views import KEEPERS
from beian.pages.navigation import NavigationEntry, register

for tier in ("provider", "province", "ministry"):
    register(NavigationEntry(tier=tier, roles=KEEPERS, label=_("消息交换"), url_name="exchange", order=900))
