"""Uploads are decoded before the request's transaction is opened (decision 3)."""

import io

import pytest
from django.db import connection

from tests.provider.stories import application_at
from verification.photo import specimens, taking

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B6")]


@pytest.mark.parametrize("grey", [False, True])
def test_a_desk_photo_is_looked_at_once_and_outside_the_transaction(cast, monkeypatch, grey):
    application, seen = application_at("prechecked", cast), []
    look = taking.looked_at
    monkeypatch.setattr(
        taking, "looked_at", lambda *args, **how: seen.append(connection.in_atomic_block) or look(*args, **how)
    )
    photo = io.BytesIO(specimens.specimen(specimens.NUMBER, grey=grey))
    photo.name = "photo.jpg"
    address = cast.url("provider:p01", "visit_photo", application.uuid)
    answer = cast.staff("provider_verifier", "provider:p01").post(address, {"photo": photo})
    assert answer.status_code == (422 if grey else 302)
    assert seen == [False]
