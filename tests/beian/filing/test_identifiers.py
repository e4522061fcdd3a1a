"""Text hygiene, folding, contacts, public addresses, masks."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.filing import identifiers
from beian.filing.identifiers import Invalid, clean_text, fold
from beian.filing.identifiers.addresses import DENIED_4, DENIED_6


def verdict(check, *values):
    try:
        check(*values)
    except Invalid as error:
        return error.code
    return "good"


@pytest.mark.parametrize(
    "character", ["\x00", "\t", "\r", "\x7f", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u2028", "\ue000", "\ud800",
                  "\U000e0041", "\u3164", "\ufe0f", "\u2800", "\U0010fffe", "\uffff", "\n"]
)  # fmt: skip
def test_characters_nobody_can_see_are_refused(character):
    assert verdict(clean_text, f"北京{character}某某") == "text.hidden"


def test_rare_names_lines_and_other_scripts_are_welcome():
    assert clean_text("𠮷田\U00031350\U0002ebf0") == "𠮷田\U00031350\U0002ebf0"
    assert clean_text("一\r\n二", lines=True) == "一\n二"
    assert clean_text("ئۇيغۇر ᠮᠣᠩ བོད Россия") and clean_text("e\u0301") == "é"
    assert verdict(clean_text, "раypal") == "text.mixed"


def test_folding_helps_with_width_spaces_and_case():
    assert fold("１１０１０５　１９４９１２３１ ００２ｘ", "upper") == "11010519491231002X"
    assert fold("ＷＷＷ．Example．ＣＮ", "lower") == "www.example.cn"


@given(st.text(max_size=60), st.sampled_from(["keep", "upper", "lower"]))
def test_folding_is_idempotent(text, case):
    assert fold(fold(text, case), case) == fold(text, case)


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        (identifiers.mobile, "13800138000", "good"),
        (identifiers.mobile, "1380013800", "mobile.shape"),
        (identifiers.mobile, "138001380000", "mobile.shape"),
        (identifiers.mobile, "12800138000", "mobile.segment"),
        (identifiers.mobile, "１３８００１３８０００", "mobile.shape"),
        (identifiers.mobile, "+8613800138000", "mobile.shape"),
        (identifiers.phone, "010-66012345", "good"),
        (identifiers.phone, "0571-87654321-801", "good"),
        (identifiers.phone, "0891-6812345", "good"),
        (identifiers.phone, "010-00000000", "phone.fake"),
        (identifiers.phone, "010-11111111", "phone.fake"),
        (identifiers.phone, "010-6601234", "phone.shape"),
        (identifiers.phone, "66012345", "phone.shape"),
        (identifiers.phone, "000-66012345", "phone.shape"),
        (identifiers.phone, "010-66012345;rm", "phone.shape"),
        (identifiers.phone_or_mobile, "13800138000", "good"),
        (identifiers.email, "a@example.cn", "good"),
        (identifiers.email, "zhang.san+icp@例子.中国", "good"),
        (identifiers.email, "a@b", "email.domain"),
        (identifiers.email, "a@example.invalid", "email.domain"),
        (identifiers.email, "a..b@example.cn", "email.shape"),
        (identifiers.email, "a@b@example.cn", "email.shape"),
        (identifiers.email, "a@1.2.4.8", "email.domain"),
        (identifiers.email, "a@example.cn/x", "email.shape"),
        (identifiers.email, "a b@example.cn", "email.shape"),
        (identifiers.email, "a\u200b@example.cn", "text.hidden"),
        (identifiers.email, "a" * 65 + "@example.cn", "email.shape"),
    ],
)
def test_contacts(check, value, expected):
    assert verdict(check, value) == expected


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("network", DENIED_4 + DENIED_6)
def test_no_end_of_a_denied_network_is_public(network):
    net = ipaddress.ip_network(network)
    for end in (net.network_address, net.broadcast_address):
        assert verdict(identifiers.public_address, str(end)) == "ip.not_public"


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.2.4.8", "good"),
        ("2400:3200::1", "good"),
        ("0.0.0.0", "ip.not_public"),
        ("192.168.1.1", "ip.not_public"),
        ("::ffff:127.0.0.1", "ip.not_public"),
        ("::ffff:1.2.4.8", "ip.not_public"),
        ("64:ff9b::a00:1", "ip.not_public"),
        ("fec0::1", "ip.not_public"),
        ("2002:a00:1::", "ip.not_public"),
        ("192.168.1.X", "ip.shape"),
        ("01.2.3.4", "ip.shape"),
        ("1.2.3", "ip.shape"),
        ("2400:3200::1%eth0", "ip.shape"),
        ("１.2.4.8", "ip.shape"),
        ("1.2.4.0/24", "ip.shape"),
    ],
)
def test_only_public_addresses_pass(value, expected):
    assert verdict(identifiers.public_address, value) == expected


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("1.2.4.0", "1.2.4.255", "good"),
        ("1.2.4.0", "2400:3200::1", "ip.family"),
        ("1.2.4.255", "1.2.4.0", "ip.order"),
        ("9.255.255.255", "11.0.0.1", "ip.range_not_public"),
        ("2000::", "2003::", "ip.range_not_public"),
    ],
)
def test_ranges(start, end, expected):
    assert verdict(identifiers.ip_range, start, end) == expected


@given(st.ip_addresses())
def test_python_never_calls_private_what_we_call_public(address):
    if verdict(identifiers.public_address, str(address)) == "good":
        assert address.is_global and not address.is_multicast


def test_masks():
    assert identifiers.mask_name("张三") == "张*"
    assert identifiers.mask_number("110105194912310012") == "1101**********0012"
    assert identifiers.mask_mobile("13800138000") == "138****8000"
    assert identifiers.mask_mobile("010-66012345") == "010-******45"
    assert identifiers.mask_email("zhangsan@example.cn") == "z*******@example.cn"


@given(st.text(max_size=40))
def test_masks_take_any_text_and_hide_most_of_it(text):
    for mask in (identifiers.mask_name, identifiers.mask_number, identifiers.mask_mobile, identifiers.mask_email):
        assert isinstance(mask(text), str)
    if len(text) > 8:
        assert "****" in identifiers.mask_number(text) or len(text) < 12
