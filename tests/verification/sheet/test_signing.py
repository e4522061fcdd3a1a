"""The verification sheet: signed by a person, sealed by the node, never changed."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from verification.models import VerificationSheet
from verification.sheet import signing

DOCUMENT, SEALED = {"schema": 1, "kind": "new_filing", "masked": []}, b"\x01sealed"


@pytest.fixture
def sheet(cast):
    verifier = cast.person("provider_verifier", "provider:p01")
    facts = {
        "application": uuid4(),
        "round": 1,
        "documents": ["主办者：营业执照原件"],
        "compared": ["subject.name"],
        "corrections": [],
    }
    with cast.acting(verifier):
        return signing.sign(**facts, document=DOCUMENT, sealed=SEALED, by=verifier, now=timezone.now())


@pytest.mark.requirement("B10")
def test_a_sheet_holds_for_what_was_signed_and_for_nothing_else(cast, sheet):
    with cast.acting(cast.person("provider_verifier", "provider:p01")):
        read = VerificationSheet.objects.get(pk=sheet.pk)
        assert signing.holds(read, DOCUMENT, SEALED)
        assert not signing.holds(read, DOCUMENT | {"kind": "other"}, SEALED)
        assert not signing.holds(read, DOCUMENT, SEALED + b"\x00")
        for name, value in (
            ("round", 2),
            ("compared", []),
            ("signer", "别人"),
            ("corrections", [{}]),
            ("documents", []),
        ):
            before = getattr(read, name)
            setattr(read, name, value)
            assert not signing.holds(read, DOCUMENT, SEALED), name
            setattr(read, name, before)
        read.signature = bytes(64)
        assert not signing.holds(read, DOCUMENT, SEALED)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_sheet_is_never_changed_or_taken_away(cast, sheet, change):
    with pytest.raises(DatabaseError), cast.acting(cast.person("provider_verifier", "provider:p01")):
        rows = VerificationSheet.objects.filter(pk=sheet.pk)
        rows.update(signer="别人") if change == "update" else rows.delete()


def test_one_sheet_per_round(cast, sheet):
    verifier = cast.person("provider_verifier", "provider:p01")
    with pytest.raises(IntegrityError), cast.acting(verifier):
        signing.sign(
            application=sheet.application,
            round=1,
            documents=[],
            compared=["subject.name"],
            corrections=[],
            document=DOCUMENT,
            sealed=SEALED,
            by=verifier,
            now=timezone.now(),
        )


def test_another_provider_sees_none(cast, sheet):
    with cast.acting(cast.person("provider_verifier", "provider:p02")):
        assert not VerificationSheet.objects.exists()
