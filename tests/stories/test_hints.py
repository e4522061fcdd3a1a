"""Before anything is handed in, the owner and the clerk are told that a domain is taken: by the real exchange, reserving nothing."""

import pytest
from django.conf import settings

from provider.applications import hints
from tests.beian.filing.drafts import company
from tests.provider.counter.desk import Counter
from tests.provider.stories import PROVIDER, application_at
from tests.stories.test_across_tiers import REASON, active_claims, decide, now_at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B16")]
RIVAL = "13900139000"
QUIET = "冲突提示暂时查不到，不影响提交。"
DOMAINS = "sites.0.domains.0"


def check_page(cast, application, mobile: str = "13800138000", language: str = "zh-hans"):
    client = cast.client(cast.owner(application.node, mobile))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(cast.url(application.node, "application_check", application.uuid))


def rival(cast, state: str):
    """Somebody else's application for the same domain at another provider."""
    return application_at(state, cast, node="provider:p02", document=company(), mobile=RIVAL, province="33")


def advice_of(page) -> list[tuple[str, str]]:
    """(label, advice) of the answers that have some."""
    answers = [answer for section in page.context["sections"] for answer in section.answers]
    return [(answer.label, answer.advice) for answer in answers if answer.advice]


def test_a_domain_filed_by_another_is_hinted_beside_the_item_before_it_is_handed_in(cast):
    decide(cast, application_at("reported", cast))
    claims = active_claims()
    page = check_page(cast, rival(cast, "draft"), RIVAL)
    ((label, advice),) = advice_of(page)
    assert label == "网站域名" and "已在北京市备案" in advice and "请核对域名" in advice
    assert advice in page.content.decode()
    assert "北京某某科技" not in advice and QUIET not in page.content.decode()
    assert active_claims() == claims, "a hint reserves nothing"


def test_the_hint_stops_nobody_and_the_clerk_reads_it_too(cast):
    decide(cast, application_at("reported", cast))
    counter = Counter(cast, rival(cast, "submitted"), node="provider:p02")
    page = counter.clerk.get(counter.url("precheck"))
    found = [one for one in page.context["findings"] if one.code == "domain_taken"]
    assert [(one.item, one.severity) for one in found] == [(DOMAINS, "warn")]
    assert found[0].text in page.content.decode() and found[0].suggestion in page.content.decode()
    assert counter.passed().state == "prechecked"


def test_ones_own_lease_is_no_conflict_and_anothers_is(cast):
    application = application_at("reported", cast)
    decide(cast, application, reasons=[REASON])
    assert now_at(application).state == "returned" and "domain" in active_claims()
    page = check_page(cast, application)
    assert page.status_code == 200 and advice_of(page) == [] and QUIET not in page.content.decode()
    ((_label, advice),) = advice_of(check_page(cast, rival(cast, "draft"), RIVAL))
    assert "正在北京市办理另一备案申请" in advice


def test_a_reader_of_english_is_told_in_english(cast):
    decide(cast, application_at("reported", cast))
    ((_label, advice),) = advice_of(check_page(cast, rival(cast, "draft"), RIVAL, "en"))
    assert "Beijing" in advice and "北京" not in advice


def test_without_the_ministry_one_quiet_sentence_and_nothing_else(cast, monkeypatch):
    draft = application_at("draft", cast)
    submitted = application_at("submitted", cast, mobile="13700137000", domain="elsewhere.cn")
    monkeypatch.setattr(settings, "NODES", PROVIDER)
    page = check_page(cast, draft)
    assert page.status_code == 200 and advice_of(page) == [] and QUIET in page.content.decode()
    counter = Counter(cast, submitted)
    assert QUIET in counter.clerk.get(counter.url("precheck")).content.decode()
    assert counter.passed().state == "prechecked"


def test_what_names_no_domain_asks_nobody(cast, monkeypatch):
    document = company()
    document["sites"][0] |= {"domains": [], "ip_only": True, "addresses": ["1.2.4.8"], "home_url": "http://1.2.4.8/"}
    draft = application_at("draft", cast, document=document)
    monkeypatch.setattr(settings, "NODES", PROVIDER)
    assert QUIET not in check_page(cast, draft).content.decode()


def test_no_more_domains_are_asked_for_than_one_question_holds(cast):
    document = company()
    document["sites"][0]["domains"] = [f"d{number}.cn" for number in range(hints.MOST)]
    document["sites"].append(document["sites"][0] | {"domains": ["example.cn"]})
    draft = application_at("draft", cast, document=document)
    with cast.acting(cast.owner()):
        assert hints.of(draft, draft.open_document()) == hints.NONE
