"""The sheet as a PDF: two copies, one side of A4 each, everything from the record, sealed and kept."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connections
from django.utils import timezone

from beian import exchange, papers
from beian.editions import drafting, publishing
from beian.evidence import disk, store
from beian.evidence.models import EvidenceFile, EvidenceReading
from beian.filing import documents
from beian.papers import rendering
from tests.verification.sheet import filings
from verification.models import VerificationSheet
from verification.sheet import layouts, paper, signing

NOW = datetime(2026, 11, 23, 2, 30, 5, tzinfo=UTC)


@pytest.fixture
def verifier(cast):
    return cast.person("provider_verifier", "provider:p01")


@pytest.fixture
def shown(monkeypatch):
    """What the papers were rendered from, as Typst takes it."""
    seen, real = [], papers.render

    def render(template, data, **options):
        seen.append(rendering.seen(data))
        return real(template, data, **options)

    monkeypatch.setattr(papers, "render", render)
    return seen


def signed(verifier, filing, **changed):
    return signing.sign(**filings.signing(filing, **changed), by=verifier, now=NOW)


def pdf_of(sheet):
    return store.read(EvidenceFile.objects.get(uuid=sheet.paper), reason="test")


@pytest.mark.requirement("B10")
def test_a_sheet_is_two_sealed_sides_kept_with_the_application(cast, verifier):
    owner = cast.owner().pk
    with cast.acting(verifier):
        sheet = signed(verifier, filings.unit(), owner=owner)
        kept = EvidenceFile.objects.get(uuid=sheet.paper)
        assert (kept.purpose, kept.application, kept.owner_id) == ("verification_sheet", sheet.application, owner)
        pdf = pdf_of(sheet)
        assert rendering.pages_of(pdf) == 2
        seal = papers.verify(pdf)
        assert seal.holds and seal.node == "provider:p01" and seal.signed_at == NOW
        read = VerificationSheet.objects.get(pk=sheet.pk)
        assert signing.holds(read, filings.OPEN, filings.SEALED)
        assert sheet.number == f"20261123-{sheet.digest[:12].upper()}"


@pytest.mark.requirement("B10")
def test_nothing_on_it_was_typed_for_it(cast, verifier, shown):
    """Every item with its value and what the comparison found, corrections old and new, sources, photo, access, who and when."""
    filing = filings.unit()
    with cast.acting(verifier):
        sheet = signed(verifier, filing)
    (told,) = shown
    first = told["layouts"][0]
    rows = [row for group in first["groups"] for row in group["rows"]]
    by_label = {row["label"]: row for row in rows}
    assert by_label["主办单位名称"] == {"label": "主办单位名称", "value": filing.subject.name, "result": "一致"}
    assert by_label["主办单位有效证件号码"]["value"] == filing.subject.certificate.number
    assert {row["result"] for row in rows} == {"一致", "更正后一致", "接入单位录入"}
    assert (
        first["corrections"][0]["before"] == "z***@example.cn" and first["corrections"][0]["note"] == "主办者当场更正"
    )
    assert "待复核" in first["sources"][0] and first["originals"][0] == "主办者：营业执照原件"
    assert {"label": "采用理由", "value": "镜头起雾，已当面辨认 核验员"} in first["photo"]["rows"]
    assert (told["verifier"], told["signed_at"], told["number"]) == (verifier.name, "2026-11-23 10:30", sheet.number)
    assert told["address"].endswith(f"/provider/p01/papers/verify/?number={sheet.number}")
    assert told["copies"] == ["第一联 接入服务单位留存", "第二联 上报网站主体所在地通信管理局"]


@pytest.mark.requirement("B10")
@pytest.mark.parametrize("sites", [1, 2, 3, 4, 5, 6, 8, 12, 40])
def test_each_copy_stays_on_its_side(cast, verifier, shown, sites):
    """The type's size is reckoned, and the reckoning was right at once."""
    data = documents.dump(filings.unit())
    data["sites"] = data["sites"][:1] * sites
    with cast.acting(verifier):
        assert rendering.pages_of(pdf_of(signed(verifier, documents.load(data)))) == 2
    assert [told["exact"] for told in shown] == [False]


def test_where_the_reckoning_is_out_everything_is_measured(cast, verifier, monkeypatch):
    """A side that spilled over: the sheet is made all the same, every size tried on the page."""
    tried, real = [], papers.render

    def spilling(template, data, **options):
        tried.append(data["exact"])
        if not data["exact"]:
            raise papers.PaperRefused("3 pages instead of 2")
        return real(template, data, **options)

    monkeypatch.setattr(papers, "render", spilling)
    with cast.acting(verifier):
        assert rendering.pages_of(pdf_of(signed(verifier, filings.unit()))) == 2
    assert tried == [False, True]


@pytest.mark.whole
@pytest.mark.requirement("B10")
def test_the_longest_filing_stays_on_its_side_and_says_what_is_left_out(cast, verifier, shown):
    many = {
        "documents": ["网站负责人：居民身份证原件（第 n 位）"] * 200,
        "corrections": [filings.CORRECTION | {"before": "旧" * 1024, "after": "新" * 1024, "note": "因" * 200}] * 60,
        "facts": filings.FACTS | {"sources": filings.SOURCES * 200},
    }
    with cast.acting(verifier):
        sheet = signed(verifier, filings.largest(), **many)
        assert rendering.pages_of(pdf_of(sheet)) == 2
    last = shown[0]["layouts"][-1]
    assert "另有 50 项更正" in last["left_out"] and "内容摘要" in last["left_out"]
    assert any(group["title"] == "其他网站" and len(group["rows"]) == 99 for group in last["groups"])


@pytest.mark.parametrize("text", ['#read("x")', "$x^2$ *a* _b_ <c> @d", "\u202e倒", "𠮷" * 250, "w" * 255, "甲\n乙"])
def test_hostile_names_come_out_as_text(cast, verifier, text):
    data = documents.dump(filings.unit())
    data["subject"]["name"] = text.replace("\n", " ")
    corrections = [filings.CORRECTION | {"before": text, "after": "\x07" + text, "note": text * 5}]
    with cast.acting(verifier):
        sheet = signed(verifier, documents.load(data), corrections=corrections)
        assert rendering.pages_of(pdf_of(sheet)) == 2


@pytest.mark.requirement("B6", "B10")
def test_the_photo_stands_on_it_and_its_reading_is_logged(cast, verifier, shown):
    facts = filings.signing(filings.person())
    with cast.acting(verifier):
        photo = store.store(filings.photo(), purpose="desk_photo", application=facts["application"])
        signing.sign(**facts, photo=photo.uuid, by=verifier, now=NOW)
        assert EvidenceReading.objects.filter(evidence=photo, reason="sheet").count() == 1
    assert all(one["photo"]["picture"].startswith("<svg") for one in shown[0]["layouts"])


@pytest.mark.requirement("B10")
def test_the_digest_covers_the_facts_and_sheets_of_old_still_hold(cast, verifier):
    facts = filings.signing(filings.unit())
    with cast.acting(verifier):
        sheet = signing.sign(**facts, by=verifier, now=NOW)
        old = signing.sign(**facts | {"application": uuid4(), "facts": None, "filing": None}, by=verifier, now=NOW)
        for one in (sheet, old):
            told = _told(VerificationSheet.objects.get(pk=one.pk))
            asked = {"node": "provider:p01", "application": one.application, "round": 1}
            asked |= {"document": filings.OPEN, "sealed": filings.SEALED}
            assert signing.told_holds(told, **asked)
            assert not signing.told_holds(told | {"facts": {"photo": {"verdict": "accept"}}}, **asked)
            assert not signing.told_holds(told | {"facts": {"measured": 0.5}}, **asked)
        assert old.paper is None and "form" not in old.facts
        assert sheet.facts["photo"]["sharpness"] == "0.75" and sheet.facts["form"] == 1
        untold = _told(old)
        del untold["facts"]
        assert signing.told_holds(untold, **asked)


def _told(sheet):
    """As filing.reported tells of it."""
    import base64

    return {
        "signed_by": sheet.signer,
        "signed_at": sheet.signed_at,
        "documents": sheet.documents,
        "compared": sheet.compared,
        "corrections": sheet.corrections,
        "facts": sheet.facts,
        "digest": sheet.digest,
        "signature": base64.b64encode(bytes(sheet.signature)).decode(),
    }


@pytest.mark.requirement("B10")
def test_two_verifiers_at_once_make_one_sheet_and_one_pdf(cast, verifier):
    facts, together, outcomes = filings.signing(filings.unit()), threading.Barrier(2), []

    def work():
        try:
            with cast.acting(verifier):
                together.wait(timeout=30)
                signing.sign(**facts, by=verifier, now=NOW)
            outcomes.append("signed")
        except IntegrityError:
            outcomes.append("late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _verifier in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["late", "signed"]
    with cast.acting(verifier):
        sheet = VerificationSheet.objects.get(application=facts["application"])
        (kept,) = EvidenceFile.objects.of(facts["application"])
        assert kept.uuid == sheet.paper and pdf_of(sheet).startswith(b"%PDF-")


@pytest.mark.requirement("B10")
def test_no_row_without_its_file(cast, verifier, monkeypatch):
    """The file first, then the rows: a full disk or a crash between the two leaves at most a file that the sweep removes."""
    facts = filings.signing(filings.unit())

    def full(*_told):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write", full)
    with pytest.raises(OSError), cast.acting(verifier):
        signing.sign(**facts, by=verifier, now=NOW)
    monkeypatch.undo()
    with pytest.raises(RuntimeError, match="crash"), cast.acting(verifier):
        signing.sign(**facts, by=verifier, now=NOW)
        raise RuntimeError("crash before the commit")
    with cast.acting(verifier):
        assert not VerificationSheet.objects.exists() and not EvidenceFile.objects.exists()
        assert store.sweep_orphans(now=timezone.now() + store.ORPHAN_AGE * 2) >= 1


def test_what_is_kept_on_disk_names_nobody(cast, verifier):
    filing = filings.person()
    with cast.acting(verifier):
        signed(verifier, filing)
    number = filing.subject.certificate.number.encode()
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert files and all(number not in path.read_bytes() for path in files)


@pytest.mark.requirement("B10")
def test_the_centre_publishes_another_form_and_the_desk_prints_its_number(cast, verifier, shown):
    """备案中心负责制订格式: the centre's own edition goes down, and the next sheet has its words and its number."""
    officer, now = cast.person("filing_centre", "ministry"), timezone.now()
    by = {"by": officer, "roles": frozenset({"filing_centre"}), "now": now}
    with cast.acting(officer):
        draft = drafting.begin(name="sheet_form", **by)
        rows = {row["code"]: row for row in draft.rows}
        changed = rows["footer"] | {"name": "资料至少保存五年，请妥善保管。"}
        draft = drafting.put_row(draft=draft, row=changed, replaces=("footer", ""), revision=draft.revision, **by)
        last = rows["block.originals"] | {"order": 900}
        draft = drafting.put_row(draft=draft, row=last, replaces=("block.originals", ""), revision=draft.revision, **by)
        publishing.publish(draft=draft, note="第 2 版", in_force_from=None, revision=draft.revision, **by)
    exchange.drain()
    with cast.acting(verifier):
        sheet = signed(verifier, filings.unit())
    (told,) = shown
    assert sheet.form == 2 and told["form"] == 2 and told["words"]["footer"] == "资料至少保存五年，请妥善保管。"
    assert [block["kind"] for block in told["blocks"]] == ["items", "corrections", "sources", "photo", "originals"]


def test_the_draft_is_no_sheet(cast, verifier):
    with cast.acting(verifier):
        facts = filings.signing(filings.unit())
        told = signing.contents.contents(
            filing=facts["filing"],
            originals=facts["documents"],
            compared=facts["compared"],
            corrections=[],
            facts={},
            now=NOW,
        )
        pdf = paper.made(told, number="", digest="", signer="", picture="", now=NOW, draft=True)
        assert rendering.pages_of(pdf) == 2 and not papers.verify(pdf).intact


def test_a_layout_for_every_length():
    assert layouts.MEASURES[0].value > layouts.MEASURES[-1].value
    assert all(measure.sizes == tuple(sorted(measure.sizes, reverse=True)) for measure in layouts.MEASURES)
