"""What the desk said of the photo is read at the bureau in the reviewer's language, whichever the clerk had (B6)."""

import re

import pytest

from beian.exchange import drain
from beian.people.nodes import node_url
from tests.province.stories import case_of, report
from verification.photo.verdicts import DOUBT, PASS, Check

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B6")]
NODE = "province:11"
CHECKS = [
    Check("face", PASS, 1, "1").as_json(),
    Check("sharpness", DOUBT, "8.0", "≥ 9", "soft").as_json(),
    Check("backdrop_number", DOUBT, "123455", fault="number_foreign").as_json(),
    # One of a system that looks for more than we do.
    {"code": "smile", "result": "doubt", "label": "表情", "text": "请保持自然表情。", "fault": "grimace"},
]


def section(checks: list, language: str, cast) -> str:
    """The photo's verdict on the case's page."""
    application = report(sheet={"facts": {"photo": {"verdict": "warn", "checks": checks, "overruled": {}}}})
    drain()
    client = cast.staff("province_reviewer", NODE)
    client.cookies["django_language"] = language
    words = client.get(node_url(NODE, "case", case_of(application).pk)).content.decode()
    return re.search(r'<div class="photo-verdict">.*?</table>', words, re.DOTALL)[0]


def test_a_reviewer_reads_the_doubts_in_chinese(cast):
    words = section(CHECKS, "zh-hans", cast)
    for text in (
        "清晰度",
        "8.0 / ≥ 9",
        "面部不够清晰",
        "幕布编号 123455 不是本单位的",
        "本单位的编号",
        "请保持自然表情。",
    ):
        assert text in words, text


def test_a_reviewer_who_reads_english_reads_them_in_english(cast):
    words = section(CHECKS, "en", cast)
    assert "123455" in words and "8.0 / ≥ 9" in words
    for text in ("清晰度", "面部不够清晰", "不是本单位的", "本单位的编号"):
        assert text not in words, text
    assert "请保持自然表情。" in words, "what is not known here is shown as it was told"


def test_what_an_english_clerk_kept_before_there_were_codes_is_told_in_the_reviewers_language(cast):
    kept = {"code": "sharpness", "result": "doubt", "label": "Sharpness", "text": "The face is not sharp enough."}
    words = section([kept | {"fault": "soft", "value": "8.0"}], "zh-hans", cast)
    assert "清晰度" in words and "面部不够清晰" in words and "not sharp" not in words


@pytest.mark.parametrize("value", [None, [], {"a": 1}, "x" * 5000, 2**53, True, "<b>"])
def test_values_of_any_shape_break_no_page(cast, value):
    checks = [
        {"code": code, "result": "doubt", "label": "某项", "text": "原话。", "value": value, "fault": fault}
        for code, fault in (("face", "several_faces"), ("backdrop_number", "number_void"), ("background_reused",) * 2)
    ]
    assert "<b>" not in section(checks, "zh-hans", cast)
