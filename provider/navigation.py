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
    (("provider_verifier",), _("待现场核验"), "visit_queue", 30),
    (("provider_verifier", "provider_admin"), _("待上报"), "report_queue", 40),
    (STAFF, _("全部申请"), "filing_list", 50),
    (STAFF, _("联系记录"), "call_list", 55),
    (STAFF, _("期限调整"), "shifts", 60),
):
    register(NavigationEntry(tier="provider", roles=roles, label=label, url_name=url_name, order=order))
