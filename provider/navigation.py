from django.utils.translation import gettext_lazy as _

from beian.pages.navigation import NavigationEntry, register

register(
    NavigationEntry(tier="provider", roles=("site_owner",), label=_("我的备案"), url_name="application_list", order=10)
)
register(
    NavigationEntry(tier="provider", roles=("site_owner",), label=_("新增备案"), url_name="application_new", order=20)
)

STAFF = ("provider_clerk", "provider_verifier", "provider_admin")
for roles, label, url_name, order in (
    (STAFF, _("今日工作"), "today", 10),
    (("provider_clerk",), _("待预核验"), "precheck_queue", 20),
    (("provider_clerk",), _("代主办者备案"), "behalf", 25),
    (STAFF, _("核验预约"), "visit_calendar", 28),
    (("provider_verifier",), _("待现场核验"), "visit_queue", 30),
    (("provider_verifier", "provider_admin"), _("待上报"), "report_queue", 40),
    (STAFF, _("全部申请"), "filing_list", 50),
    (STAFF, _("回访"), "revisit_list", 52),
    (STAFF, _("联系记录"), "call_list", 55),
    (("provider_verifier", "provider_admin"), _("信息源复核"), "source_checks", 57),
    (STAFF, _("期限调整"), "shifts", 60),
    (("provider_admin",), _("核验点"), "desk_list", 62),
    (STAFF, _("验证文件"), "paper_verify", 70),
    (("provider_verifier", "provider_admin"), _("幕布"), "backdrops", 70),
    (STAFF, _("抽检结果"), "sample_results", 72),
):
    register(NavigationEntry(tier="provider", roles=roles, label=label, url_name=url_name, order=order))
