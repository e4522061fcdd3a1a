"""Evidence goes along with a message: sealed for each entitled node, one file on disk, two names."""

import base64
import os

import pytest

from beian.evidence import disk, manifest, store
from beian.evidence.manifest import ForeignEvidence
from beian.evidence.models import EvidenceFile
from beian.evidence.refusals import EvidenceAbsent
from beian.people import keys, scope
from beian.people.identity import uuid7
from beian.people.scope import Actor, Reach
from tests.beian.evidence.uploads import pdf, picture

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B12")]
RELAY = Actor.service("exchange")
PROVIDER, PROVINCE, STRANGER = "provider:p01", "province:11", "province:33"


def reported(application, *, for_nodes=(PROVINCE, "ministry")):
    """Two files at the provider, and their entries as the report lists them."""
    with scope.enter(PROVIDER, Reach.STAFF, RELAY):
        store.store(picture(), purpose="desk_photo", application=application)
        store.store(pdf(), purpose="verification_sheet", application=application)
        return manifest.manifest(EvidenceFile.objects.of(application), for_nodes=for_nodes)


def adopt(node, entries, application, sender=PROVIDER):
    with scope.enter(node, Reach.STAFF, RELAY):
        return manifest.adopt(entries, sender=sender, application=application)


def test_the_receiver_gets_a_hard_link_and_a_key_of_its_own(cast, media):
    application = uuid7()
    adopted = adopt(PROVINCE, reported(application), application)
    assert [row.purpose for row in adopted] == ["desk_photo", "verification_sheet"]
    for row in adopted:
        assert os.path.samefile(disk.place_of(PROVIDER, row.digest), disk.place_of(PROVINCE, row.digest))
    with scope.enter(PROVINCE, Reach.STAFF, RELAY):
        assert store.read(EvidenceFile.objects.get(purpose="verification_sheet"), reason="review") == pdf().getvalue()
        assert manifest.complete(application)


def test_a_file_that_goes_at_one_node_leaves_the_others_copy(cast, media):
    application = uuid7()
    adopt(PROVINCE, reported(application), application)
    with scope.enter(PROVIDER, Reach.STAFF, RELAY):
        for digest in EvidenceFile.objects.of(application).values_list("digest", flat=True):
            disk.remove(PROVIDER, digest)
    with scope.enter(PROVINCE, Reach.STAFF, RELAY):
        assert store.read(EvidenceFile.objects.get(purpose="verification_sheet"), reason="review") == pdf().getvalue()


def test_a_message_that_comes_twice_changes_nothing(cast, media):
    application = uuid7()
    entries = reported(application)
    first = adopt(PROVINCE, entries, application)
    again = adopt(PROVINCE, entries, application)
    assert [row.pk for row in first] == [row.pk for row in again]


def test_a_node_without_a_key_gets_nothing_and_cannot_open_what_it_sees(cast, media):
    application = uuid7()
    entries = reported(application)
    assert adopt(STRANGER, entries, application) == []
    stolen = [entry | {"keys": {STRANGER: entry["keys"][PROVINCE]}} for entry in entries]
    with pytest.raises(keys.Unreadable):
        adopt(STRANGER, stolen, application)
    assert not disk.folder_of(STRANGER).exists()


def test_a_file_that_is_not_here_yet_is_awaited_and_the_manifest_incomplete(cast, media):
    application = uuid7()
    entries = reported(application)
    away = disk.folder_of(PROVIDER).rename(media / "another machine")
    [row, _other] = adopt(PROVINCE, entries, application)
    with scope.enter(PROVINCE, Reach.STAFF, RELAY):
        assert not manifest.complete(application)
        with pytest.raises(EvidenceAbsent):
            store.read(row, reason="review")
        assert manifest.collect() == 0
    away.rename(disk.folder_of(PROVIDER))
    with scope.enter(PROVINCE, Reach.STAFF, RELAY):
        assert manifest.collect() == 2
        assert manifest.complete(application)


def test_an_entry_cannot_take_over_the_file_of_another_application(cast, media):
    application = uuid7()
    entries = reported(application)
    adopt(PROVINCE, entries, application)
    with pytest.raises(ForeignEvidence):
        adopt(PROVINCE, entries, uuid7())


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "../../../etc/passwd"},
        {"digest": "a" * 64 + "\n"},
        {"media_type": "text/html"},
        {"size": 0},
        {"size": 10**12},
        {"name": ""},
        {"purpose": "<script>"},
        {"keys": {PROVINCE: "!!"}},
        {"surprise": 1},
    ],
)
def test_a_manifest_that_is_not_in_order_is_refused(cast, media, change):
    application = uuid7()
    entry = reported(application)[0] | change
    with pytest.raises(ValueError):
        adopt(PROVINCE, [entry], application)
    with scope.enter(PROVINCE, Reach.STAFF, RELAY):
        assert not EvidenceFile.objects.exists()


def test_a_hop_passes_on_the_entries_as_they_came(cast, media):
    """Provider → its province → ministry: the ministry's key came from the provider, its link comes from the province."""
    application = uuid7()
    entries = reported(application)
    adopt(PROVINCE, entries, application)
    adopted = adopt("ministry", entries, application, sender=PROVINCE)
    assert {row.complete for row in adopted} == {True}
    assert all(len(base64.b64decode(entry["keys"]["ministry"])) == 92 for entry in entries)
