"""`evidence audit`: what is kept can be read, and whatever is broken on purpose is found by name."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from beian.evidence import auditing, disk, manifest, store
from beian.evidence.models import EvidenceFile
from beian.people import scope
from beian.people.identity import uuid7
from beian.people.scope import Actor, Reach
from tests.beian.evidence import aging
from tests.beian.evidence.uploads import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q2")]
HERE, THERE = "provider:p01", "province:11"
DESK = Actor("user", "5", "王核验")


@pytest.fixture
def kept(cast, media) -> list[EvidenceFile]:
    """Three documents, one of them also at the province."""
    application = uuid7()
    with scope.enter(HERE, Reach.STAFF, DESK):
        for words in (b"one", b"two", b"three"):
            store.store(pdf(words), purpose="owner_certificate", application=application)
        rows = list(EvidenceFile.objects.of(application))
        entries = manifest.manifest(rows[:1], for_nodes=[THERE])
    with scope.enter(THERE, Reach.STAFF, DESK):
        manifest.adopt(entries, sender=HERE, application=application)
    return rows


def audited(node: str = "") -> tuple[str, str, bool]:
    """What the command says, what it complains of, and whether all held."""
    out, complaints = io.StringIO(), io.StringIO()
    try:
        call_command("evidence", "audit", *(["--node", node] if node else []), stdout=out, stderr=complaints)
    except CommandError:
        return out.getvalue(), complaints.getvalue(), False
    return out.getvalue(), complaints.getvalue(), True


def in_an_hour(node: str) -> str:
    """What an audit would complain of by then."""
    found = auditing.audit(node, now=timezone.now() + timedelta(minutes=62))
    return "\n".join(str(each) for each in found if isinstance(each, auditing.Fault))


def place(row: EvidenceFile, node: str = HERE):
    return disk.place_of(node, row.digest)


def test_what_was_kept_is_sound_at_every_node(kept):
    said, complaints, held = audited()
    assert held and not complaints
    assert f"{HERE}: 3 sound, 0 awaited, 0 disposed of, 0 just written, 0 faults" in said
    assert f"{THERE}: 1 sound" in said


def test_a_flipped_byte_is_found(kept):
    data = bytearray(place(kept[1]).read_bytes())
    data[40] ^= 1
    place(kept[1]).write_bytes(data)
    said, complaints, held = audited()
    assert not held and "2 sound" in said
    assert complaints.count("\n") == 1 and f"{HERE} {kept[1].uuid}: its file does not have its digest" in complaints


def test_a_missing_file_is_found_at_the_node_that_misses_it(kept):
    place(kept[0]).unlink()
    _said, complaints, held = audited()
    assert not held and f"{HERE} {kept[0].uuid}: its file is missing" in complaints
    assert THERE not in complaints


def test_swapped_files_are_found_both(kept):
    one, other = place(kept[1]), place(kept[2])
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    _said, complaints, _held = audited(HERE)
    assert complaints.count("does not have its digest") == 2


@pytest.mark.parametrize("key", [b"", bytes(80)])
def test_a_lost_key_is_found(kept, test_urls, key):
    with aging.owner(test_urls) as cursor:
        cursor.execute("UPDATE beian_evidencefile SET wrapped_key = %s WHERE uuid = %s", [key, str(kept[1].uuid)])
    _said, complaints, held = audited(HERE)
    assert not held and f"{kept[1].uuid}: it cannot be deciphered with its key" in complaints


def test_a_row_that_names_another_file_is_found(kept, test_urls):
    with aging.owner(test_urls) as cursor:
        cursor.execute("UPDATE beian_evidencefile SET digest = %s WHERE uuid = %s", [kept[2].digest, str(kept[1].uuid)])
    _said, complaints, _held = audited(HERE)
    assert f"{kept[1].uuid}: it cannot be deciphered with its key" in complaints


def test_a_wrong_size_is_found(kept, test_urls):
    with aging.owner(test_urls) as cursor:
        cursor.execute("UPDATE beian_evidencefile SET size = 3 WHERE uuid = %s", [str(kept[1].uuid)])
    assert "bytes where 3 were kept" in audited(HERE)[1]


def test_a_file_without_a_row_is_found_once_it_is_an_hour_old(kept):
    stray = disk.folder_of(HERE) / "ab" / ("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"?")
    left = disk.folder_of(HERE) / disk.INCOMING / "0123"
    left.write_bytes(b"half")
    said, _complaints, held = audited(HERE)
    assert held and "2 just written" in said
    complaints = in_an_hour(HERE)
    assert f"{'ab' * 32}: a file that no row names" in complaints and "0123: left over from an upload" in complaints


def test_a_file_in_the_wrong_folder_is_found(kept):
    wrong = disk.folder_of(HERE) / "zz" / kept[1].digest
    wrong.parent.mkdir()
    os.rename(place(kept[1]), wrong)
    complaints = in_an_hour(HERE)
    assert "its file is missing" in complaints and "a file that no row names" in complaints


def test_a_disposed_document_whose_file_came_back_is_found(kept):
    data = place(kept[1]).read_bytes()
    with scope.enter(HERE, Reach.STAFF, DESK):
        store.dispose(EvidenceFile.objects.get(pk=kept[1].pk), now=timezone.now())
    said, _complaints, held = audited(HERE)
    assert held and "2 sound, 0 awaited, 1 disposed of" in said
    place(kept[1]).write_bytes(data)
    assert f"{kept[1].uuid}: disposed of, and its file is still there" in audited(HERE)[1]


def test_a_file_that_is_still_awaited_is_counted(kept, test_urls):
    with aging.owner(test_urls) as cursor:
        cursor.execute(
            "UPDATE beian_evidencefile SET complete = false WHERE uuid = %s AND node = %s", [str(kept[1].uuid), HERE]
        )
    said, _complaints, held = audited(HERE)
    assert held and "2 sound, 1 awaited" in said


def test_it_goes_through_many_in_small_steps(kept, monkeypatch):
    monkeypatch.setattr("beian.evidence.auditing.AT_ONCE", 1)
    assert f"{HERE}: 3 sound" in audited()[0]


def test_an_unknown_node_is_said(cast):
    with pytest.raises(CommandError, match="no node"):
        call_command("evidence", "audit", "--node", "province:99")
