"""Lines of the navigation that every tier has alike."""

from django.utils.translation import gettext_lazy as _

from beian.editions.views import READERS
from beian.exchange.views import KEEPERS
from beian.pages.disposal.work import PEOPLE
from beian.pages.navigation import NavigationEntry, register
from beian.pages.openings import OVERSEERS

for tier in ("provider", "province", "ministry"):
    register(NavigationEntry(tier=tier, roles=PEOPLE, label=_("到期材料销毁"), url_name="disposal_lists", order=890))
    register(NavigationEntry(tier=tier, roles=KEEPERS, label=_("消息交换"), url_name="exchange", order=900))
    register(NavigationEntry(tier=tier, roles=READERS, label=_("代码表和日历"), url_name="tables", order=950))
    register(NavigationEntry(tier=tier, roles=("audit_admin",), label=_("操作记录"), url_name="audit_log", order=910))
    register(
        NavigationEntry(tier=tier, roles=("security_admin",), label=_("账号和角色"), url_name="accounts", order=920)
    )
    register(NavigationEntry(tier=tier, roles=OVERSEERS, label=_("材料查阅记录"), url_name="openings", order=915))
