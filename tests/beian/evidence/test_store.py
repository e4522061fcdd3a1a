"""Evidence is sealed on disk, never named by a row that has no file, and every reading is written down."""

import io
import os
import resource
import subprocess
import sys
import textwrap
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DatabaseError
from django.utils import timezone, translation

from beian.audit.models import AuditEntry
from beian.evidence import disk, store
from beian.evidence.models import EvidenceFile, EvidenceReading
from beian.evidence.refusals import EvidenceAbsent, NoRoom
from beian.pages.errors import ErrorPages
from beian.people import keys, scope
from beian.people.identity import uuid7
from beian.people.scope import Actor, Reach
from tests.beian.evidence.uploads import MARKER, pdf, picture

pytestmark = pytest.mark.django_db
DESK = Actor("user", "5", "王核验")
HERE = "provider:p01"


def files_under(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def kept(upload=None, *, application=None, owner=None, purpose="owner_certificate", node=HERE):
    with scope.enter(node, Reach.STAFF, DESK):
        return store.store(upload or pdf(), purpose=purpose, application=application or uuid7(), owner=owner)


@pytest.mark.requirement("Q2")
def test_what_is_kept_can_be_read_again_and_every_reading_is_logged(cast, media):
    evidence = kept()
    for reason in ("view", "compare"):
        with scope.enter(HERE, Reach.STAFF, DESK):
            assert store.read(EvidenceFile.objects.get(uuid=evidence.uuid), reason=reason) == pdf().getvalue()
    with scope.enter(HERE, Reach.STAFF, DESK):
        readings = list(
            EvidenceReading.objects.order_by("id").values_list("actor", "actor_label", "reason", "evidence_id")
        )
        assert AuditEntry.objects.filter(verb="evidence.store", subject_id=str(evidence.pk)).exists()
    assert readings == [("user:5", "王核验", reason, evidence.pk) for reason in ("view", "compare")]


@pytest.mark.requirement("Q2")
def test_readings_cannot_be_changed_or_removed(cast, media):
    evidence = kept()
    with scope.enter(HERE, Reach.STAFF, DESK):
        store.read(EvidenceFile.objects.get(pk=evidence.pk), reason="view")
    for change in (lambda rows: rows.update(reason="nothing"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), scope.enter(HERE, Reach.STAFF, DESK):
            change(EvidenceReading.objects.all())


@pytest.mark.requirement("Q2")
def test_no_clear_byte_stands_on_disk(cast, media):
    kept(pdf(MARKER))
    kept(picture(comment=MARKER), purpose="desk_photo")
    written = files_under(media)
    assert len(written) == 2
    for path in written:
        assert MARKER not in path.read_bytes() and b"JFIF" not in path.read_bytes() and b"%PDF" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_a_file_changed_on_disk_or_moved_to_another_row_does_not_open(cast, media):
    evidence, other = kept(), kept()
    disk.place_of(HERE, evidence.digest).write_bytes(disk.read(HERE, other.digest))
    with pytest.raises(keys.Unreadable), scope.enter(HERE, Reach.STAFF, DESK):
        store.read(EvidenceFile.objects.get(pk=evidence.pk), reason="view")


@pytest.mark.requirement("A3")
def test_an_owner_reaches_his_own_files_only(cast, media):
    zhang, li = cast.owner(), cast.owner(mobile="13900139000")
    with cast.acting(zhang):
        own = store.store(pdf(), purpose="owner_certificate", application=uuid7(), owner=zhang.pk)
        assert store.read(own, reason="view") == pdf().getvalue()
    with cast.acting(li):
        assert not EvidenceFile.objects.exists()
    with pytest.raises(DatabaseError, match="row-level security"), cast.acting(li):
        store.store(pdf(), purpose="owner_certificate", application=uuid7(), owner=zhang.pk)


# ---- what a crash leaves


class Crash(BaseException):
    """Stands for a process that dies: nothing catches it."""


@pytest.mark.requirement("Q2")
def test_a_crash_between_file_and_row_leaves_an_orphan_that_is_swept_after_an_hour(cast, media):
    stays = kept()
    with pytest.raises(Crash), scope.enter(HERE, Reach.STAFF, DESK):
        store.store(pdf(b"lost"), purpose="owner_certificate", application=uuid7())
        raise Crash
    assert len(files_under(media)) == 2
    now = timezone.now()
    with scope.enter(HERE, Reach.STAFF, DESK):
        assert EvidenceFile.objects.count() == 1
        assert store.sweep_orphans(now=now) == 0  # it might still get its row
        assert store.sweep_orphans(now=now + timedelta(minutes=61)) == 1
        assert store.read(EvidenceFile.objects.get(pk=stays.pk), reason="view")
    assert [path.name for path in files_under(media)] == [stays.digest]


KILLED = """
    import io, os, signal, uuid, django
    django.setup()
    from beian.evidence import disk, store
    from beian.people import scope
    from beian.people.scope import Actor, Reach

    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    place = {place!r}
    if place == "before the rename":
        os.replace = die
    elif place == "before the row":
        disk._settle = die
    with scope.enter("provider:p01", Reach.STAFF, Actor.service("test")):
        store.store(io.BytesIO({data!r}), purpose="owner_certificate", application=uuid.uuid4())
        if place == "before the commit":
            die()
"""


@pytest.mark.parametrize("place", ["before the rename", "before the row", "before the commit"])
def test_a_killed_process_never_leaves_a_row_without_its_file(cast, media, test_urls, place):
    script = textwrap.dedent(KILLED.format(place=place, data=pdf().getvalue()))
    environment = process_environment(test_urls, media)
    ended = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, timeout=60)
    assert ended.returncode == -9, ended.stderr.decode()[-2000:]
    assert len(files_under(media)) == 1
    with scope.enter(HERE, Reach.STAFF, DESK):
        assert not EvidenceFile.objects.exists()
        assert store.sweep_orphans(now=timezone.now() + timedelta(hours=2)) == 1
    assert files_under(media) == []


def process_environment(test_urls, media):
    return os.environ | test_urls | {"MEDIA_ROOT": str(media), "DJANGO_SETTINGS_MODULE": "beian.settings"}


def test_a_full_disk_keeps_nothing_and_says_so(cast, media):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(NoRoom, match="存储空间不足"), scope.enter(HERE, Reach.STAFF, DESK):
            store.store(pdf(bytes(100_000)), purpose="owner_certificate", application=uuid7())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert files_under(media) == []
    with scope.enter(HERE, Reach.STAFF, DESK):
        assert not EvidenceFile.objects.exists()


def test_a_link_for_another_node_never_looks_like_an_orphan(cast, media):
    evidence = kept()
    moment = timezone.now() + timedelta(seconds=1)
    assert disk.link(HERE, "province:11", evidence.digest)
    place = disk.place_of("province:11", evidence.digest)
    assert disk.older_than(place.parent, place.stat().st_ctime) == []
    assert disk.older_than(place.parent, (moment + timedelta(hours=1)).timestamp()) == [place]


# ---- disposal


@pytest.mark.requirement("Q1")
def test_disposal_destroys_key_and_file_and_leaves_the_row(cast, media):
    evidence = kept()
    with scope.enter(HERE, Reach.STAFF, DESK):
        store.dispose(EvidenceFile.objects.get(pk=evidence.pk), now=timezone.now())
    assert files_under(media) == []
    with scope.enter(HERE, Reach.STAFF, DESK):
        row = EvidenceFile.objects.get(pk=evidence.pk)
        assert bytes(row.wrapped_key) == b"" and row.disposed_at
        assert not EvidenceFile.objects.of(row.application).exists()
        with pytest.raises(EvidenceAbsent):
            store.read(row, reason="view")


@pytest.mark.requirement("Q1")
def test_a_disposal_that_is_rolled_back_keeps_the_file(cast, media):
    evidence = kept()
    with pytest.raises(ZeroDivisionError), scope.enter(HERE, Reach.STAFF, DESK):
        store.dispose(EvidenceFile.objects.get(pk=evidence.pk), now=timezone.now())
        _ = 1 / 0
    with scope.enter(HERE, Reach.STAFF, DESK):
        assert store.read(EvidenceFile.objects.get(pk=evidence.pk), reason="view") == pdf().getvalue()


def test_the_ciphertext_opens_with_the_wrapped_key_only(cast, media):
    evidence = kept()
    ciphertext = disk.read(HERE, evidence.digest)
    with scope.enter(HERE, Reach.STAFF, DESK):
        key = keys.unwrap(bytes(evidence.wrapped_key), store.context_of(evidence.uuid))
    assert AESGCM(key).decrypt(ciphertext[:12], ciphertext[12:], evidence.uuid.bytes) == pdf().getvalue()
    with pytest.raises(keys.Unreadable), scope.enter("province:33", Reach.STAFF, DESK):
        keys.unwrap(bytes(evidence.wrapped_key), store.context_of(evidence.uuid))


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "A" * 64, "", "a" * 64 + "\n"])
def test_only_digests_are_places(name):
    with pytest.raises(ValueError, match="digest"):
        disk.place_of(HERE, name)


def test_the_uploaders_file_name_is_not_kept(cast, media):
    upload = io.BytesIO(pdf().getvalue())
    upload.name = "../张三 身份证\r\nX: y.pdf"
    with translation.override("en"):
        assert kept(upload).name == "主办者证件.pdf"


def test_a_full_disk_is_a_page_that_says_so(rf):
    response = ErrorPages(lambda request: None).process_exception(rf.post("/provider/p01/"), NoRoom("存储空间不足"))
    assert response.status_code == 507 and "存储空间不足" in response.content.decode()
