from django.utils.translation import gettext_lazy as _

from beian.pages.navigation import NavigationEntry, register
from province.register.hosted import WATCHERS
from province.supervision.identity_views import READERS as IDENTITY_READERS
from province.supervision.views import WATCHERS as OVERSEERS

READERS = ("province_reviewer", "province_supervisor", "province_leader", "province_support")
register(NavigationEntry(tier="province", roles=READERS, label=_("审核队列"), url_name="queue", order=10))
register(NavigationEntry(tier="province", roles=READERS, label=_("外省主体（监督）"), url_name="supervised", order=20))
register(NavigationEntry(tier="province", roles=READERS, label=_("期限调整"), url_name="shifts", order=25))
register(NavigationEntry(tier="province", roles=READERS, label=_("备案库"), url_name="register", order=30))
register(NavigationEntry(tier="province", roles=WATCHERS, label=_("省内服务器（取证）"), url_name="hosted", order=35))
register(NavigationEntry(tier="province", roles=READERS, label=_("规则"), url_name="rules", order=40))
register(NavigationEntry(tier="province", roles=OVERSEERS, label=_("工作量和逾期"), url_name="load", order=15))
register(NavigationEntry(tier="province", roles=OVERSEERS, label=_("本局联系方式"), url_name="office", order=50))
register(NavigationEntry(tier="province", roles=OVERSEERS, label=_("本局公告"), url_name="office_notices", order=55))
register(NavigationEntry(tier="province", roles=READERS, label=_("退回理由库"), url_name="reasons", order=45))
register(NavigationEntry(tier="province", roles=READERS, label=_("复核比例"), url_name="second_look_rate", order=47))
register(NavigationEntry(tier="province", roles=READERS, label=_("验证文件"), url_name="paper_verify", order=60))
register(
    NavigationEntry(
        tier="province", roles=IDENTITY_READERS, label=_("身份证核查不一致"), url_name="identities", order=27
    )
)
register(NavigationEntry(tier="province", roles=OVERSEERS, label=_("核验单抽检"), url_name="samples", order=17))
register(
    NavigationEntry(
        tier="province",
        roles=("province_reviewer", "province_supervisor"),
        label=_("回访中拒绝更新"),
        url_name="refusals",
        order=28,
    )
)
