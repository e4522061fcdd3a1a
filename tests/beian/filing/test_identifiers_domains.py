"""Registrable domains by the public suffix list's own vectors and the regulation's rules for .CN; home page addresses."""

import re
from pathlib import Path

import publicsuffixlist
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.filing.identifiers import Invalid, domain_key, home_url, registrable_domain
from beian.filing.identifiers.domains import CN_CATEGORIES, CN_REGIONS, ascii_host

VECTORS = re.findall(
    r"^checkPublicSuffix\('(.+?)', (?:null|'(.+?)')\)",
    (Path(publicsuffixlist.__file__).parent / "test_psl.txt").read_text(encoding="utf-8"),
    re.M,
)
# Vectors of the list's private section, and of suffixes that it does not hold: outside what is registered under ICANN.
PRIVATE = ("uk.com", ".example", "example.example")


def verdict(text):
    try:
        return registrable_domain(text)
    except Invalid as error:
        return error.code


@pytest.mark.requirement("B2")
@pytest.mark.parametrize(("host", "expected"), VECTORS)
def test_public_suffix_lists_own_vectors(host, expected):
    if host.endswith(PRIVATE) or host == "example":
        pytest.skip("private section or unlisted suffix")
    if expected:
        assert registrable_domain(host) == expected.lower()
    else:
        assert verdict(host).startswith("domain.")


@pytest.mark.requirement("B2")
@pytest.mark.parametrize("second", sorted(CN_CATEGORIES | CN_REGIONS) + ["政务", "公益", "公司"])
def test_category_and_region_domains_of_cn_take_a_third_level(second):
    assert registrable_domain(f"http://www.zxy.{second}.CN:8080/a") == f"zxy.{second}.cn"
    assert verdict(f"{second}.cn") == "domain.suffix"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zyx.cn", "zyx.cn"),
        ("CBA.ZXY.COM", "zxy.com"),
        ("例子.中国", "例子.中国"),
        ("www.例子.中国.", "例子.中国"),
        ("xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s"),
        ("a.blogspot.com", "blogspot.com"),
        ("https://user:pw@www.example.cn:443/x?y#z", "example.cn"),
        ("www。例子．中国｡", "例子.中国"),
        (" example.cn:65535\n", "example.cn"),
        ("http:example.cn", "example.cn"),
        ("http://evil.cn\\@example.cn", "evil.cn"),
        ("r3---sn-abc.googlevideo.com", "googlevideo.com"),
        ("a.www.ck", "www.ck"),
        ("x.y.kawasaki.jp", "x.y.kawasaki.jp"),
        ("a.city.kawasaki.jp", "city.kawasaki.jp"),
        ("straße.de", "straße.de"),
        ("a.xn--zfr164b.cn", "a.xn--zfr164b.cn"),
    ],
)
def test_form_of_the_input_is_kept(text, expected):
    assert registrable_domain(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.2.3.4", "domain.address"),
        ("[2001:db8::1]", "domain.address"),
        ("localhost", "domain.unknown_suffix"),
        ("example.invalid", "domain.unknown_suffix"),
        ("facebookcorewwwi.onion", "domain.unknown_suffix"),
        ("1.in-addr.arpa", "domain.unknown_suffix"),
        ("example-.cn", "domain.shape"),
        ("-example.cn", "domain.shape"),
        ("ex_ample.cn", "domain.shape"),
        ("exam ple.cn", "domain.shape"),
        ("a..cn", "domain.shape"),
        ("ｅxample.cn", "domain.shape"),
        ("a" * 64 + ".cn", "domain.shape"),
        ("раypal.com", "text.mixed"),
        ("exam\u200bple.cn", "text.hidden"),
        ("xn--a.cn", "domain.shape"),
        ("xn--abc-.cn", "domain.shape"),
        ("xn--ypal-43d9g.com", "domain.shape"),
        ("xn--i-7iq.ws", "domain.shape"),
        ("ab--cd.cn", "domain.shape"),
        ("i❤.ws", "domain.shape"),
        ("\u212a.cn", "domain.shape"),
        ("a@example.cn", "domain.shape"),
        ("mailto:a@example.cn", "domain.shape"),
        ("example.cn:65536", "domain.shape"),
        ("example.cn:x", "domain.shape"),
        ("example.cn..", "domain.shape"),
        ("http://", "domain.shape"),
        ("foo.ck", "domain.suffix"),
        ("xn--zfr164b.cn", "domain.suffix"),
        (".".join(["a" * 62] * 4) + ".cn", "domain.shape"),
        ("", "domain.shape"),
        (".", "domain.shape"),
    ],
)
def test_what_is_no_domain_is_refused_with_its_reason(text, code):
    assert verdict(text) == code


def test_all_ways_of_writing_a_domain_have_one_key():
    assert domain_key("www.例子.中国") == domain_key("XN--FSQU00A.xn--fiqs8s") == "xn--fsqu00a.xn--fiqs8s"


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("www.123.com", "http://www.123.com"),
        ("HTTPS://WWW.Example.CN:8443/a?b=c#d", "https://www.example.cn:8443/a?b=c#d"),
        ("http://1.2.4.8/", "http://1.2.4.8/"),
        ("http://[2400:3200::1]/", "http://[2400:3200::1]/"),
    ],
)
def test_home_page_address_has_one_normal_form(text, expected):
    assert home_url(text).url == expected


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.cn/",
        "file:///etc/passwd",
        "//example.cn",
        "http:example.cn",
        "http://user@example.cn/",
        "http://example.cn:99999/",
        "http://exa mple.cn/",
        'http://example.cn/"onload="x',
        "http://example.cn/<script>",
        "http://example。cn/",
        "http://",
        "http://[::1",
        "http://\u202eexample.cn/",
    ],
)
def test_other_addresses_are_refused(text):
    with pytest.raises(Invalid):
        home_url(text)


@given(st.text(max_size=60))
def test_any_text_gets_a_domain_or_a_reason(text):
    assert verdict(text)
    try:
        assert home_url(text).url
    except Invalid as error:
        assert str(error.reason.text)


LABELS = st.text("abz09-", min_size=1, max_size=4) | st.sampled_from(["xn--fiqs8s", "com", "a" * 63, "b" * 64])
ENDINGS = st.sampled_from(
    ["cn", "com.cn", "bj.cn", "net", "co.uk", "onion", "arpa", "zz", "12", "0x1", "xn--fiqs8s", "test1"]
)


@given(st.lists(LABELS, max_size=5), ENDINGS)
def test_names_in_plain_form_get_the_same_key_by_the_short_way(labels, ending):
    """The key of a register's name is counted without folding; it is what folding would give."""
    name = ".".join([*labels, ending])
    assert _told(domain_key, name) == _told(lambda text: ascii_host(registrable_domain(text)), name)


def _told(ask, name: str) -> str:
    try:
        return ask(name)
    except Invalid as refusal:
        return f"refused: {refusal.reason.text}"
