"""The desk's own entries: usual accesses that nobody types twice, and the agreement with whoever may sign it."""

import pytest

from beian.evidence.models import EvidenceFile
from provider.counter.models import AccessPreset
from tests.provider.counter.desk import ACCESS, Counter, photo
from tests.provider.counter.test_desk import counter, desk, staff
from tests.provider.stories import application_at
from verification.models import Agreement

pytestmark = pytest.mark.django_db
__all__ = ["counter"]
PRESET = ACCESS | {"keep_as": "北京云主机"}


# Access


@pytest.mark.requirement("B9")
def test_a_usual_access_is_typed_once_and_taken_with_one_key(cast, counter):
    assert counter.verifier_post("visit_access", PRESET).status_code == 302
    other = Counter(cast, application_at("prechecked", cast, domain="yi.cn"))
    page = desk(other)
    assert [str(label) for _pk, label in page["presets"]] == ["北京云主机"]
    with staff(counter):
        preset = AccessPreset.objects.get()
    assert other.verifier_post("visit_preset", {"preset": preset.pk}).status_code == 302
    access = other.document().access
    assert (access.provider, access.modes, access.ip_ranges[0].end) == ("p01", [5], "1.2.4.255")
    assert other.verifier_post("visit_preset", {"preset": preset.pk, "then": "drop"}).status_code == 302
    with staff(counter):
        assert not AccessPreset.objects.exists()


def test_everything_wrong_with_an_access_is_said_at_once(counter):
    """A mistyped address beside modes that were forgotten; an end that was left empty is not blamed."""
    answer = counter.verifier_post(
        "visit_access", ACCESS | {"modes": [], "ranges-0-start": "999.1.1.1", "ranges-0-end": ""}
    )
    assert answer.status_code == 422
    (row,) = answer.context["ranges"].errors
    assert list(row) == ["start"] and list(answer.context["access_form"].errors) == ["modes"]
    assert not counter.document().access.modes


def test_a_title_used_again_replaces_the_usual_access(counter):
    counter.verifier_post("visit_access", PRESET)
    counter.verifier_post("visit_access", PRESET | {"ranges-0-end": "1.2.4.9"})
    with staff(counter):
        assert AccessPreset.objects.get().ip_ranges == [{"start": "1.2.4.0", "end": "1.2.4.9"}]


@pytest.mark.parametrize("preset", ["", "0", "-1", "99999999999999999999999", "x", "\x00"])
def test_a_usual_access_that_is_not_there_is_refused(counter, preset):
    assert counter.verifier_post("visit_preset", {"preset": preset}).status_code == 422


def test_another_providers_usual_access_cannot_be_taken(cast, counter):
    counter.verifier_post("visit_access", PRESET)
    with staff(counter):
        pk = AccessPreset.objects.get().pk
    far = Counter(cast, application_at("prechecked", cast, node="provider:p02", domain="yi.cn"), node="provider:p02")
    assert far.verifier_post("visit_preset", {"preset": pk}).status_code == 422
    assert desk(far)["presets"] == []


# Agreement


@pytest.mark.requirement("B7a", "B11")
def test_who_signs_is_proposed_and_an_authorised_person_leaves_his_authorisation(counter):
    counter.verifier_post("visit_compare", counter.ticks())
    form = desk(counter)["agreement_form"]
    assert [code for code, _label in form.fields["capacity"].choices] == ["legal_representative", "authorised"]
    assert form.fields["signer"].initial == "王建国"
    given = {"capacity": "authorised", "signer": "李受托"}
    assert counter.verifier_post("visit_agreement", given).status_code == 422
    assert counter.verifier_post("visit_agreement", given | {"authorisation": photo()}).status_code == 302
    with staff(counter):
        signed = Agreement.objects.get()
        kept = EvidenceFile.objects.get(uuid=signed.authorisation)
        assert (signed.capacity, kept.purpose) == ("authorised", "authorisation")
    assert counter.verifier_post("visit_agreement", counter.agreement()).status_code == 422


@pytest.mark.requirement("B11")
def test_the_parties_of_a_signed_agreement_are_not_corrected_under_it(counter):
    counter.desk_done()
    given = {"version": "0", "note": "按营业执照更正", "subject-name": "北京某某信息有限公司"}
    answer = counter.verifier_post("visit_correct", given, "subject.name")
    assert answer.status_code == 422
    assert "协议书已按原来的名称签署" in answer.content.decode()


@pytest.mark.requirement("B11", "C3")
def test_hostile_agreements_are_refused_in_words(counter):
    counter.verifier_post("visit_compare", counter.ticks())
    for wrong in (
        {"capacity": "person"},
        {"signer": ""},
        {"signer": "x" * 65},
        {"signer": "王\u202e"},
        {"capacity": ""},
    ):
        answer = counter.verifier_post("visit_agreement", counter.agreement() | wrong)
        assert answer.status_code == 422, wrong
    with staff(counter):
        assert not Agreement.objects.exists()
