"""A desk photo is kept with what was measured; its doubts ask for reasons; whose backdrop it is, only this node knows."""

import io
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError
from django.utils import timezone
from PIL import Image

from beian.evidence.models import EvidenceFile
from tests.verification.photo import portraits
from verification import photo
from verification.models import Backdrop, PhotoRecord
from verification.photo import PhotoRefused, backdrops, keeping, specimens
from verification.photo.verdicts import DOUBT, FAIL, Check

pytestmark = pytest.mark.requirement("B6")
NOW = timezone.now()
NUMBER = specimens.NUMBER
SOFT = Check("sharpness", DOUBT, 8.0, "≥ 9", "soft")
REASON = {"backdrop_number": "新幕布昨天送到，编号尚未登记。"}


@pytest.fixture
def verifier(cast):
    return cast.person("provider_verifier", "provider:p01")


@pytest.fixture
def desk(cast, verifier):
    """Somebody at the desk of a provider that holds the specimen's backdrop."""
    with cast.acting(verifier):
        backdrops.hold(number=NUMBER, issued_on=NOW.date() - timedelta(days=30))
        yield verifier


def kept(by, taken=None, *, application=None, overruled=(), **more):
    return photo.keep(
        taken=taken or photo.ready_made(NOW),
        application=application or uuid4(),
        round=1,
        owner=None,
        overruled=dict(overruled),
        by=by,
        now=NOW,
        **more,
    )


def doubtful(*checks):
    taken = photo.ready_made(NOW)
    return replace(taken, verdict=taken.verdict.with_checks(checks))


def test_a_good_photo_is_kept_with_its_measures(desk):
    application = uuid4()
    record = kept(desk, application=application)
    assert record.verdict["verdict"] == "accept", record.doubts
    assert record.backdrop == NUMBER and record.overruled == {} and record.unanswered == []
    assert {"backdrop_number", "face", "colour", "sharpness"} <= {check["code"] for check in record.verdict["checks"]}
    evidence = EvidenceFile.objects.get(uuid=record.evidence)
    assert (evidence.purpose, evidence.width, evidence.height) == ("desk_photo", 800, 600)
    assert evidence.taken_at == record.taken_at == NOW
    assert photo.standing(application, 1) == record and photo.standing(application, 2) is None


def test_the_latest_photo_counts(desk):
    application = uuid4()
    kept(desk, application=application)
    second = kept(desk, application=application)
    assert photo.standing(application, 1) == second


def test_a_failed_check_cannot_be_overruled(desk):
    taken = doubtful(Check("face", FAIL, 2, "1", "several_faces"))
    with pytest.raises(PhotoRefused, match="2 张脸") as refused:
        kept(desk, taken, overruled={"face": "其实只有一张"})
    assert refused.value.verdict.fails and not EvidenceFile.objects.exists() and not PhotoRecord.objects.exists()


def test_every_doubt_asks_for_a_reason_of_its_own(desk):
    with pytest.raises(PhotoRefused, match="清晰度") as refused:
        kept(desk, doubtful(SOFT), overruled={"colour": "与此无关"})
    assert refused.value.missing == ("sharpness",) and not PhotoRecord.objects.exists()
    record = kept(desk, doubtful(SOFT), overruled={"sharpness": "  补光后 面部可辨认\n", "face": "多余"})
    assert record.overruled == {"sharpness": {"reason": "补光后 面部可辨认", "by": desk.name}}
    assert record.verdict["verdict"] == "warn" and record.unanswered == []


@pytest.mark.parametrize("reason", ["字" * 201, "证件 110101199003077775 本人", "电话 138 0013 8000"])
def test_a_reason_holds_no_number_and_is_short(desk, reason):
    with pytest.raises(PhotoRefused):
        kept(desk, doubtful(SOFT), overruled={"sharpness": reason})


def test_a_doubt_may_be_left_open_and_answered_later(desk):
    record = kept(desk, doubtful(SOFT), open_doubts=True)
    assert [check["code"] for check in record.unanswered] == ["sharpness"]
    with pytest.raises(PhotoRefused, match="清晰度"):
        photo.settle(record=record, overruled={"sharpness": " \x00 "}, by=desk, now=NOW)
    settled = photo.settle(record=record, overruled={"sharpness": "本人确认"}, by=desk, now=NOW)
    assert settled.unanswered == [] and PhotoRecord.objects.get().overruled["sharpness"]["by"] == desk.name
    again = photo.settle(record=record, overruled={"sharpness": "换一个理由"}, by=desk, now=NOW)
    assert again.overruled["sharpness"]["reason"] == "本人确认", "a reason once given stays"


def test_a_provider_without_any_backdrop_is_doubted_and_not_refused(cast, verifier):
    with cast.acting(verifier):
        with pytest.raises(PhotoRefused, match="幕布编号"):
            kept(verifier)
        record = kept(verifier, overruled=REASON)
        assert "还没有登记幕布" in record.doubts[0]["text"]


def test_anothers_backdrop_is_doubted(cast):
    other = cast.person("provider_verifier", "provider:p02")
    with cast.acting(other):
        backdrops.hold(number=backdrops.number_of(9), issued_on=NOW.date())
        record = kept(other, open_doubts=True)
        assert "不是本单位的" in record.unanswered[0]["text"]


def test_a_backdrop_counts_from_the_first_hour_of_its_day_in_shanghai(cast):
    """At two in the morning there it is still the day before in UTC."""
    other = cast.person("provider_verifier", "provider:p02")
    early = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
    with cast.acting(other):
        backdrops.hold(number=NUMBER, issued_on=date(2026, 3, 2))
        verdict = photo.ready_made(early).verdict
        assert keeping.judged_here(verdict, application=uuid4(), now=early).doubts == []
        with pytest.raises(PhotoRefused, match="幕布编号"):
            photo.keep(
                taken=photo.ready_made(early),
                application=uuid4(),
                round=1,
                owner=None,
                overruled={},
                by=other,
                now=early - timedelta(hours=3),
            )


def test_a_revoked_backdrop_is_doubted(desk):
    backdrops.hold(number=NUMBER, issued_on=NOW.date() - timedelta(days=30), revoked_on=NOW.date())
    assert "已作废" in kept(desk, open_doubts=True).unanswered[0]["text"]
    assert backdrops.held(on=NOW.date()) == []


def test_holding_is_safe_to_repeat_and_refuses_wrong_numbers(desk):
    backdrops.hold(number=NUMBER, issued_on=date(2026, 1, 5))
    backdrops.hold(number=NUMBER, issued_on=date(2026, 1, 5), revoked_on=date(2026, 2, 1))
    backdrops.hold(number=NUMBER, issued_on=date(2026, 1, 5))
    assert Backdrop.objects.get().revoked_on == date(2026, 2, 1), "a late repeat does not undo a revocation"
    for wrong in ("", "12345", "000172", "1234567", "００１７１１", "000000"):
        with pytest.raises(backdrops.BackdropRefused):
            backdrops.hold(number=wrong, issued_on=date(2026, 1, 5))
    with pytest.raises(backdrops.BackdropRefused):
        backdrops.hold(number=NUMBER, issued_on=date(2026, 1, 5), revoked_on=date(2026, 1, 4))


def with_background(signs, corners):
    taken = photo.ready_made(NOW)
    measures = taken.verdict.measures | {"corners": corners}
    return replace(taken, verdict=replace(taken.verdict, background=signs + "f" * 64, measures=measures))


CORNERS = [[1, 100.0, 80.0], [117, 300.0, 80.0], [301, 700.0, 90.0]]


def test_a_background_seen_behind_somebody_else_is_doubted(desk):
    first = kept(desk, with_background("0f" * 32, CORNERS))
    moved = [[one, x + 1.0, y] for one, x, y in CORNERS]
    copied = kept(desk, with_background("0f" * 31 + "0e", moved), open_doubts=True)
    assert [check["code"] for check in copied.unanswered] == ["background_reused"]
    again = kept(desk, with_background("0f" * 32, CORNERS), application=first.application, open_doubts=True)
    assert "background_reused" in [check["code"] for check in again.unanswered], "the copy is another application's"


def test_the_same_wall_or_the_same_place_alone_is_no_copy(desk):
    application = uuid4()
    kept(desk, with_background("0f" * 32, CORNERS), application=application)
    assert kept(desk, with_background("0f" * 32, CORNERS), application=application).doubts == [], "a second try"
    assert kept(desk, with_background("33" * 32, CORNERS)).doubts == [], "same camera, grain of its own"
    elsewhere = [[one, x + 40, y] for one, x, y in CORNERS]
    assert kept(desk, with_background("0f" * 32, elsewhere)).doubts == [], "other places"


@pytest.mark.parametrize("change", [{"backdrop": "000000"}, {"taken_at": NOW + timedelta(hours=1)}, {"background": ""}])
def test_a_record_stays_as_it_was_taken(cast, verifier, change):
    with pytest.raises(DatabaseError), cast.acting(verifier):
        PhotoRecord.objects.filter(pk=kept(verifier, overruled=REASON).pk).update(**change)


def test_a_rejected_photo_never_becomes_a_record(cast, verifier):
    taken = doubtful(Check("colour", FAIL, 0, "", "grey"))
    with pytest.raises(IntegrityError), cast.acting(verifier):
        PhotoRecord.objects.create(
            evidence=uuid4(),
            application=uuid4(),
            round=1,
            verdict=taken.verdict.as_json(),
            taken_at=NOW,
            taken_by=verifier,
        )


def test_a_stranger_sees_neither_photos_nor_backdrops(cast, verifier):
    with cast.acting(verifier):
        backdrops.hold(number=NUMBER, issued_on=NOW.date())
        kept(verifier)
    with cast.acting(cast.person("provider_verifier", "provider:p02")):
        assert not PhotoRecord.objects.exists() and not Backdrop.objects.exists()


def test_nobody_deletes_a_record_or_a_backdrop(cast, verifier):
    with cast.acting(verifier):
        backdrops.hold(number=NUMBER, issued_on=NOW.date())
        kept(verifier)
    for model in (PhotoRecord, Backdrop):
        with pytest.raises(DatabaseError), cast.acting(verifier):
            model.objects.all().delete()


def shot(picture):
    return photo.take(io.BytesIO(picture), now=NOW)


@pytest.fixture(scope="module")
def old_wall():
    """A picture of the empty backdrop, with its grain."""
    return Image.open(io.BytesIO(specimens.specimen(NUMBER, people=0))).convert("RGB")


def test_somebody_put_into_an_old_picture_is_found_and_two_visits_at_one_desk_are_not(desk, old_wall, monkeypatch):
    """The forger saves anew, at another quality and with somebody else before it. The grain is the same in every run."""
    monkeypatch.setattr(specimens, "os", SimpleNamespace(urandom=random.Random(7).randbytes))
    kept(desk, shot(portraits.jpeg(portraits.astronaut(wall=old_wall))))
    forged = old_wall.copy()
    specimens.person(forged, forged.width // 2)
    out = io.BytesIO()
    forged.resize((1200, 900)).save(out, "JPEG", quality=85)
    copied = kept(desk, shot(out.getvalue()), open_doubts=True)
    assert "background_reused" in [check["code"] for check in copied.unanswered]
    for _visit in range(2):
        honest = kept(desk, shot(specimens.specimen(NUMBER)), open_doubts=True)
        assert honest.unanswered == [], "one wall, one camera, grain of its own"
