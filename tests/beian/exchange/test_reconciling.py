"""Two nodes that hold the same register compare it: what differs is found in both directions, named, and mended on purpose only."""

from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.exchange import drain, reconciling
from beian.exchange.models import InboxMessage, Reconciliation
from beian.people import scope
from beian.people.scope import Actor, Reach
from ministry.models import NationalDomain, NationalSite, NationalSubject
from ministry.public.models import QueryEntry
from provider.applications.models import Application
from province.cases import transitions as reviewers
from province.cases.models import Case
from province.register.models import HostedSite, Site, Subject
from tests.beian.filing.drafts import company
from tests.provider.stories import application_at
from tests.province.stories import settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B17")]
NODES = ("ministry", "province:11", "province:33", "provider:p01", "provider:p02")


@pytest.fixture
def granted(cast):
    """Filed by p01 of Beijing for a company of Beijing, its servers in Zhejiang: four nodes hold it."""
    document = company()
    document["access"]["server_provinces"] = ["33"]
    application = application_at("reported", cast, document=document)
    drain()
    reviewer = cast.person("province_reviewer", "province:11")
    with cast.acting(reviewer):
        case = Case.objects.get(application=application.uuid)
        reviewers.approve(case=case, by=reviewer, now=timezone.now())
    settle("province:11", "province:33")
    with at("provider:p01"):
        return Application.objects.get(uuid=application.uuid)


def at(node):
    return scope.enter(node, Reach.STAFF, Actor.service("story"))


def compared(*nodes):
    """(node, peer, register) → what the comparison found."""
    found = {}
    for node in nodes or NODES:
        for report in reconciling.reconcile(node, now=timezone.now(), pause=0):
            assert not report.trouble
            found[node, report.peer, report.register] = [(one["number"], one["kind"]) for one in report.differences]
    return found


def apart(*nodes):
    return {ends: found for ends, found in compared(*nodes).items() if found}


def test_registers_that_agree_are_said_to_agree_and_what_was_compared_is_counted(granted):
    assert apart() == {}
    with at("ministry"):
        kept = {(one.peer, one.register): one.records for one in reconciling.latest("ministry")}
        assert kept == {
            ("province:11", "filings"): 1,
            ("province:33", "filings"): 0,
            ("province:11", "hosted"): 0,
            ("province:33", "hosted"): 1,
        }
    with at("province:11"):
        assert {(one.peer, one.records) for one in reconciling.latest("province:11") if one.register == "grants"} == {
            ("provider:p01", 1)
        }


def test_a_filing_that_the_ministry_lost_is_named_from_both_sides_and_sent_again(granted, tamper):
    tamper(
        "DELETE FROM ministry_nationalaccess",
        "DELETE FROM ministry_nationaldomain",
        "DELETE FROM ministry_nationalsite",
    )
    tamper("DELETE FROM ministry_nationalsubject", "DELETE FROM ministry_queryentry")
    number = granted.filing_number
    found = apart()
    assert found["province:11", "ministry", "filings"] == [(number, "missing_there")]
    assert found["ministry", "province:11", "filings"] == [(number, "missing_here")]
    assert found["province:33", "ministry", "hosted"] == [(f"{number}-1", "missing_there")]
    assert mended("province:11") == 1
    with at("ministry"):
        assert NationalSubject.objects.get().number == number
        assert NationalSite.objects.get().services == ["28"]
        assert QueryEntry.objects.get().key == "example.cn"
    assert apart() == {}
    assert mended("province:11", numbers=[number]) == 1  # told again, it changes nothing
    assert apart() == {}


def mended(node, numbers=()):
    """How many records this node has sent again after its last comparison, or those named; they have arrived."""
    with at(node):
        reports = [one for one in reconciling.latest(node) if one.differing]
    sent = sum(reconciling.mend(report) for report in reports)
    if numbers:
        sent = reconciling.resend(node, register="filings", peer="ministry", numbers=numbers)
    drain()
    with at("ministry"):
        assert not InboxMessage.objects.filter(state="parked").exists()
    return sent


def test_a_filing_that_differs_at_the_ministry_takes_the_words_of_its_province(granted):
    with at("ministry"):
        NationalSite.objects.update(name="另一个名称")
        site = NationalSite.objects.get()
        NationalDomain.objects.create(site=site, domain="planted.cn")
    assert apart("province:11") == {("province:11", "ministry", "filings"): [(granted.filing_number, "different")]}
    mended("province:11")
    assert apart() == {}
    with at("ministry"):
        assert NationalSite.objects.get().name == "某某科技官网"
        assert NationalDomain.objects.get(domain="planted.cn").state == "cancelled"
        assert AuditEntry.objects.filter(verb="register.refile", subject_id=str(granted.uuid)).count() == 1


def test_a_filing_that_its_own_province_lost_is_for_an_officer(granted, tamper):
    tamper("DELETE FROM province_siteaccess", "DELETE FROM province_sitedomain", "DELETE FROM province_site")
    tamper("DELETE FROM province_filingpassword", "DELETE FROM province_subject")
    assert apart("province:11") == {("province:11", "ministry", "filings"): [(granted.filing_number, "missing_here")]}
    assert reconciling.remedy("province:11", "filings", "missing_here") == "look"
    assert reconciling.remedy("ministry", "filings", "missing_there") == "look"
    assert mended("province:11") == 0
    with pytest.raises(reconciling.NotHere):
        reconciling.resend("ministry", register="filings", peer="province:11", numbers=[granted.filing_number])


def test_the_province_of_the_servers_is_told_again(granted):
    with at("province:33"):
        HostedSite.objects.update(home_url="http://elsewhere.example.cn/")
    number = f"{granted.filing_number}-1"
    assert apart("ministry") == {("ministry", "province:33", "hosted"): [(number, "different")]}
    mended("ministry")
    assert apart() == {}


def test_a_number_that_a_provider_lacks_is_told_again(granted, tamper):
    tamper(
        "ALTER TABLE provider_application DISABLE TRIGGER USER",
        "UPDATE provider_application SET state = 'approved', filing_number = '', revision = revision - 1",
        "ALTER TABLE provider_application ENABLE TRIGGER USER",
    )
    assert apart("province:11") == {
        ("province:11", "provider:p01", "grants"): [(granted.filing_number, "missing_there")]
    }
    assert apart("provider:p01") == {
        ("provider:p01", "province:11", "grants"): [(granted.filing_number, "missing_here")]
    }
    mended("province:11")
    assert apart() == {}


def test_what_is_still_on_its_way_at_the_first_look_and_there_at_the_second_is_no_difference(granted, monkeypatch):
    with at("ministry"):
        NationalSite.objects.update(name="另一个名称")

    def meanwhile(seconds):
        with at("ministry"):
            NationalSite.objects.update(name="某某科技官网")

    monkeypatch.setattr(reconciling.time, "sleep", meanwhile)
    assert apart("province:11") == {}


def test_a_province_hears_of_its_own_filings_alone(granted):
    with at("province:33"):
        told = reconciling.ask("ministry", "register.digests", {"register_name": "filings"}, timeout=5)
    assert told == {"buckets": {}}
    with at("provider:p02"):
        told = reconciling.ask("province:11", "register.digests", {"register_name": "grants"}, timeout=5)
    assert told == {"buckets": {}}


def test_nobody_writes_a_filing_past_the_detection_by_telling_it_again(granted):
    """A province that names a domain which the application never claimed is refused: the message is parked."""
    with at("province:11"):
        site = Site.objects.get()
        site.domains.create(domain="squatted.cn")
    reconciling.resend("province:11", register="filings", peer="ministry", numbers=[granted.filing_number])
    drain()
    with at("ministry"):
        assert InboxMessage.objects.get(state="parked").kind == "register.filed"
        assert not NationalDomain.objects.filter(domain="squatted.cn").exists()


def test_a_node_that_does_not_answer_is_said_not_to_have_been_compared(granted, monkeypatch):
    def silent(*args, **given):
        raise reconciling.Unavailable("no answer")

    monkeypatch.setattr(reconciling, "ask", silent)
    (report,) = reconciling.reconcile("provider:p01", now=timezone.now(), pause=0)
    assert report.trouble and not report.agrees


def test_the_command_names_the_difference_and_fails_and_passes_once_it_is_mended(granted, capsys):
    call_command("exchange", "reconcile", "--pause", "0")
    assert "ok" in capsys.readouterr().out
    with at("ministry"):
        NationalSite.objects.update(name="另一个名称")
    with pytest.raises(CommandError, match="4 of 12"):
        call_command("exchange", "reconcile", "--pause", "0", "--resend")
    said = capsys.readouterr()
    assert f"{granted.filing_number} different" in said.err and "1 sent again to ministry" in said.out
    drain()
    call_command("exchange", "reconcile", "--pause", "0")
    with pytest.raises(CommandError):
        call_command("exchange", "reconcile", "--node", "province:99")


def test_the_page_shows_the_last_comparison_and_who_is_to_act(granted, cast, django_assert_max_num_queries):
    with at("province:11"):
        Subject.objects.update(name="另一个名称")
    compared("province:11")
    officer = cast.staff("operations", "province:11")
    with django_assert_max_num_queries(24):
        page = officer.get("/province/11/exchange/").content.decode()
    assert "不一致" in page and granted.filing_number in page and "重新发送" in page
    assert "missing" not in page and "filings" not in page
    other = cast.staff("operations", "province:33").get("/province/33/exchange/").content.decode()
    assert granted.filing_number not in other


def test_reports_are_kept_for_good(granted, tamper):
    compared("ministry")
    with at("ministry"), pytest.raises(Exception, match="permission denied|Cannot update"):
        Reconciliation.objects.update(differing=0)


def test_a_question_about_no_register_is_not_answered(granted):
    with at("province:11"), pytest.raises(reconciling.Unavailable):
        reconciling.ask("ministry", "register.digests", {"register_name": "secrets"}, timeout=5)
    assert UUID(str(granted.uuid))
