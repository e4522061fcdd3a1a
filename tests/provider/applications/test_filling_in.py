"""The owner's form: one page after another, each kept by itself, nothing kept of a page with a mistake."""

import pytest

from provider.applications.models import Application
from tests.provider.applications.stories import COMPANY, NATURE, NODE, PERSON, PERSON_NATURE, Desk, upload

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B1", "B2")]


def errors_of(response) -> dict[str, list[str]]:
    """Field → sentences of the refused form."""
    assert response.status_code == 422, response.status_code
    return {name: [str(text) for text in texts] for name, texts in response.context["form"].errors.items()}


def test_somebody_new_is_shown_how_to_begin(cast):
    page = Desk(cast).get("application_list")
    assert "还没有备案申请" in page.content.decode()


def test_a_company_answers_page_after_page_and_nothing_is_lost(cast):
    desk = Desk(cast).company()
    document = desk.document()
    assert document.subject.name == "北京晴川信息技术有限公司"
    assert (document.subject.address.city, document.subject.address.county) == ("110100", "110108")
    assert document.sites[0].domains == ["qingchuan-info.cn"]
    assert document.sites[0].principal == document.subject.principal
    assert desk.record.subject_province == "11"
    assert "可以提交" in desk.get("application").content.decode()


def test_each_page_leads_to_the_next_and_the_last_to_checking(cast):
    desk = Desk(cast).begin()
    for page, following in zip(COMPANY, ["subject_principal", "site", "site_principal", "documents"], strict=True):
        assert desk.answer(page, COMPANY[page]).url == desk.url("application_page", following)
    assert desk.answer("documents", {}).url == desk.url("application_check")


def test_a_person_is_his_own_principal_and_is_not_asked_twice(cast):
    desk = Desk(cast).person()
    document = desk.document()
    for principal in (document.subject.principal, document.sites[0].principal):
        assert (principal.name, principal.certificate.number) == ("赵小满", "11010519491231002X")
        assert principal.mobile == "13911112222"
    assert desk.get("application_page", "site_principal").status_code == 302
    assert "可以提交" in desk.get("application").content.decode()


def test_personal_items_stand_nowhere_in_clear_in_the_row(cast):
    desk = Desk(cast).person()
    row = desk.record
    text = str(row.document)
    for secret in ("赵小满", "11010519491231002X", "13911112222", "zhaoxiaoman", "建国路"):
        assert secret not in text
        assert secret.encode() not in bytes(row.sealed)
    assert "小满的读书随笔" in text


WRONG = [
    ("nature", "subject-nature", "77"),
    ("nature", "subject-address-province", "99"),
    ("subject", "subject-name", "北京\x00公司"),
    ("subject", "subject-name", ""),
    ("subject", "subject-name", "公" * 256),
    ("subject", "subject-certificate-type", "2"),
    ("subject", "subject-certificate-number", "91350100M000100Y44"),
    ("subject", "subject-certificate-address", ""),
    ("subject", "subject-superior", "上" * 256),
    ("subject", "subject-address-place", "330102"),
    ("subject", "subject-address-detail", "\u202e西直门外大街18号"),
    ("subject", "subject-remark", "\x07"),
    ("subject_principal", "subject-principal-name", "王先生1"),
    ("subject_principal", "subject-principal-certificate-type", "1"),
    ("subject_principal", "subject-principal-certificate-number", "110105194912310021"),
    ("subject_principal", "subject-principal-mobile", "12345678901"),
    ("subject_principal", "subject-principal-phone", "010-00000000"),
    ("subject_principal", "subject-principal-email", "nobody"),
    ("subject_principal", "subject-principal-emergency_phone", "13911112222"),
    ("site", "sites-0-name", "12345"),
    ("site", "sites-0-home_url", "ftp://qingchuan-info.cn/"),
    ("site", "sites-0-domains", "www.qingchuan-info.cn"),
    ("site", "sites-0-domains", ""),
    ("site", "sites-0-languages", ["99"]),
    ("site", "sites-0-services", []),
    ("site", "sites-0-remark", "备" * 1025),
    ("site_principal", "same", "perhaps"),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("page", "field", "value"), WRONG)
def test_a_wrong_answer_is_named_beside_its_field_and_nothing_of_the_page_is_kept(cast, page, field, value):
    desk = Desk(cast).begin()
    before = desk.record.document
    answers = (NATURE if page == "nature" else COMPANY[page]) | {field: value}
    response = desk.answer(page, answers)
    refused = errors_of(response)
    assert field in refused and all(refused[field])
    body = response.content.decode()
    assert f'href="#id_{field}' in body and "<title>错误：" in body
    kept = next(
        (name for name, sent in answers.items() if name != field and isinstance(sent, str) and len(sent) > 5), None
    )
    assert kept is None or "TOTAL_FORMS" in kept or answers[kept] in body
    assert desk.record.document == before


def test_an_address_only_site_asks_for_addresses(cast):
    desk = Desk(cast).begin()
    site = COMPANY["site"] | {"sites-0-ip_only": "on", "sites-0-domains": "", "sites-0-home_url": "http://1.2.4.8/"}
    assert "sites-0-addresses" in errors_of(desk.answer("site", site))
    assert "sites-0-addresses" in errors_of(desk.answer("site", site | {"sites-0-addresses": "192.168.1.1"}))
    assert desk.answer("site", site | {"sites-0-addresses": "1.2.4.8"}).status_code == 302
    assert desk.document().sites[0].addresses == ["1.2.4.8"]


def test_pre_approvals_stand_in_rows_of_their_own(cast):
    desk = Desk(cast).begin()
    rows = COMPANY["site"] | {"pre_approvals-0-kind": "9", "pre_approvals-0-number": ""}
    response = desk.answer("site", rows)
    assert response.status_code == 422 and "number" in response.context["rows"].forms[0].errors
    grown = desk.answer("site", rows | {"rows": "pre_approvals"})
    assert grown.status_code == 200 and grown.context["rows"].total_form_count() == 2
    assert desk.answer("site", rows | {"pre_approvals-0-number": "京网文〔2026〕1234-056号"}).status_code == 302
    assert [one.kind for one in desk.document().sites[0].pre_approvals] == [9]


@pytest.mark.requirement("B2")
def test_the_rows_of_pre_approvals_are_folded_until_somebody_needs_them(cast):
    desk, folded = Desk(cast).begin(), '<details class="fold" id="pre-approvals">'
    assert folded in desk.get("application_page", "site").content.decode()
    rows = COMPANY["site"] | {"pre_approvals-0-kind": "9", "pre_approvals-0-number": ""}
    for sent in (rows, rows | {"rows": "pre_approvals"}, COMPANY["site"] | {"rows": "pre_approvals"}):
        assert folded not in desk.answer("site", sent).content.decode()
    assert folded in desk.answer("site", COMPANY["site"] | {"sites-0-name": ""}).content.decode()
    assert folded not in desk.get("application_page", "site", then="check", approvals=1).content.decode()
    assert desk.answer("site", rows | {"pre_approvals-0-number": "京网文〔2026〕1234-056号"}).status_code == 302
    assert folded not in desk.get("application_page", "site").content.decode()


def test_a_district_of_a_municipality_stands_under_its_name(cast):
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    form = desk.get("application_page", "subject").content.decode()
    assert '<optgroup label="北京市">' in form and "市辖区</" not in form and 'label="市辖区"' not in form
    check = desk.get("application_check").content.decode()
    assert "北京市 海淀区" in check and "市辖区 海淀区" not in check


def test_another_site_principal_is_asked_for_in_full(cast):
    desk = Desk(cast).begin().fill({page: COMPANY[page] for page in ("subject", "subject_principal", "site")})
    assert "sites-0-principal-name" in errors_of(desk.answer("site_principal", {"same": "no"}))
    other = {
        name.replace("subject-principal", "sites-0-principal"): value
        for name, value in COMPANY["subject_principal"].items()
    } | {
        "sites-0-principal-name": "李思远",
        "sites-0-principal-mobile": "13711113333",
        "sites-0-principal-certificate-number": "110105198803071021",
    }
    assert desk.answer("site_principal", {"same": "no"} | other).status_code == 302
    assert desk.document().sites[0].principal.name == "李思远"


def test_a_site_principal_who_is_the_subjects_follows_its_changes(cast):
    desk = Desk(cast).begin().fill(COMPANY)
    desk.fill({"subject_principal": COMPANY["subject_principal"] | {"subject-principal-mobile": "13711113333"}})
    assert desk.document().sites[0].principal.mobile == "13711113333"


def test_another_nature_and_province_take_away_what_no_longer_fits(cast):
    desk = Desk(cast).begin().fill(COMPANY)
    desk.fill({"nature": {"subject-nature": "3", "subject-address-province": "33"}})
    document = desk.document()
    assert (document.subject.certificate.type, document.subject.certificate.number) == (None, None)
    assert (document.subject.address.city, document.subject.address.county) == (None, None)
    assert document.subject.name == "北京晴川信息技术有限公司"


@pytest.mark.requirement("B7", "B12")
def test_a_paper_is_shown_again_and_a_bad_one_refused_with_a_sentence(cast):
    desk = Desk(cast).begin()
    refused = desk.answer("documents", {"owner_certificate": upload("坏.jpg", b"this is no picture")})
    assert "只接受" in errors_of(refused)["owner_certificate"][0]
    desk.bring_papers("owner_certificate")
    page = desk.get("application_page", "documents")
    shown = next(paper for paper in page.context["papers"] if paper.purpose == "owner_certificate")
    assert len(shown.files) == 1
    picture = desk.client.get(cast.url(NODE, "evidence_file", shown.files[0].uuid))
    assert picture.status_code == 200 and picture["Content-Type"] == "image/jpeg"


def test_two_tabs_after_handing_in_the_old_one_is_told_why_it_cannot_save(cast):
    desk = Desk(cast).company().submitted()
    response = desk.answer("subject", COMPANY["subject"] | {"subject-name": "北京别的公司"})
    assert response.status_code == 409 and "不能修改" in response.content.decode()
    assert desk.document().subject.name == "北京晴川信息技术有限公司"
    assert desk.get("application_page", "subject").url == desk.url("application")


def test_an_unknown_page_or_application_is_not_found(cast):
    desk = Desk(cast).begin()
    assert desk.get("application_page", "nothing").status_code == 404
    desk.uuid = "00000000-0000-7000-8000-000000000000"
    assert desk.get("application").status_code == 404


PERSONS_ONLY_FIELDS = ("subject-principal-name", "subject-superior")


def test_a_persons_pages_do_not_show_a_units_questions(cast):
    desk = Desk(cast).begin(PERSON_NATURE).fill({"subject": PERSON["subject"]})
    for page in ("subject", "subject_principal"):
        names = desk.get("application_page", page).context["form"].fields
        assert not set(PERSONS_ONLY_FIELDS) & set(names)


def test_every_draft_is_its_owners_alone(cast):
    Desk(cast).begin()
    with cast.acting(cast.owner(mobile="13700137000")):
        assert Application.objects.count() == 0


@pytest.mark.parametrize("page", ["nature", "subject", "subject_principal", "site", "site_principal"])
def test_an_empty_form_is_refused_and_says_what_to_fill_in(cast, page):
    response = Desk(cast).begin().answer(page, {})
    assert response.status_code == 422 and response.context["mistakes"]


def test_a_new_filing_needs_to_know_who_and_where(cast):
    desk = Desk(cast)
    refused = desk.post("application_new", data={"subject-nature": "4"})
    assert list(errors_of(refused)) == ["subject-address-province"]
    with cast.acting(desk.user):
        assert Application.objects.count() == 0


def test_the_number_that_the_owner_signed_in_with_is_not_asked_for_again(cast):
    page = Desk(cast).begin().get("application_page", "subject_principal")
    assert page.context["form"]["subject-principal-mobile"].value() == "13800138000"
