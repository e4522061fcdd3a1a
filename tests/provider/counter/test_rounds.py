"""After a return: only what changed is compared again, and the person comes again only where the photo or the person is in doubt."""

from uuid import uuid4

import pytest
from django.utils import timezone

from beian import exchange
from beian.evidence.models import EvidenceFile
from provider.applications import transitions as owners
from provider.applications.models import Application
from provider.counter.models import Visit
from province.cases import transitions as bureau
from province.cases.models import Case
from tests.provider.counter.desk import Counter, photo
from tests.provider.stories import application_at


def returned(cast, *items: str) -> Counter:
    """Reported, and sent back by the reviewer because of these items: only they may be mended."""
    counter = Counter(cast, application_at("reported", cast))
    exchange.drain()
    reviewer = cast.person("province_reviewer", "province:11")
    words = {"code": "paper_differs", "text": "不一致。", "suggestion": "请改正。", "article": "P10"}
    with cast.acting(reviewer):
        case = Case.objects.get(application=counter.uuid)
        bureau.send_back(case=case, by=reviewer, reasons=[{"item": item} | words for item in items], now=timezone.now())
    exchange.drain()
    assert counter.state == "returned"
    return counter


def resubmitted(counter: Counter, values: dict) -> Counter:
    owner = counter.cast.owner(counter.node)
    with counter.cast.acting(owner):
        row = Application.objects.get(uuid=counter.uuid)
        owners.save_page(application=row, values=values, page="mend")
        owners.submit(application=row, form_key=uuid4(), now=timezone.now())
    return counter.passed()


def still_open(counter: Counter) -> list[str]:
    desk = counter.verifier.get(counter.url("visit")).context["desk"]
    return [item.path for group in desk.groups for item in group.items if not item.done]


@pytest.mark.requirement("C3")
def test_only_what_changed_is_compared_again(cast):
    counter = resubmitted(returned(cast, "sites.0.name"), {"sites.0.name": "某某科技产品网"})
    assert still_open(counter) == ["sites.0.name"]
    counter.verifier_post("visit_compare", counter.ticks())
    assert counter.verifier_post("visit_sign", {"version": "0"}).status_code == 302
    assert counter.verifier_post("report", {}).status_code == 302
    exchange.drain()
    assert (counter.state, counter.row.round) == ("under_review", 2)
    with cast.acting(cast.person("province_reviewer", "province:11")):
        assert Case.objects.get(application=counter.uuid).evidence.filter(purpose="desk_photo").count() == 1


def test_an_item_that_was_the_reason_is_compared_again_even_unchanged(cast):
    counter = resubmitted(returned(cast, "subject.name", "sites.0.remark"), {"sites.0.remark": "介绍公司产品。"})
    assert set(still_open(counter)) == {"subject.name", "sites.0.remark"}


@pytest.mark.requirement("C3")
def test_another_principal_comes_in_person(cast):
    counter = resubmitted(returned(cast, "subject.principal.name"), {"subject.principal.name": "李建国"})
    page = counter.verifier.get(counter.url("visit")).context
    assert page["visit"].photo is None
    assert not next(seen for original, seen in page["desk"].originals if original.code == "person")
    assert set(still_open(counter)) == {"subject.principal.name", "sites.0.principal.name"}


@pytest.mark.requirement("B6", "C3")
def test_another_site_principal_alone_is_photographed_too(cast):
    person = {
        "sites.0.principal.name": "李思远",
        "sites.0.principal.mobile": "13711113333",
        "sites.0.principal.certificate.number": "110105198803071021",
    }
    counter = resubmitted(returned(cast, *person), person)
    page = counter.verifier.get(counter.url("visit")).context
    assert page["visit"].photo is None
    counter.verifier_post("visit_compare", counter.ticks())
    assert counter.verifier_post("visit_sign", {"version": "0"}).status_code == 422
    counter.verifier_post("visit_photo", {"photo": photo()})
    assert "还没有签署信息安全管理协议书" in counter.verifier_post("visit_sign", {"version": "0"}).content.decode()
    counter.verifier_post("visit_agreement", counter.agreement())
    assert counter.verifier_post("visit_sign", {"version": "0"}).status_code == 302


@pytest.mark.requirement("B6", "C3")
def test_a_principal_corrected_in_a_later_round_is_photographed_again(cast):
    counter = resubmitted(returned(cast, "sites.0.name"), {"sites.0.name": "某某科技产品网"})
    assert counter.verifier.get(counter.url("visit")).context["visit"].photo is not None
    corrected = {"subject-principal-name": "李建国", "note": "以证件为准", "version": "0"}
    assert counter.verifier_post("visit_correct", corrected, "subject.principal.name").status_code == 302
    page = counter.verifier.get(counter.url("visit")).context
    assert page["visit"].photo is None
    assert not next(seen for original, seen in page["desk"].originals if original.code == "person")


@pytest.mark.requirement("B6")
def test_a_photo_in_doubt_is_taken_again_and_the_one_sent_before_is_kept(cast):
    counter = resubmitted(returned(cast, "desk_photo", "sites.0.remark"), {"sites.0.remark": "介绍公司产品。"})
    assert counter.verifier.get(counter.url("visit")).context["visit"].photo is None
    counter.verifier_post("visit_photo", {"photo": photo()})
    with cast.acting(cast.person("provider_verifier", counter.node)):
        first, second = EvidenceFile.objects.filter(purpose="desk_photo").order_by("id")
        assert first.disposed_at is None
        assert Visit.objects.get(round=2).photo_id == second.pk


def test_a_photo_replaced_in_a_later_round_stays_where_it_was_sent(cast):
    counter = resubmitted(returned(cast, "sites.0.name"), {"sites.0.name": "某某科技产品网"})
    counter.verifier_post("visit_photo", {"photo": photo()})
    with cast.acting(cast.person("provider_verifier", counter.node)):
        assert EvidenceFile.objects.filter(purpose="desk_photo", disposed_at=None).count() == 2
        assert Visit.objects.get(round=1).photo.disposed_at is None
