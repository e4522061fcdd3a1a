"""The province's register: found by number, name and domain as people write them, and shown whole."""

import pytest

from beian.exchange import drain
from beian.people import scope
from beian.people.scope import Actor, Reach
from province.register.models import Subject
from tests.province.stories import approve, case_of, report, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B17")]

NODE = "province:11"
SUBJECT_QUERIES = 9 + 5  # of any page; and subject, case, sites, domains, accesses
NAMES = {1: "北京某某科技有限公司", 2: "北京第2科技有限公司"}


@pytest.fixture
def numbers(cast):
    """Two filings and their numbers."""
    applications = [report(number=number) for number in (1, 2)]
    drain()
    for application in applications:
        approve(cast, application)
    settle()
    return [case_of(application).filing_number for application in applications]


@pytest.fixture
def reader(cast):
    return cast.staff("province_supervisor", NODE)


def found(cast, reader, **asked) -> set[str]:
    page = reader.get(cast.url(NODE, "register"), asked)
    assert page.status_code == 200
    return {name for name in NAMES.values() if name in page.content.decode()}


def test_everything_is_listed(cast, reader, numbers):
    assert found(cast, reader) == set(NAMES.values())


@pytest.mark.parametrize("written", ["{}", "{}-1", " {} ", "{lower}"])
def test_a_number_is_found_as_people_write_it(cast, reader, numbers, written):
    asked = written.format(numbers[1], lower=numbers[1].lower())
    assert found(cast, reader, number=asked) == {NAMES[2]}


def test_the_beginning_of_a_number_finds_all_that_begin_so(cast, reader, numbers):
    assert found(cast, reader, number=numbers[0][:9]) == set(NAMES.values())


@pytest.mark.parametrize("written", ["example2.cn", "EXAMPLE2.CN", "www.example2.cn", "http://www.example2.cn/x"])
def test_a_domain_is_found_as_people_write_it(cast, reader, numbers, written):
    assert found(cast, reader, domain=written) == {NAMES[2]}


@pytest.mark.parametrize("written", ["example9.cn", "不是域名", "..", "a b"])
def test_what_is_no_domain_or_not_filed_finds_nothing_and_says_so(cast, reader, numbers, written):
    assert found(cast, reader, domain=written) == set()


def test_a_subject_is_shown_with_sites_and_access_in_few_queries(cast, reader, numbers, django_assert_max_num_queries):
    with scope.enter(NODE, Reach.STAFF, Actor.service("test")):
        pk = Subject.objects.get(number=numbers[0]).pk
    address = cast.url(NODE, "register_subject", pk)
    reader.get(address)
    with django_assert_max_num_queries(SUBJECT_QUERIES):
        page = reader.get(address).content.decode()
    for words in (f"{numbers[0]}-1", "example.cn", "1.2.4.0–1.2.4.255", "北京市", "已备案"):
        assert words in page


@pytest.mark.requirement("A3")
def test_a_stranger_finds_no_subject_and_another_role_is_told_which_it_needs(cast, numbers):
    with scope.enter(NODE, Reach.STAFF, Actor.service("test")):
        pk = Subject.objects.first().pk
    stranger = cast.staff("province_supervisor", "province:33")
    assert stranger.get(cast.url("province:33", "register_subject", pk)).status_code == 404
    refused = cast.staff("audit_admin", NODE).get(cast.url(NODE, "register_subject", pk))
    assert refused.status_code == 403
    assert "监督员" in refused.content.decode()
