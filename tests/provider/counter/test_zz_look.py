import threading, pathlib
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from tests.provider.counter.desk import Counter, ACCESS
from tests.provider.stories import application_at, jpeg
from tests.provider.counter.test_filings import grant


class Silent(WSGIRequestHandler):
    def log_message(self, *a):
        pass


def test_look(cast, chromium, tmp_path):
    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent, ipv6=False)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    out = pathlib.Path("/tmp/look")
    out.mkdir(exist_ok=True)
    sub = Counter(cast, application_at("submitted", cast))
    pre = Counter(cast, application_at("prechecked", cast, domain="beta.cn"))
    ver = Counter(cast, application_at("verified", cast, domain="gamma.cn"))
    gr = Counter(cast, application_at("reported", cast, domain="delta.cn"))
    grant(gr)
    vis = cast.url
    pages = {
        "today": (sub.clerk, vis("provider:p01", "today")),
        "queue": (sub.clerk, vis("provider:p01", "precheck_queue")),
        "list": (sub.clerk, vis("provider:p01", "filing_list")),
        "precheck": (sub.clerk, sub.url("precheck")),
        "visit": (pre.verifier, pre.url("visit")),
        "correct": (pre.verifier, pre.url("visit_correct", "subject.name")),
        "verified": (ver.verifier, ver.url("filing")),
        "granted": (gr.verifier, gr.url("filing")),
        "reveal": (sub.clerk, sub.url("application_reveal")),
    }
    axe = pathlib.Path("/tmp/axe.js")
    for width in (1280, 375):
        for name, (client, url) in pages.items():
            ctx = chromium.new_context(viewport={"width": width, "height": 800})
            ctx.add_cookies([{"name": "beian_session", "value": client.cookies["beian_session"].value, "url": base}])
            page = ctx.new_page()
            errors = []
            page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
            page.goto(base + url)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(out / f"{name}-{width}.png"), full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            print(name, width, "sideways", wide, errors, len(page.content()))
            if axe.exists():
                page.evaluate(axe.read_text())
                r = page.evaluate("axe.run({runOnly:['wcag2a','wcag2aa','wcag21aa','wcag22aa','best-practice']})")
                for v in r["violations"]:
                    print("   AXE", v["id"], [n["html"][:120] for n in v["nodes"]][:3])
            if name == "visit" and width == 1280:
                page.locator("input[name=compared]").first.check()
                page.wait_for_timeout(800)
                print("ticked", page.locator("#sign progress").first.get_attribute("value"), errors)
                page.set_input_files(
                    "input[name=photo]", files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1024, 768)}]
                )
                page.get_by_role("button", name="上传照片").click()
                page.wait_for_load_state("networkidle")
                page.screenshot(path=str(out / "photo-refused.png"))
                print(page.title(), page.evaluate("document.activeElement.className"))
            ctx.close()
    server.shutdown()
    server.server_close()
