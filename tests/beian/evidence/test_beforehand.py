"""Uploads are decoded before the request's transaction is opened (decision 3)."""

import pytest
from django.db import connection

from beian.evidence import checks
from tests.beian.evidence import uploads
from tests.provider.stories import application_at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B6")]


@pytest.mark.parametrize("size", [(800, 600), (640, 480)])
def test_a_desk_photo_is_decoded_once_and_outside_the_transaction(cast, monkeypatch, size):
    application, seen = application_at("prechecked", cast), []
    check = checks.check
    monkeypatch.setattr(checks, "check", lambda *args: seen.append(connection.in_atomic_block) or check(*args))
    photo = uploads.picture(size)
    photo.name = "photo.jpg"
    address = cast.url("provider:p01", "visit_photo", application.uuid)
    answer = cast.staff("provider_verifier", "provider:p01").post(address, {"photo": photo})
    assert answer.status_code == (302 if size == (800, 600) else 422)
    assert seen == [False]
