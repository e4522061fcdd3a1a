"""The certificate's whole way: granted by the subject's province, entered by the ministry, downloaded by its owner (B17)."""

import hashlib

import pytest
from django.test import Client
from django.utils import timezone

from beian import papers
from beian.evidence.models import EvidenceFile, EvidenceReading
from beian.exchange import drain
from beian.people import scope
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach
from ministry.public.certificates import PublicCertificate
from province.cases import certifying
from province.cases.certificates import Certificate
from tests.beian.filing.drafts import company
from tests.provider.stories import application_at
from tests.province.stories import approve, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B17")]

TELLER = Actor.service("story")
PROVIDER, MOBILE = "provider:p01", "13800138000"


def granted(cast, province: str = "11"):
    document = company()
    if province == "33":
        document["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}
    application = application_at("reported", cast, node=PROVIDER, document=document, mobile=MOBILE)
    drain()
    approve(cast, application.uuid, f"province:{province}")
    settle()
    return application


def at(node: str):
    return scope.enter(node, Reach.STAFF, TELLER)


def made(province: str = "11") -> Certificate:
    assert certifying.make_waiting(f"province:{province}", now=timezone.now()) == 1
    drain()
    with at(f"province:{province}"):
        return Certificate.objects.in_force().get()


def address(application) -> str:
    return node_url(PROVIDER, "application_certificate", application.uuid)


@pytest.mark.parametrize("province", ["11", "33"])
def test_the_owner_downloads_what_his_bureau_sealed_and_anybody_checks_it(cast, province):
    application = granted(cast, province)
    owner = cast.client(cast.owner(PROVIDER, MOBILE))
    status = node_url(PROVIDER, "application", application.uuid)
    assert "正在制作" in owner.get(status).content.decode()
    assert owner.get(address(application)).status_code == 404
    certificate = made(province)
    assert address(application) in owner.get(status).content.decode()
    response = owner.get(address(application))
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert hashlib.sha256(response.content).hexdigest() == certificate.digest
    with at(PROVIDER):
        seal = papers.verify(response.content)
        assert (seal.holds, seal.node) == (True, f"province:{province}")
        assert EvidenceReading.objects.filter(evidence__purpose="certificate", reason="own").count() == 1
    assert "证书有效" in Client().get(f"/query/certificate/{certificate.token}/").content.decode()


def test_another_owner_and_another_office_get_nothing(cast):
    application = granted(cast, "33")
    made("33")
    stranger = cast.client(cast.owner(PROVIDER, "13700137000"))
    assert stranger.get(address(application)).status_code == 404
    assert Client().get(address(application)).status_code == 302
    for node in ("ministry", "province:11", "provider:p02"):
        with at(node):
            assert not EvidenceFile.objects.filter(purpose="certificate").exists()


def test_a_renewed_certificate_takes_the_first_ones_place_at_the_owners_page(cast):
    application = granted(cast)
    first = made()
    with at("province:11"):
        case = certifying.Case.objects.select_for_update().get(application=application.uuid)
        saying = certifying.said_of(case) | {"name": "改了名的公司"}
        certifying.ask(case=case, saying=saying, now=timezone.now())
    second = made()
    owner = cast.client(cast.owner(PROVIDER, MOBILE))
    downloaded = owner.get(address(application)).content
    assert hashlib.sha256(downloaded).hexdigest() == second.digest != first.digest
    with at("ministry"):
        standing = dict(PublicCertificate.objects.values_list("version", "superseded"))
    assert standing == {1: True, 2: False}


def test_an_application_without_a_number_has_no_certificate(cast):
    application = application_at("submitted", cast, node=PROVIDER, document=company(), mobile=MOBILE)
    owner = cast.client(cast.owner(PROVIDER, MOBILE))
    assert owner.get(address(application)).status_code == 404
