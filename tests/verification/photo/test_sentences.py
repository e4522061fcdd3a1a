"""What a check says is said in the language of whoever reads it, whoever stood at the desk; what is unknown is shown as it was told."""

import re
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from verification import photo
from verification.models import PhotoRecord
from verification.photo import backdrops, checks, reuse, sentences
from verification.photo.verdicts import DOUBT, FAIL, PASS, Check

pytestmark = pytest.mark.requirement("B6")
NOW = timezone.now()
VALUES = {"backdrop_number": "123455", "background_reused": "2026-11-22T17:30:00+00:00"}
HAN = re.compile("[\u3400-\u9fff]")


@pytest.mark.parametrize(("code", "fault"), sentences.SENTENCES)
def test_every_sentence_names_what_was_measured(code, fault):
    check = Check(code, FAIL if fault else PASS, VALUES.get(code, 3), "≥ 2", fault)
    assert HAN.search(check.label) and check.text.endswith("。") and "%" not in check.text
    kept = check.as_json()
    assert sentences.said(kept) == kept, "what is kept says the same in Chinese"


@pytest.mark.parametrize("module", [checks, backdrops, reuse])
def test_every_fault_that_is_found_has_its_sentence(module):
    """A fault is the last word of a Check, or what `_trouble` returns."""
    source = Path(module.__file__).read_text()
    named = set(re.findall(r'Check\("\w+", \w+, .*"(\w+)"\)', source)) | set(re.findall(r'fault="(\w+)"', source))
    named |= set(re.findall(r'(?:return|else) "(number_\w+)"', source))
    assert named <= {fault for _code, fault in sentences.SENTENCES}, named


def test_the_day_of_another_photo_is_counted_in_shanghai():
    assert "2026-11-23" in Check(reuse.CODE, DOUBT, VALUES[reuse.CODE], fault=reuse.CODE).text


@pytest.mark.parametrize(
    "told",
    [
        {"code": "face", "label": "人脸", "text": "旧的句子。", "result": "doubt"},
        {"code": "face", "label": "人脸", "text": "旧的句子。", "fault": "seen_by_another_system"},
        {"code": "face", "label": "人脸", "text": "旧的句子。", "fault": "several_faces", "value": "many"},
        {"code": "backdrop_number", "text": "旧的句子。", "fault": "backdrop_number", "value": "123455"},
        {"code": "background_reused", "text": "旧的句子。", "fault": "background_reused", "value": "yesterday"},
        {"code": "background_reused", "text": "旧的句子。", "fault": "background_reused", "value": None},
        {"code": "unheard_of", "label": "新检查", "text": "旧的句子。", "fault": ""},
        {"code": ["face"], "label": "新检查", "text": "旧的句子。", "fault": {"a": 1}},
        {"code": "backdrop_number", "text": "旧的句子。", "fault": "number_void", "value": {"a": 1}},
    ],
)
def test_what_is_not_known_is_shown_as_it_was_told(told):
    with translation.override("en"):
        said = sentences.said(told)
    assert said["text"] == "旧的句子。"
    assert said["label"] == ("新检查" if told.get("label") == "新检查" else said["label"]) != ""


def test_nothing_told_is_nothing_said():
    assert sentences.said({}) == {"label": "", "text": "", "limit": ""}
    assert sentences.said({"code": "x", "text": None, "limit": None})["label"] == "x"


def test_a_clerk_who_reads_english_keeps_a_record_that_reads_chinese_at_the_bureau(cast, db):
    verifier = cast.person("provider_verifier", "provider:p01")
    with cast.acting(verifier), translation.override("en"):
        record = photo.keep(
            taken=photo.ready_made(NOW),
            application=uuid4(),
            round=1,
            owner=None,
            overruled={"backdrop_number": "the new backdrop came yesterday"},
            by=verifier,
            now=NOW,
        )
        kept = PhotoRecord.objects.get(pk=record.pk)
        (english,) = kept.doubts
    assert all(HAN.search(check["label"]) and HAN.search(check["text"]) for check in kept.verdict["checks"])
    (chinese,) = kept.doubts
    assert "还没有登记幕布" in chinese["text"] and chinese["limit"] == "本单位的编号"
    assert not any(HAN.search(english[name]) for name in ("label", "text", "limit")) or not _translated()


def _translated() -> bool:
    """Whether this language has the sentence yet."""
    with translation.override("en"):
        return not HAN.search(sentences.text("backdrop_number", "number_unregistered", "123455"))


def test_a_backdrop_says_which_of_three_things_is_wrong_with_it(cast, db):
    with cast.acting(cast.person("provider_verifier", "provider:p01")):
        taken, today = photo.ready_made(NOW), timezone.localdate(NOW)
        number = taken.verdict.backdrop
        assert backdrops.check(taken.verdict, on=today).fault == "number_unregistered"
        backdrops.hold(number=backdrops.number_of(77), issued_on=today)
        assert backdrops.check(taken.verdict, on=today).fault == "number_foreign"
        backdrops.hold(number=number, issued_on=date(2026, 1, 1), revoked_on=today - timedelta(days=1))
        found = backdrops.check(taken.verdict, on=today)
        assert found.fault == "number_void" and number in found.text and found.limit == "本单位的编号"
