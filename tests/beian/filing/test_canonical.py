import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.filing.canonical import CanonicalError, canonical, digest, parse

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_a_value_survives_its_bytes_and_has_only_these(value):
    data = canonical(value)
    assert parse(data, exact=True) == value
    assert canonical(parse(data)) == data


@given(st.dictionaries(texts, values, min_size=2, max_size=5), st.randoms())
def test_the_order_in_which_keys_were_written_does_not_matter(value, random):
    entries = list(value.items())
    random.shuffle(entries)
    assert canonical(dict(entries)) == canonical(value)
    assert digest(dict(entries)) == digest(value)


def test_the_bytes_are_plain_utf_8_sorted_without_white_space():
    assert canonical({"b": [1, True, None], "a": "备案\n"}) == '{"a":"备案\\n","b":[1,true,null]}'.encode()
    assert len(digest({})) == 32


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (1.0, ""),
        ({"a": [0, math.nan]}, "a.1"),
        ({"a": {"b": "x\x00"}}, "a.b"),
        (["\ud800"], "0"),
        ({"\udfff": 1}, ""),
        ({1: "a"}, ""),
        ({"n": 2**63}, "n"),
        ({"s": {1, 2}}, "s"),
        ({"d": b"bytes"}, "d"),
    ],
)
def test_what_has_no_canonical_bytes_is_refused_with_its_place(value, path):
    with pytest.raises(CanonicalError) as refused:
        canonical(value)
    assert refused.value.path == path


def test_a_value_nested_without_end_is_refused_and_never_a_crash():
    endless: list = []
    endless.append(endless)
    with pytest.raises(CanonicalError, match="nested"):
        canonical(endless)
    with pytest.raises(CanonicalError, match="nested"):
        parse(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'{"points":1e400}',
        b'{"points":1.5}',
        b'{"points":NaN}',
        b'{"points":-Infinity}',
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'"\\u0000"',
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        b'"\xff"',
        b"99999999999999999999",
        b"9" * 10_000,
        b"{} {}",
        b"[1,]",
        b"<a/>",
    ],
)
def test_json_that_can_be_read_in_two_ways_or_in_none_is_refused(data):
    with pytest.raises(CanonicalError):
        parse(data)


def test_json_from_others_is_read_but_is_not_taken_for_canonical():
    loose = b' { "b" : 1, "a" : "\\u5907" } '
    assert parse(loose) == {"a": "备", "b": 1}
    with pytest.raises(CanonicalError, match="canonical"):
        parse(loose, exact=True)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    try:
        value = parse(data)
    except CanonicalError:
        return
    assert json.loads(data) == value
