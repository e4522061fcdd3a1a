from django.utils.translation import gettext_lazy as _

from beian.pages.navigation import NavigationEntry, register
from ministry.register.views import READERS

register(NavigationEntry(tier="ministry", roles=READERS, label=_("全国备案库"), url_name="register", order=10))
register(NavigationEntry(tier="ministry", roles=READERS, label=_("在途申请"), url_name="passages", order=20))
register(NavigationEntry(tier="ministry", roles=READERS, label=_("黑名单"), url_name="blacklist", order=30))
