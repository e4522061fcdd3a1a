"""The sheet on paper: printed for the desk before it is signed, the sealed PDF after; a print that is out of date is called back."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.papers import rendering, verifying
from provider.counter import transitions
from provider.counter.models import Visit
from tests.journeys.browsing import CODES, RULES
from tests.provider.counter.test_browser import look
from tests.provider.stories import application_at
from verification.models import SheetPrint, VerificationSheet

__all__ = ["look"]
NODE = "provider:p01"


def page(client, cast, name, record, **query):
    return client.get(cast.url(NODE, name, record.uuid), query)


@pytest.mark.requirement("B10")
def test_what_is_printed_before_the_signature_says_that_nobody_signed(cast):
    record = application_at("prechecked", cast)
    client = cast.staff("provider_verifier", NODE)
    shown = page(client, cast, "sheet_print", record)
    text = shown.content.decode()
    assert shown.status_code == 200 and "未签署" in text and "未核对" in text and "格式第 1 版" in text
    assert "已作废" not in text and "最近一次打印" not in text
    draft = client.post(cast.url(NODE, "sheet_draft", record.uuid))
    assert draft["Content-Type"] == "application/pdf" and "attachment" in draft["Content-Disposition"]
    assert draft["Cache-Control"] == "private, no-store"
    assert rendering.pages_of(draft.content) == 2 and not verifying.look(draft.content).intact
    with cast.acting(cast.person("provider_verifier", NODE)):
        assert SheetPrint.objects.count() == 1 and not VerificationSheet.objects.exists()


@pytest.mark.requirement("B10")
def test_a_print_is_called_back_when_the_content_changes(cast):
    record = application_at("prechecked", cast)
    client, verifier = cast.staff("provider_verifier", NODE), cast.person("provider_verifier", NODE)
    assert client.post(cast.url(NODE, "sheet_print", record.uuid)).status_code == 302
    assert "最近一次打印" in page(client, cast, "sheet_print", record).content.decode()
    with cast.acting(verifier):
        transitions.save_comparison(
            application=record, seen=["person"], compared=["subject.name"], version=0, now=timezone.now()
        )
        assert Visit.objects.get(application=record).compared == ["subject.name"]
    shown = page(client, cast, "sheet_print", record).content.decode()
    assert "已作废" in shown and verifier.name in shown
    client.post(cast.url(NODE, "sheet_print", record.uuid))
    assert "已作废" not in page(client, cast, "sheet_print", record).content.decode()


@pytest.mark.requirement("B10")
def test_once_signed_the_sealed_pdf_is_the_one(cast):
    record = application_at("verified", cast)
    client, verifier = cast.staff("provider_verifier", NODE), cast.person("provider_verifier", NODE)
    shown = page(client, cast, "sheet_print", record).content.decode()
    with cast.acting(verifier):
        sheet = VerificationSheet.objects.get(application=record.uuid)
        pdf = store.read(EvidenceFile.objects.get(uuid=sheet.paper), reason="test")
    assert sheet.number in shown and str(sheet.paper) in shown and "（未签署）" not in shown
    assert verifying.look(pdf).whole
    answer = client.post(cast.url(NODE, "sheet_draft", record.uuid))
    assert answer.status_code == 302 and str(sheet.paper) in answer["Location"]


def test_every_opening_is_logged(cast):
    record = application_at("prechecked", cast)
    page(cast.staff("provider_verifier", NODE), cast, "sheet_print", record)
    with cast.acting(cast.person("audit_admin", NODE)):
        reasons = [entry.after for entry in AuditEntry.objects.filter(verb="application.read")]
    assert {"reason": "sheet_print"} in reasons


@pytest.mark.parametrize("name", ["sheet_print", "sheet_draft"])
def test_strangers_and_other_moments(cast, name):
    record = application_at("submitted", cast)
    ask = (lambda client, url: client.get(url)) if name == "sheet_print" else (lambda client, url: client.post(url))
    url = cast.url(NODE, name, record.uuid)
    assert ask(cast.staff("provider_verifier", NODE), url).status_code == 409
    assert ask(cast.staff("provider_clerk", NODE), url).status_code == 403
    foreign = url.replace("/p01/", "/p02/")
    assert ask(cast.staff("provider_verifier", "provider:p02"), foreign).status_code == 404


def test_it_asks_the_same_however_long_the_sheet(cast, django_assert_max_num_queries):
    record = application_at("verified", cast)
    client, url = cast.staff("provider_verifier", NODE), cast.url(NODE, "sheet_print", record.uuid)
    client.get(url)
    with django_assert_max_num_queries(24):
        assert re.search("核验单", client.get(url).content.decode())


@pytest.mark.browser
def test_axe_finds_nothing_and_the_print_is_one_sheet(look, cast, tmp_path_factory):
    """The page for the printer at both widths, before and after the signature; on A4 it stays within two sides."""
    album = tmp_path_factory.mktemp("sheets")
    record = application_at("verified", cast)
    for name, url in (
        ("print", cast.url(NODE, "sheet_print", record.uuid)),
        ("verify", cast.url(NODE, "paper_verify")),
    ):
        for width in (1280, 375, 360):
            page = look("provider_verifier", url, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert page.said == [] and not CODES.findall(page.locator("main").inner_text()), name
            if width == 360:
                continue
            page.screenshot(path=album / f"{name}-{width}.png", full_page=True)
            found = Axe().run(page, options=RULES).response["violations"]
            assert not found, (name, width, [(one["id"], one["nodes"][0]["html"]) for one in found])
        if name == "print":
            assert rendering.pages_of(page.pdf(prefer_css_page_size=True)) <= 2
