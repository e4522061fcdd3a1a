"""Certificate numbers: the worked examples of the standards, and what is one digit away from them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.filing.identifiers import CERTIFICATE_KINDS, Invalid, certificate_number, certificates

TODAY = date(2026, 11, 20)


def verdict(kind, value):
    try:
        return certificate_number(kind, value, TODAY)
    except Invalid as error:
        return error.code


# GB 32100-2015 and companies' published codes; GB 11714-1997; GB 11643-1999, both its examples.
GOOD = [
    ("uscc", "91350100M000100Y43"),
    ("uscc", "91440300708461136T"),
    ("uscc", "91110000802100433B"),
    ("orgcode", "D2143569X"),
    ("resident_id", "11010519491231002X"),
    ("resident_id", "440524188001010014"),
    ("resident_id_15", "130503670401001"),
    ("bizreg15", "110108000000016"),
    ("hk_macau_permit", "H12345678"),
    ("hk_macau_permit", "M1234567801"),
    ("taiwan_permit", "12345678"),
    ("taiwan_permit", "1234567801"),
    ("passport_cn", "E12345678"),
    ("passport_cn", "EA1234567"),
    ("passport_cn", "G12345678"),
    ("passport_foreign", "X1234567A"),
    ("foreign_pr", "ABC123456789012"),
    ("foreign_pr", "911124198108030024"),
    ("officer", "南字第01234567号"),
    ("institution", "111000000123"),
    ("association", "社证字第1234号"),
    ("army", "61345部队"),
    ("household", "11010519491231002X"),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("kind", "value"), GOOD)
def test_true_number_is_taken(kind, value):
    assert verdict(kind, value) == value
    assert verdict(kind, f" {value.lower()} ") == value


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("uscc", "91350100M000100Y44", "certificate.check"),
        ("uscc", "91350100O000100Y43", "certificate.shape"),
        ("uscc", "91350100M000100Y4", "certificate.shape"),
        ("orgcode", "D21435690", "certificate.check"),
        ("resident_id", "110105194912310021", "certificate.check"),
        ("resident_id", "000105194912310021", "certificate.region"),
        ("resident_id", "110105194902310021", "certificate.birth_date"),
        ("resident_id", "110105202612310021", "certificate.birth_future"),
        ("resident_id", "１１０１０５１９４９１２３１００２Ｘ", "certificate.shape"),
        ("resident_id", "1101051949123100２X", "certificate.shape"),
        ("resident_id", "110105 19491231 002X", "certificate.shape"),
        ("resident_id_15", "130503671301001", "certificate.birth_date"),
        ("bizreg15", "110108000000017", "certificate.check"),
        ("hmt_residence", "11010519491231002X", "certificate.region"),
        ("passport_cn", "EI1234567", "certificate.shape"),
        ("passport_cn", "EO1234567", "certificate.shape"),
        ("passport_foreign", "ABCD", "certificate.shape"),
        ("hk_macau_permit", "A12345678", "certificate.shape"),
        ("officer", "01234567", "certificate.shape"),
        ("resident_id", "11010519491231002\u200bX", "text.hidden"),
        ("driving_licence", "1", "certificate.kind"),
    ],
)
def test_false_number_is_refused_with_its_reason(kind, value, code):
    assert verdict(kind, value) == code


def test_residence_permits_are_checked_like_resident_ids():
    body = "83000019900101001"
    number = body + certificates.resident_check(body)
    assert verdict("hmt_residence", number) == number
    assert verdict("hmt_residence", body + "Z") == "certificate.shape"


@given(st.sampled_from(CERTIFICATE_KINDS), st.text(max_size=40))
def test_any_text_gets_a_number_or_a_reason(kind, value):
    assert verdict(kind, value)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 16), st.data())
def test_one_wrong_character_changes_the_credit_check(body, place, data):
    other = data.draw(st.sampled_from(certificates.CREDIT_ALPHABET).filter(lambda character: character != body[place]))
    changed = body[:place] + other + body[place + 1 :]
    assert certificates.credit_check(changed) != certificates.credit_check(body)
