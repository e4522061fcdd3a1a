"""Keeping by rule (Q1): nobody can remove a paper of a filing before its day, whatever role he takes and whatever he writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from beian.evidence import disposal, manifest, store
from beian.evidence.disposal import DisposalRefused
from beian.evidence.lists import DisposalLine, DisposalList
from beian.evidence.models import EvidenceFile
from beian.people import scope
from beian.people.identity import uuid7
from beian.people.scope import Actor, Reach
from tests.beian.evidence import aging
from tests.beian.evidence.uploads import pdf, picture

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q1")]
HERE = "provider:p01"
DESK = Actor("user", "5", "王核验")


def at(node=HERE, actor=DESK, reach=Reach.STAFF, **rest):
    return scope.enter(node, reach, actor, **rest)


@pytest.fixture
def draft(cast, media) -> EvidenceFile:
    """A paper of an application that nobody has reported."""
    with at():
        return store.store(pdf(), purpose="owner_certificate", application=uuid7())


@pytest.fixture
def held(draft) -> EvidenceFile:
    """The same, reported."""
    with at():
        manifest.manifest([draft], for_nodes=["province:11"])
        return EvidenceFile.objects.get(pk=draft.pk)


def test_a_draft_s_paper_may_go_at_once(draft):
    with at():
        store.dispose(EvidenceFile.objects.get(pk=draft.pk), now=timezone.now())
        assert not EvidenceFile.objects.kept().exists()


@pytest.mark.parametrize(("purpose", "upload"), [("verification_sheet", pdf), ("agreement", pdf), ("certificate", pdf)])
def test_a_record_is_under_keeping_from_the_moment_it_is_made(cast, media, purpose, upload):
    with at():
        row = store.store(upload(), purpose=purpose, application=uuid7())
        assert EvidenceFile.objects.get(pk=row.pk).held_since is not None


def test_a_photo_taken_again_before_the_report_may_go(cast, media):
    with at():
        row = store.store(picture(), purpose="desk_photo", application=uuid7())
        store.dispose(EvidenceFile.objects.get(pk=row.pk), now=timezone.now())


def test_what_was_reported_is_under_keeping_at_both_ends(held, cast):
    assert held.held_since is not None and held.kept_until is None
    with at():
        entries = manifest.manifest([held], for_nodes=["province:11"])
    with at("province:11"):
        (copy,) = manifest.adopt(entries, sender=HERE, application=held.application)
        assert copy.held_since is not None
    with pytest.raises(DatabaseError, match="is kept until its filing ends"), at():
        store.dispose(EvidenceFile.objects.get(pk=held.pk), now=timezone.now())


CHANGES = [
    "disposed_at = now(), wrapped_key = ''",
    "wrapped_key = ''",
    "wrapped_key = 'x'",
    "held_since = NULL",
    "held_since = now() - interval '9 years'",
    "kept_until = current_date - 1",
    "kept_until = current_date + 1000",
    "kept_until = (now() + interval '5 years')::date - 1",
    "application = gen_random_uuid()",
    "digest = repeat('0', 64)",
    "complete = false",
    "size = 1",
    "owner_id = 7",
    "stored_at = now() - interval '9 years'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_no_writing_shortens_it(held, change):
    with at(), connection.cursor() as cursor, pytest.raises(DatabaseError, match="keeping"), transaction.atomic():
        cursor.execute(f"UPDATE beian_evidencefile SET {change} WHERE uuid = %s", [held.uuid])


@pytest.mark.parametrize("reach", list(Reach))
def test_no_role_can_delete_it(held, reach):
    owner = {"owner": 1} if reach == Reach.OWNER else {}
    more = owner | ({"organisation": 1} if reach == Reach.ORGANISATION else {})
    for statement in ("DELETE FROM beian_evidencefile", "TRUNCATE beian_evidencefile CASCADE"):
        with pytest.raises(DatabaseError), at(reach=reach, **more), connection.cursor() as cursor:
            cursor.execute(statement)
    with at():
        assert EvidenceFile.objects.filter(pk=held.pk).exclude(wrapped_key=b"").exists()


def test_no_setting_puts_the_guard_aside(held):
    with at(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{beian_evidencefile:keeping,keeping}'")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE beian_evidencefile SET wrapped_key = '' WHERE uuid = %s", [held.uuid])
        for setting in (
            "SET LOCAL session_replication_role = replica",
            "ALTER TABLE beian_evidencefile DISABLE TRIGGER ALL",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(setting)


def test_a_file_cannot_come_in_with_an_end(cast, media):
    with pytest.raises(DatabaseError, match="begins without an end"), at():
        row = store.store(pdf(), purpose="agreement", application=uuid7())
        EvidenceFile.objects.create(
            uuid=uuid7(),
            application=row.application,
            purpose="agreement",
            name="x",
            media_type="application/pdf",
            size=1,
            digest=row.digest,
            wrapped_key=b"x",
            kept_until=localdate() - timedelta(days=1),
        )


def test_its_day_may_come_later_and_never_earlier(held):
    last = disposal.kept_until(localdate())
    with at():
        rows = EvidenceFile.objects.filter(pk=held.pk)
        rows.update(kept_until=last)
        rows.update(kept_until=last + timedelta(days=40))
        with pytest.raises(DatabaseError, match="five years"), transaction.atomic():
            rows.update(kept_until=last)
        rows.update(kept_until=None)  # the filing goes on


def test_even_on_its_day_it_goes_by_a_signed_list_only(held, test_urls):
    with at():
        EvidenceFile.objects.filter(pk=held.pk).update(kept_until=disposal.kept_until(localdate()))
    aging.let_pass(test_urls)
    with pytest.raises(DatabaseError, match="on no signed list"), at():
        store.dispose(EvidenceFile.objects.get(pk=held.pk), now=timezone.now())


# ---- the list, by hand: what a person with the application's login could write


def drawn(one, held) -> DisposalList:
    with at(actor=Actor.user(one)):
        made = DisposalList.objects.create(digest="0" * 64, filings=1, files=1, drawn_by=one)
        DisposalLine.objects.create(
            list=made, application=held.application, record=1, ended_on=localdate(), digests=[held.digest]
        )
    return made


@pytest.fixture
def one(cast):
    return cast.person("provider_admin", HERE, "one")


@pytest.fixture
def other(cast):
    return cast.person("provider_admin", HERE, "other")


def signs(made, person, actor, **rest):
    with at(actor=Actor.user(actor)):
        DisposalList.objects.filter(pk=made.pk).update(
            state="approved", approved_by=person, approved_at=timezone.now(), **rest
        )


@pytest.mark.requirement("F48")
def test_the_database_lets_nobody_sign_his_own_list(held, one, other):
    made = drawn(one, held)
    with pytest.raises(DatabaseError, match="disposal_two_persons|second person"):
        signs(made, one, one)
    with pytest.raises(DatabaseError, match="second person"):
        signs(made, other, one)
    with pytest.raises(DatabaseError, match="disposal_two_persons"):
        signs(made, one, other)
    signs(made, other, other)


def test_a_signed_list_takes_nothing_more_and_loses_nothing(held, one, other):
    made = drawn(one, held)
    signs(made, other, other)
    with at(actor=Actor.user(one)):
        with pytest.raises(DatabaseError, match="no further line"), transaction.atomic():
            DisposalLine.objects.create(list=made, application=uuid7(), record=1, ended_on=localdate(), digests=[])
        for change in ("digests = '{}'", "application = gen_random_uuid()"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE beian_disposalline SET {change}")
        for change in ("state = 'drawn'", "digest = ''", "drawn_by_id = approved_by_id", "approved_at = now()"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE beian_disposallist SET {change}")
        for table in ("beian_disposalline", "beian_disposallist"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")


def test_a_list_cannot_begin_signed(held, one, other):
    with pytest.raises(DatabaseError, match="begins unsigned"), at(actor=Actor.user(one)):
        DisposalList.objects.create(
            digest="0" * 64,
            filings=1,
            files=1,
            drawn_by=one,
            state="approved",
            approved_by=other,
            approved_at=timezone.now(),
        )


def test_a_signed_list_opens_nothing_before_the_day(held, one, other):
    signs(drawn(one, held), other, other)
    with pytest.raises(DatabaseError, match="is kept until"), at():
        store.dispose(EvidenceFile.objects.get(pk=held.pk), now=timezone.now() + timedelta(days=4_000))


def test_nothing_is_due_where_nothing_has_ended(held, one):
    with at(actor=Actor.user(one)), pytest.raises(DisposalRefused, match="没有保存期已满"):
        disposal.draw_up(by=one, now=timezone.now() + timedelta(days=4_000))
