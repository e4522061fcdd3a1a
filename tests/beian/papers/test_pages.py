"""Whoever is handed a paper uploads it and is told in words whose seal it bears and whether it is still the same file."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from beian import papers
from beian.audit.models import AuditEntry
from beian.evidence.models import EvidenceFile
from beian.papers import uploads, views
from beian.people import visits
from tests.beian.papers import plain

NOW = datetime(2026, 11, 23, 2, 30, 5, tzinfo=UTC)
READERS = {
    "provider:p01": ("provider_clerk", "provider_verifier", "provider_admin"),
    "province:11": ("province_support", "province_reviewer", "province_supervisor", "province_leader"),
}


@pytest.fixture
def sealed(cast):
    with cast.acting(cast.person("provider_verifier", "provider:p01")):
        return papers.seal(plain.paper(), reason="核验单", now=NOW)


def checked(client, cast, data, node="province:11", name="sheet.pdf"):
    url = cast.url(node, "paper_verify")
    return client.post(url, {"file": SimpleUploadedFile(name, data, content_type="application/pdf")})


@pytest.mark.requirement("B10")
@pytest.mark.parametrize("node", READERS)
def test_everybody_at_a_desk_may_check_a_paper(cast, sealed, node):
    for role in READERS[node]:
        client = cast.staff(role, node)
        assert client.get(cast.url(node, "paper_verify")).status_code == 200
        answer = checked(client, cast, sealed, node)
        text = answer.content.decode()
        assert answer.status_code == 200 and "没有任何改动" in text and "京云网络科技有限公司" in text
        assert "2026-11-23 10:30" in text
    for role in ("security_admin", "audit_admin"):
        assert cast.staff(role, node).get(cast.url(node, "paper_verify")).status_code == 403


@pytest.mark.requirement("B10")
def test_a_changed_paper_is_named_so(cast, sealed):
    client = cast.staff("province_reviewer", "province:11")
    changed = bytearray(sealed)
    changed[len(sealed) // 2] ^= 1
    assert "不要作为凭证使用" in checked(client, cast, bytes(changed)).content.decode()
    added = checked(client, cast, sealed + b"\n% more\n").content.decode()
    assert "追加" in added and "京云网络科技有限公司" in added and "没有任何改动" not in added
    unsealed = checked(client, cast, plain.paper()).content.decode()
    assert "无法确认" in unsealed and "没有本平台的电子签章" in unsealed


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0 a photo", b"PK\x03\x04", b"<html>", b"\x00" * 9])
def test_what_is_no_pdf_is_refused_in_words(cast, db, data):
    answer = checked(cast.staff("province_reviewer", "province:11"), cast, data)
    assert answer.status_code == 422 and "这不是 PDF 文件" in answer.content.decode()


def test_nothing_and_too_much_are_refused_in_words(cast, db, monkeypatch):
    client = cast.staff("province_reviewer", "province:11")
    url = cast.url("province:11", "paper_verify")
    assert client.post(url).status_code == 422
    assert client.post(url, {"file": "text"}).status_code == 422
    assert "文件是空的" in checked(client, cast, b"").content.decode()
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    assert "超过 8 MB" in checked(client, cast, plain.paper()).content.decode()


@pytest.mark.requirement("B10")
def test_whoever_checks_too_many_papers_is_told_when_to_go_on(cast, db, monkeypatch):
    monkeypatch.setattr(views, "OFTEN", visits.Limit("paper.verify", 2, views.OFTEN.span))
    client, colleague = (cast.staff("province_reviewer", "province:11", name) for name in ("甲", "乙"))
    assert [checked(client, cast, plain.paper()).status_code for _time in range(2)] == [200, 200]
    answer = checked(client, cast, plain.paper())
    assert answer.status_code == 429 and int(answer["Retry-After"]) <= 600
    assert "请在10分钟后再试" in answer.content.decode()
    assert checked(colleague, cast, plain.paper()).status_code == 200
    with cast.acting(cast.person("audit_admin", "province:11")):
        assert AuditEntry.objects.filter(verb="papers.verify").count() == 3


def test_nothing_is_kept_and_the_check_is_on_record(cast, sealed):
    client, person = cast.staff("province_reviewer", "province:11"), cast.person("audit_admin", "province:11")
    checked(client, cast, sealed)
    with cast.acting(cast.person("province_reviewer", "province:11")):
        assert not EvidenceFile.objects.exists()
    with cast.acting(person):
        entry = AuditEntry.objects.get(verb="papers.verify")
        assert entry.after == {"node": "provider:p01", "intact": True, "whole": True}


@pytest.mark.requirement("B10")
def test_the_qr_code_leads_to_what_the_record_says(cast, db):
    from tests.verification.sheet import filings
    from verification.sheet import agreement, signing

    verifier, filing = cast.person("provider_verifier", "provider:p01"), filings.unit()
    with cast.acting(verifier):
        sheet = signing.sign(**filings.signing(filing), by=verifier, now=NOW)
        signed = agreement.sign(
            application=uuid4(),
            round=1,
            document=filing,
            capacity="legal_representative",
            signer="欧阳若水",
            authorisation=None,
            owner=None,
            by=verifier,
            now=NOW,
        )
    client, url = cast.staff("provider_clerk", "provider:p01"), cast.url("provider:p01", "paper_verify")
    shown = client.get(url, {"number": sheet.number}).content.decode()
    assert "网站备案信息真实性核验单" in shown and sheet.digest in shown and verifier.name in shown
    shown = client.get(url, {"number": signed.number.lower()}).content.decode()
    assert "法定代表人" in shown and "若水" not in shown
    other = cast.staff("provider_clerk", "provider:p02").get(
        cast.url("provider:p02", "paper_verify"), {"number": sheet.number}
    )
    assert "没有这个编号" in other.content.decode()
    for number in (
        "x",
        "20261399-" + "A" * 12,
        "20261123-" + "A" * 12,
        "\x00",
        "%",
        "9" * 5000,
        "20261123-%%%%%%%%%%%%",
    ):
        answer = client.get(url, {"number": number})
        assert answer.status_code == 200 and "没有这个编号" in answer.content.decode()
