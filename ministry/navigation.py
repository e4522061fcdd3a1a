from django.utils.translation import gettext_lazy as _

from beian.exchange.views import KEEPERS
from beian.pages.navigation import NavigationEntry, register
from ministry.register.views import READERS

register(NavigationEntry(tier="ministry", roles=READERS, label=_("全国备案库"), url_name="register", order=10))
register(NavigationEntry(tier="ministry", roles=READERS, label=_("在途申请"), url_name="passages", order=20))
register(NavigationEntry(tier="ministry", roles=KEEPERS, label=_("数据交换"), url_name="exchange", order=30))
