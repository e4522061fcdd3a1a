"""Two officers at their desks: the blacklist through its pages."""

import pytest

from ministry.supervision.models import BlacklistEntry
from tests.ministry.stories import Story, at_ministry, report, told

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M6")]
FORM = {"kind": "domain", "value": "WWW.Example.cn", "reason": "查实违法", "from_day": "2026-11-01"}


@pytest.fixture
def officers(cast):
    return [cast.client(cast.person("ministry_supervisor", "ministry", name)) for name in ("甲", "乙")]


def only():
    with at_ministry():
        return BlacklistEntry.objects.get()


def test_one_puts_it_forward_the_other_confirms_and_a_report_meets_it(officers):
    first, second = officers
    answer = first.post("/ministry/blacklist/new/", FORM | {"value": "example.cn"})
    page = f"/ministry/blacklist/{only().pk}/"
    assert answer.status_code == 302 and answer["Location"] == page
    assert "两人办理" in first.get(page).content.decode()
    assert first.post(f"{page}confirm/").status_code == 403
    assert second.post(f"{page}confirm/").status_code == 302
    assert second.post(f"{page}confirm/").status_code == 409
    report(Story())
    [(*_rest, body)] = told("filing.conflicted")
    assert body["conflicts"][0]["kind"] == "blacklisted"
    assert first.post(f"{page}ask-to-lift/", {"reason": ""}).status_code == 422
    assert first.post(f"{page}ask-to-lift/", {"reason": "已整改"}).status_code == 302
    assert first.post(f"{page}lift/").status_code == 403
    assert second.post(f"{page}lift/").status_code == 302
    assert "已移出" in first.get("/ministry/blacklist/").content.decode()


def test_a_certificate_is_kept_as_a_digest_and_shown_masked(officers):
    form = FORM | {"kind": "certificate", "certificate_type": "2", "value": "11010519491231002x"}
    officers[0].post("/ministry/blacklist/new/", form)
    entry = only()
    assert entry.shown == "1101**********002X" and "11010519491231002" not in entry.key
    assert "11010519491231002" not in officers[0].get(f"/ministry/blacklist/{entry.pk}/").content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "www.example.cn"}, "不是直接注册的域名"),
        ({"value": "example"}, "后缀"),
        ({"kind": "certificate"}, "请选择证件类型"),
        ({"kind": "certificate", "certificate_type": "2", "value": "110105194912310021"}, "校验位"),
        ({"kind": "other"}, "类别"),
        ({"value": "example.cn", "from_day": "9999-99-99"}, "日期"),
        ({"value": "example.cn", "until_day": "2026-10-01"}, "终止日期"),
        ({"value": "<script>alert(1)</script>"}, "域名"),
        ({"reason": ""}, "原因"),
    ],
)
def test_what_would_stand_against_nobody_is_refused_with_a_sentence(officers, change, words):
    answer = officers[0].post("/ministry/blacklist/new/", FORM | {"value": "example.cn"} | change)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    with at_ministry():
        assert not BlacklistEntry.objects.exists()


def test_an_analyst_reads_and_may_not_list(cast, officers):
    officers[0].post("/ministry/blacklist/new/", FORM | {"value": "example.cn"})
    analyst = cast.client(cast.person("ministry_analyst", "ministry"))
    page = f"/ministry/blacklist/{only().pk}/"
    assert analyst.get(page).status_code == 200 and "确认列入" not in analyst.get(page).content.decode()
    assert analyst.post(f"{page}confirm/").status_code == 403
    assert analyst.get("/ministry/blacklist/new/").status_code == 403
    reviewer = cast.client(cast.person("province_reviewer", "province:11"))
    assert reviewer.get(page).status_code in (302, 403)
