from django.utils.translation import gettext_lazy as _

from beian.pages.navigation import NavigationEntry, register
from province.register.hosted import WATCHERS

READERS = ("province_reviewer", "province_supervisor", "province_leader", "province_support")
register(NavigationEntry(tier="province", roles=READERS, label=_("审核队列"), url_name="queue", order=10))
register(NavigationEntry(tier="province", roles=READERS, label=_("外省主体（监督）"), url_name="supervised", order=20))
register(NavigationEntry(tier="province", roles=READERS, label=_("期限调整"), url_name="shifts", order=25))
register(NavigationEntry(tier="province", roles=READERS, label=_("备案库"), url_name="register", order=30))
register(NavigationEntry(tier="province", roles=WATCHERS, label=_("省内服务器（取证）"), url_name="hosted", order=35))
register(NavigationEntry(tier="province", roles=READERS, label=_("规则"), url_name="rules", order=40))
