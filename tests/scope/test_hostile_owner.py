"""Bad input in every field of the owner's pages: refused by name, everything else kept, nothing written, nothing echoed as markup."""

import pytest

from tests.provider.applications.stories import COMPANY, PERSON, PERSON_NATURE, PRINCIPAL, Desk, advance, upload
from tests.scope.hostile import Page, Probe, accepted

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("A3")]
ROWS = {"pre_approvals-0-kind": "1", "pre_approvals-0-number": "京审字第1号"}
BY_ADDRESS = {"sites-0-ip_only": "on", "sites-0-domains": "", "sites-0-addresses": "1.2.4.5"}
BY_ADDRESS |= {"sites-0-home_url": "http://1.2.4.5/"}
SOMEBODY = {f"sites-0-principal-{name}": value for name, value in PRINCIPAL.items()} | {
    "same": "no",
    "sites-0-principal-name": "李秀英",
    "sites-0-principal-certificate-number": "440524188001010014",
}


def page_of(desk: Desk, name: str, answers: dict, *args, **more) -> Page:
    url = desk.url(name, *args)
    return Page(desk.client, url, url, answers, **more)


@pytest.mark.requirement("B2", "B3")
@pytest.mark.parametrize(
    ("page", "answers"),
    [
        ("subject", COMPANY["subject"]),
        ("subject_principal", COMPANY["subject_principal"]),
        ("site", COMPANY["site"] | ROWS),
        ("site_principal", SOMEBODY),
    ],
)
def test_question_pages_of_a_company(cast, owner_url, page, answers):
    desk = Desk(cast).begin().fill(COMPANY)
    accepted(question_page(desk, page, answers), owner_url)
    assert "<script>" not in desk.get("application_check").content.decode()


@pytest.mark.parametrize(
    ("page", "answers"),
    [
        ("subject", PERSON["subject"]),
        ("subject_principal", PERSON["subject_principal"]),
        ("site", PERSON["site"] | ROWS),
        ("site", PERSON["site"] | ROWS | BY_ADDRESS),
    ],
)
def test_question_pages_of_a_person(cast, owner_url, page, answers):
    accepted(question_page(Desk(cast).begin(PERSON_NATURE).fill(PERSON), page, answers), owner_url)


def question_page(desk: Desk, page: str, answers: dict) -> Page:
    """Remarks may say anything; of names and addresses one is asked for; markup comes with something wrong beside it."""
    spoil = {"subject": {"subject-address-place": "x"}, "site": {"sites-0-languages": "x"}}.get(page, {})
    unasked = ("sites-0-domains",) if "sites-0-ip_only" in answers else ("sites-0-addresses",)
    free = ("subject-remark", "sites-0-remark")
    return page_of(desk, "application_page", answers, page, free=free, spoil=spoil, unasked=unasked)


def test_the_first_page(cast, owner_url):
    desk = Desk(cast)
    answers = {"subject-nature": "4", "subject-address-province": "11"}
    accepted(page_of(desk, "application_new", answers), owner_url)


def test_the_papers(cast, media, owner_url):
    desk = Desk(cast).begin().fill(COMPANY)
    files = {"owner_certificate": upload(), "principal_certificate": upload()}
    accepted(page_of(desk, "application_page", files, "documents", optional=tuple(files)), owner_url)


def test_what_came_back(cast, media, owner_url):
    desk = Desk(cast).company().submitted()
    reasons = tuple(
        {"item": item, "code": "not_true", "text": "不符", "suggestion": "改", "article": "R12"}
        for item in (
            "subject.name",
            "subject.principal.mobile",
            "sites.0.name",
            "sites.0.domains.0",
            "subject.address.city",
        )
    )
    advance(cast, desk, "returned", reasons=reasons)
    accepted(page_of(desk, "application_mend", {}), owner_url)


def test_signing_in(cast, media, owner_url, client):
    url = cast.url("provider:p01", "sign_in")
    accepted(Page(client, url, url, {"mobile": "13800138000"}), owner_url)
    url = cast.url("provider:p01", "sign_in_code")
    probe = Probe(Page(client, url, url, {"code": "000000"}))
    assert not probe.run(), "\n".join(probe.findings)
    assert probe.accepted().status_code == 422
