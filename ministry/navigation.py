from django.utils.translation import gettext_lazy as _

from beian.pages.navigation import NavigationEntry, register
from ministry.public.office import KEEPERS
from ministry.register.views import READERS
from ministry.supervision.backdrop_views import READERS as CENTRE

register(NavigationEntry(tier="ministry", roles=READERS, label=_("全国备案情况"), url_name="home", order=5))
register(NavigationEntry(tier="ministry", roles=READERS, label=_("全国备案库"), url_name="register", order=10))
register(NavigationEntry(tier="ministry", roles=READERS, label=_("在途申请"), url_name="passages", order=20))
register(NavigationEntry(tier="ministry", roles=READERS, label=_("黑名单"), url_name="blacklist", order=30))
register(NavigationEntry(tier="ministry", roles=KEEPERS, label=_("部级公告"), url_name="office_notices", order=40))
register(NavigationEntry(tier="ministry", roles=KEEPERS, label=_("咨询和投诉联系方式"), url_name="office", order=50))
register(NavigationEntry(tier="ministry", roles=CENTRE, label=_("身份证全量核查"), url_name="identities", order=32))
register(NavigationEntry(tier="ministry", roles=CENTRE, label=_("幕布"), url_name="backdrops", order=34))
