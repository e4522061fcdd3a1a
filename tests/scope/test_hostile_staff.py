"""Bad input in every field of the staff's pages: refused by name, everything else kept, nothing written, nothing echoed as markup."""

from dataclasses import replace

import pytest

from beian import exchange
from beian.exchange import registry
from beian.exchange.models import InboxMessage
from tests.cast import PASSWORD
from tests.provider.counter.desk import ACCESS, REASONS, Counter, photo
from tests.provider.stories import application_at
from tests.province.stories import case_of, open_papers
from tests.scope.hostile import SCRIPT, Page, Probe, accepted, refused

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("A3")]
PROVINCE = "province:11"
WORDS = ("reasons-0-text", "reasons-0-suggestion")
CODED = ("reasons-0-item", "reasons-0-code")
UNREAD = {"revision": "unread"}


@pytest.mark.parametrize("node", ["provider:p01", "province:11", "ministry"])
def test_signing_in(cast, media, owner_url, client, node):
    role = "system_admin"
    user = cast.person(role, node)
    url = cast.url(node, "staff_sign_in")
    answers = {"username": user.username, "password": PASSWORD}
    accepted(Page(client, url, url, answers, secret=("password",), free=("username", "password")), owner_url)


@pytest.mark.parametrize("node", ["provider:p01", "province:11", "ministry"])
def test_the_mailbox(cast, media, owner_url, client, node):
    url = cast.url(node, "mailbox")
    page = Page(client, url, url, {"address": "13800138000"}, looks_up=True)
    accepted(page, owner_url, status=200)


@pytest.mark.requirement("B4")
def test_the_precheck(cast, media, owner_url):
    counter = Counter(cast, application_at("submitted", cast))
    shown, sent = counter.url("precheck"), counter.url("precheck_return")
    back = Page(counter.clerk, f"{sent}?item=subject.name", sent, REASONS, free=WORDS, spoil=UNREAD)
    refused(back, owner_url)
    accepted(Page(counter.clerk, shown, counter.url("precheck_pass"), {"reached": "on"}), owner_url)


def test_reading_in_full(cast, media, owner_url):
    counter = Counter(cast, application_at("submitted", cast))
    url = counter.url("application_reveal")
    accepted(Page(counter.clerk, url, url, {"reason": "核对"}, free=("reason",)), owner_url, status=200)


@pytest.mark.requirement("B5", "B9")
def test_the_desk(cast, media, owner_url):
    counter = Counter(cast, application_at("prechecked", cast)).with_backdrop()
    desk, verifier = counter.url("visit"), counter.verifier
    back = Page(verifier, desk, counter.url("visit_return"), REASONS, free=WORDS, spoil=UNREAD)
    refused(back, owner_url)
    correct = counter.url("visit_correct", "subject.name")
    named = {"subject-name": "北京晴川信息技术有限公司", "note": "按原件"}
    accepted(Page(verifier, correct, correct, named, free=("note",), spoil={"version": "x"}), owner_url)
    # Ticks for what is not on the page are dropped by the verb, and the page shows the ticks that were kept.
    ticked = ("documents", "compared", "was_documents", "was_compared", "part")
    compare = Page(verifier, desk, counter.url("visit_compare"), counter.ticks(), unasked=ticked, secret=ticked)
    accepted(compare, owner_url)
    accepted(Page(verifier, desk, counter.url("visit_photo"), {"photo": photo()}), owner_url)
    differ = counter.url("visit_differ", "sites.0.name")
    spoil = {"version": "x"}
    refused(Page(verifier, differ, differ, {"note": "少一个字"}, free=("note",), spoil=spoil), owner_url)
    kept = {"keep_as": "北京云主机"}
    access = Page(verifier, desk, counter.url("visit_access"), ACCESS | kept, optional=("ranges-0-end",))
    accepted(access, owner_url)
    accepted(Page(verifier, desk, counter.url("visit_preset")), owner_url)
    accepted(Page(verifier, desk, counter.url("visit_agreement"), free=("signer",), spoil={"capacity": "x"}), owner_url)
    accepted(Page(verifier, desk, counter.url("visit_sign")), owner_url)


@pytest.mark.requirement("B15")
def test_the_provinces_decision(cast, media, owner_url):
    application = application_at("reported", cast)
    exchange.drain()
    case, client = case_of(application.uuid), cast.staff("province_reviewer", PROVINCE)
    assert client.post(cast.url(PROVINCE, "case_claim", case.pk)).status_code == 302
    shown, sent = cast.url(PROVINCE, "case", case.pk), cast.url(PROVINCE, "case_decide", case.pk)
    reveal = cast.url(PROVINCE, "case_reveal", case.pk)
    accepted(Page(client, reveal, reveal, {"reason": "核对"}, free=("reason",)), owner_url, status=200)
    # Marks only say which rows to begin with: one that the document has not is dropped.
    given = {"free": WORDS, "spoil": UNREAD, "unasked": ("mark",), "secret": ("decision",), "holds": "reasons-0-item"}
    refused(Page(client, shown, sent, REASONS | {"decision": "return"}, **given), owner_url)
    open_papers(client, application.uuid)
    approval = Page(
        client, shown, sent, {"decision": "approve"}, unasked=("mark", *WORDS, *CODED), secret=("decision",)
    )
    accepted(approval, owner_url)


@pytest.mark.requirement("Q3")
def test_sending_a_parked_message_back(cast, media, owner_url, monkeypatch):
    def refuse(messages):
        raise RuntimeError("not today")

    kept = registry.handler_for("province", "filing.reported", 1)
    monkeypatch.setitem(registry._handlers, ("province", kept.kind, kept.version), replace(kept, apply=refuse))
    application_at("reported", cast)
    exchange.drain()
    client = cast.staff("operations", PROVINCE)
    with cast.acting(cast.person("operations", PROVINCE)):
        parked = InboxMessage.objects.get(state="parked").pk
    shown, sent = cast.url(PROVINCE, "exchange_message", parked), cast.url(PROVINCE, "exchange_reject", parked)
    page = Probe(Page(client, shown, sent, {"reason": "内容有误"}))
    for what, value in page.bad_values("reason"):
        if what != "markup":  # which may stand in a reason, and would end the story here
            page.put("reason", what, value)
    assert not page.findings, "\n".join(page.findings)
    assert page.send({"reason": SCRIPT}).status_code == 302
    assert SCRIPT not in client.get(shown).content.decode()
