"""The agreement is signed by whom the plan allows, says its clause word for word, and is kept sealed."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError

from beian import papers
from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.papers import rendering
from tests.beian.evidence import uploads
from tests.verification.sheet import filings
from verification.models import Agreement
from verification.sheet import agreement

NOW = datetime(2026, 11, 23, 2, 30, 5, tzinfo=UTC)
# P10 三(一)3, as the ministry printed it.
CLAUSE = (
    "依据《非经营性互联网备案管理办法》第二十三条规定，如备案信息不真实，将关闭网站并注销备案。请您承诺并确认：您提交的所有备案信息真实有效，"
    "当您的备案信息发生变化时请及时到备案系统中提交更新信息，如因未及时更新而导致备案信息不准确，我公司有权依法对接入网站进行关闭处理。"
)


@pytest.fixture
def verifier(cast):
    return cast.person("provider_verifier", "provider:p01")


def signed(verifier, filing, capacity, signer, *, application=None, authorisation=None, round=1, owner=None):
    return agreement.sign(
        application=application or uuid4(),
        round=round,
        document=filing,
        capacity=capacity,
        signer=signer,
        authorisation=authorisation,
        owner=owner,
        by=verifier,
        now=NOW,
    )


def authorisation_for(application, purpose="authorisation"):
    return store.store(uploads.picture((600, 800)), purpose=purpose, application=application).uuid


@pytest.mark.requirement("B11")
def test_the_clause_stands_on_it_word_for_word(cast, verifier, monkeypatch):
    assert agreement.TRUTH == CLAUSE
    seen, real = [], papers.render
    monkeypatch.setattr(
        papers, "render", lambda name, data, **options: seen.append(data) or real(name, data, **options)
    )
    filing = filings.unit()
    with cast.acting(verifier):
        one = signed(verifier, filing, "legal_representative", filing.subject.principal.name)
    (told,) = seen
    assert (
        told["truth"] == CLAUSE and told["owner"] == filing.subject.name and told["provider"] == "京云网络科技有限公司"
    )
    assert len(told["of_owner"]) == 5 and len(told["of_provider"]) == 4
    assert (told["capacity"], told["witness"]) == ("法定代表人", verifier.name)
    assert told["number"] == one.number and told["signer"] == filing.subject.principal.name


@pytest.mark.requirement("B11")
def test_it_is_one_sealed_side_kept_with_the_application(cast, verifier):
    filing, owner = filings.unit(), cast.owner().pk
    with cast.acting(verifier):
        one = signed(verifier, filing, "legal_representative", "欧阳若水", owner=owner)
        kept = EvidenceFile.objects.get(uuid=one.paper)
        assert (kept.purpose, kept.application, kept.owner_id) == ("agreement", one.application, owner)
        pdf = store.read(kept, reason="test")
        assert rendering.pages_of(pdf) == 1 and papers.verify(pdf).holds
        read = Agreement.objects.get(pk=one.pk)
        assert "若水" not in read.signer_masked and read.signer_masked and read.form == 1
        assert agreement.of(one.application, 1) == read and agreement.of(one.application, 2) is None


@pytest.mark.requirement("B7a")
def test_who_may_sign_for_whom():
    unit, person = filings.unit(), filings.person()
    assert [one.code for one in agreement.capacities(unit)] == ["legal_representative", "authorised"]
    assert [one.needs_authorisation for one in agreement.capacities(unit)] == [False, True]
    (himself,) = agreement.capacities(person)
    assert himself.code == "person" and himself.signer == person.subject.name and not himself.needs_authorisation


@pytest.mark.requirement("B7a")
@pytest.mark.parametrize("whose", ["unit", "person"])
@pytest.mark.parametrize("capacity", ["legal_representative", "authorised", "person", "", "nobody"])
def test_the_matrix_of_signers(cast, verifier, whose, capacity):
    filing = getattr(filings, whose)()
    allowed = {"unit": ("legal_representative", "authorised"), "person": ("person",)}[whose]
    with cast.acting(verifier):
        application = uuid4()
        paper = authorisation_for(application)
        told = {"application": application, "authorisation": paper}
        signer = filing.subject.name if whose == "person" else "张三丰"
        if capacity in allowed:
            one = signed(verifier, filing, capacity, signer, **told)
            assert one.authorisation == (paper if capacity == "authorised" else None)
        else:
            with pytest.raises(agreement.AgreementRefused, match="只能由"):
                signed(verifier, filing, capacity, signer, **told)


@pytest.mark.requirement("B7a")
def test_a_person_signs_for_nobody_but_himself(cast, verifier):
    filing = filings.person()
    with cast.acting(verifier), pytest.raises(agreement.AgreementRefused, match="本人"):
        signed(verifier, filing, "person", filing.subject.name + "之友")


@pytest.mark.requirement("B7a")
def test_an_authorised_person_shows_an_authorisation_of_this_application(cast, verifier):
    filing, mine = filings.unit(), uuid4()
    with cast.acting(verifier):
        others, other_kind = authorisation_for(uuid4()), authorisation_for(mine, purpose="other")
        for paper in (None, uuid4(), others, other_kind):
            with pytest.raises(agreement.AgreementRefused, match="授权书"):
                signed(verifier, filing, "authorised", "李四", application=mine, authorisation=paper)
        assert not Agreement.objects.exists() and not EvidenceFile.objects.filter(purpose="agreement").exists()


@pytest.mark.parametrize("name", ["", "   ", "张\x00三", "\u202e三张", "长" * 65, "\ud800"])
def test_a_name_that_is_none_is_refused_in_words(cast, verifier, name):
    with cast.acting(verifier), pytest.raises(agreement.AgreementRefused, match="签署人姓名"):
        signed(verifier, filings.unit(), "legal_representative", name)


@pytest.mark.requirement("B11")
def test_once_a_round_and_never_changed(cast, verifier):
    filing, application = filings.unit(), uuid4()
    with cast.acting(verifier):
        signed(verifier, filing, "legal_representative", "王五", application=application)
        with pytest.raises(agreement.AgreementRefused, match="已经签署"):
            signed(verifier, filing, "legal_representative", "王五", application=application)
        signed(verifier, filing, "legal_representative", "王五", application=application, round=2)
    for change in (lambda rows: rows.update(capacity="person"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), cast.acting(verifier):
            change(Agreement.objects.all())


def test_another_provider_sees_none(cast, verifier):
    with cast.acting(verifier):
        signed(verifier, filings.unit(), "legal_representative", "王五")
    with cast.acting(cast.person("provider_verifier", "provider:p02")):
        assert not Agreement.objects.exists()


@pytest.mark.parametrize("text", ["名" * 255, '#read("x") $ * <a>', "𠮷" * 128])
def test_a_long_or_hostile_name_of_the_owner_stays_on_one_side(cast, verifier, text):
    from beian.filing import documents

    data = documents.dump(filings.unit())
    data["subject"]["name"] = text
    with cast.acting(verifier):
        one = signed(verifier, documents.load(data), "legal_representative", "长" * 64)
        pdf = store.read(EvidenceFile.objects.get(uuid=one.paper), reason="test")
        assert rendering.pages_of(pdf) == 1


def test_the_name_stands_nowhere_in_clear(cast, verifier):
    with cast.acting(verifier):
        one = signed(verifier, filings.unit(), "legal_representative", "慕容独一无二")
        stored = Agreement.objects.filter(pk=one.pk).values().get()
        assert not any(re.search("独一|无二", str(value)) for value in stored.values())
