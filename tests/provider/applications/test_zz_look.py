import os

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
import pytest
from playwright.sync_api import sync_playwright
from tests.provider.applications.stories import *
from tests.provider.applications.stories import advance, told
from tests.provider.applications.test_coming_back import REASON

pytestmark = [pytest.mark.django_db]


def test_look(cast, live_server):
    desk = Desk(cast)
    cookie = desk.client.cookies["beian_session"].value
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for width in (375, 1280):
            ctx = b.new_context(locale="zh-CN", viewport={"width": width, "height": 800})
            ctx.add_cookies(
                [
                    {
                        "name": "beian_session",
                        "value": cookie,
                        "url": live_server.url + "/provider/p01/",
                        "path": "/provider/p01/",
                    }
                    if False
                    else {
                        "name": "beian_session",
                        "value": cookie,
                        "domain": "localhost" if "localhost" in live_server.url else "127.0.0.1",
                        "path": "/provider/p01/",
                    }
                ]
            )
            page = ctx.new_page()
            log = []
            page.on("console", lambda m: log.append(m.text))

            def shot(name, url):
                r = page.goto(live_server.url + url)
                page.screenshot(path=f"/tmp/shots/{name}-{width}.png", full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth")
                print(name, width, r.status, "scroll", wide, log[-2:])

            def bad(name, fill, button):
                pass

            desk.uuid = ""
            shot("start", cast.url(NODE, "start") + "?who=unit&province=11")
            shot("signin", cast.url(NODE, "sign_in"))
            shot("new", desk.url("application_new"))
            desk.begin()
            desk.fill({"subject": COMPANY["subject"]})
            shot("tasks", desk.url("application"))
            shot("list", cast.url(NODE, "application_list"))
            shot("p-subject", desk.url("application_page", "subject"))
            page.fill("[name=subject-certificate-number]", "91350100M000100Y44")
            page.fill("[name=subject-address-detail]", "")
            page.click("main form button.btn-primary")
            page.screenshot(path=f"/tmp/shots/p-subject-bad-{width}.png", full_page=True)
            shot("p-principal", desk.url("application_page", "subject_principal"))
            shot("p-site", desk.url("application_page", "site"))
            shot("p-sprincipal", desk.url("application_page", "site_principal"))
            shot("check-empty", desk.url("application_check"))
            desk.fill(COMPANY)
            desk.bring_papers("owner_certificate")
            shot("p-docs", desk.url("application_page", "documents"))
            desk.bring_papers("principal_certificate")
            shot("check", desk.url("application_check"))
            desk.submitted()
            shot("submitted", desk.url("application_submitted"))
            shot("status", desk.url("application"))
            advance(
                cast,
                desk,
                "returned",
                reasons=(REASON, REASON | {"item": "subject.principal.phone", "text": "办公电话无人接听。"}),
            )
            shot("returned", desk.url("application"))
            shot("mend", desk.url("application_mend"))
            shot("round", desk.url("application_round", 1))
            shot("withdraw", desk.url("application_withdraw"))
        b.close()


def test_axe(cast, live_server):
    from axe_playwright_python.sync_playwright import Axe
    desk = Desk(cast).company()
    cookie = desk.client.cookies["beian_session"].value
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox","--disable-gpu"])
        for width in (360, 1280):
            ctx = b.new_context(locale="zh-CN", viewport={"width": width, "height": 800}, bypass_csp=True)
            ctx.add_cookies([{"name":"beian_session","value":cookie,"domain":"localhost" if "localhost" in live_server.url else "127.0.0.1","path":"/provider/p01/"}])
            page = ctx.new_page()
            urls = [cast.url(NODE,n) for n in ("start","sign_in","application_list","application_new")] + [desk.url(*n) for n in (("application",),("application_page","subject"),("application_page","site"),("application_page","site_principal"),("application_page","documents"),("application_check",),("application_withdraw",))]
            for url in urls:
                page.goto(live_server.url+url)
                r = Axe().run(page)
                print(width, url[-40:], "scroll", page.evaluate("document.documentElement.scrollWidth"), [(v["id"], [n["html"][:160] for n in v["nodes"]][:2]) for v in r.response["violations"]])
        b.close()
