from django.utils.translation import gettext_lazy as _

from beian.pages.navigation import NavigationEntry, register

register(
    NavigationEntry(tier="provider", roles=("site_owner",), label=_("我的备案"), url_name="application_list", order=10)
)
register(
    NavigationEntry(tier="provider", roles=("site_owner",), label=_("新增备案"), url_name="application_new", order=20)
)
