"""An officer of the bureau edits its rules as a draft, puts them into force on a day, and nobody else can."""

from datetime import timedelta

import pytest
from django.utils import timezone

from beian.editions.models import Draft, Edition
from beian.reference import tables
from tests.province.rules.stories import MIN_AGE, Bureau, inside

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B3")]


def own_codes(bureau) -> list[str]:
    packaged = {row.code for row in tables.packaged("rules.11").rows}
    return [row["code"] for row in bureau.rows if row["code"] not in packaged]


def test_a_rule_is_drafted_from_a_template_and_counts_from_its_day(cast):
    bureau, today = Bureau(cast).begin(), timezone.localdate()
    assert "min_age" not in bureau.text("rules_rule").replace("template=min_age", "")
    assert bureau.add(p_years="20").status_code == 302
    (code,) = own_codes(bureau)
    assert "本省要求负责人年满 20 周岁" in bureau.text("rules_draft")
    assert "本省要求负责人年满 20 周岁" not in bureau.text("rules")
    assert "最低年龄" in bureau.text("rules_publish")
    assert bureau.publish(today + timedelta(days=30)).status_code == 302
    page = bureau.text("rules")
    assert "已公布、待施行" in page and "本省要求负责人年满 20 周岁" in page
    with inside():
        assert tables.rule_pack("11", today).get(code) is None
        assert tables.rule_pack("11", today + timedelta(days=30)).get(code).flags["params"] == {
            "years": 20,
            "whose": "both",
            "natures": [],
        }
        edition = Edition.objects.get()
    assert "依据某号通知" in bureau.text("rules_history")
    assert "新增" in bureau.text("rules_edition", edition.pk)


def test_a_rule_is_changed_switched_off_and_taken_out(cast):
    bureau = Bureau(cast).begin()
    bureau.add()
    (code,) = own_codes(bureau)
    changed = MIN_AGE | {"p_years": "16", "revision": bureau.revision, "name": "太年轻。", "valid_to": "2099-12-31"}
    assert bureau.post("rules_rule", query=f"?rule={code}&from=", **changed).status_code == 302
    row = next(row for row in bureau.rows if row["code"] == code)
    assert (row["flags"]["params"]["years"], row["name"], row["valid_to"]) == (16, "太年轻。", "2099-12-31")
    key = {"code": code, "first_day": ""}
    bureau.post("rules_switch", revision=bureau.revision, **key)
    assert next(row for row in bureau.rows if row["code"] == code)["flags"]["on"] is False
    bureau.post("rules_remove", revision=bureau.revision, **key)
    assert own_codes(bureau) == []
    bureau.post("rules_discard", revision=bureau.revision)
    with inside():
        assert not Draft.objects.exists()


def test_two_rules_from_one_template_have_codes_of_their_own(cast):
    bureau = Bureau(cast).begin()
    bureau.add()
    bureau.add(p_whose="site", p_years="25")
    first, second = own_codes(bureau)
    assert first != second and second.startswith("11.min_age")


@pytest.mark.parametrize(
    ("template", "given", "field", "words"),
    [
        ("min_age", {"p_years": "12"}, "p_years", "不能小于 14"),
        ("min_age", {"p_years": "abc"}, "p_years", "整数"),
        ("min_age", {"p_years": ""}, "p_years", "请填写最低年龄"),
        ("min_age", {"p_whose": "mother"}, "p_whose", "哪些负责人"),
        ("min_age", {"severity": "fatal"}, "severity", "严重程度"),
        ("min_age", {"source": ""}, "source", "请填写依据"),
        ("min_age", {"name": "看\u200b不见"}, "name", "看不见"),
        ("min_age", {"name": "x\x00y"}, "name", "无法显示"),
        ("min_age", {"name": "长" * 301}, "name", "300"),
        ("min_age", {"valid_from": "2027-05-01", "valid_to": "2027-04-01"}, "valid_to", "截止日期早于"),
        ("min_age", {"valid_from": "2027-02-30"}, "valid_from", "存在的日期"),
        ("suffix_only", {"p_suffixes": "", "severity": "reject", "source": "x号"}, "p_suffixes", "后缀"),
        ("mobile_of_province", {"severity": "reject", "source": "x号", "p_whose": "both"}, "severity", "严重程度"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field(cast, template, given, field, words):
    bureau = Bureau(cast).begin()
    answer = bureau.add(template, **given)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert own_codes(bureau) == []


def test_a_template_that_nobody_knows_is_not_found(cast):
    bureau = Bureau(cast).begin()
    assert bureau.get("rules_rule", template="eval").status_code == 404
    assert bureau.get("rules_rule", rule="11.nothing").status_code == 404


def test_a_hostile_sentence_is_shown_as_text(cast):
    bureau = Bureau(cast).begin()
    assert bureau.add(name="<script>alert(1)</script>{years}%(x)s{{ 7|add:7 }}").status_code == 302
    bureau.publish()
    for page in ("rules", "rules_history"):
        assert "<script>alert" not in bureau.text(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{years}%(x)s{{ 7|add:7 }}" in bureau.text("rules")


def test_two_windows_cannot_overwrite_each_other(cast):
    bureau, other = Bureau(cast).begin(), Bureau(cast, role="province_leader")
    seen = bureau.revision
    assert other.add().status_code == 302
    (code,) = own_codes(bureau)
    for name, given in {
        "rules_switch": {"code": code, "first_day": ""},
        "rules_remove": {"code": code, "first_day": ""},
        "rules_discard": {},
        "rules_publish": {"in_force_from": timezone.localdate(), "note": "x"},
        "rules_try": {"first_day": "2026-01-01", "last_day": "2026-02-01"},
    }.items():
        answer = bureau.post(name, revision=seen, **given)
        assert answer.status_code == 409, name
        assert "管局负责人" in answer.content.decode(), name
    assert bureau.add(revision=seen).status_code == 409
    assert own_codes(bureau) == [code]


def test_what_was_published_meanwhile_is_said(cast):
    bureau, other = Bureau(cast).begin(), Bureau(cast, role="province_leader")
    bureau.add()
    seen = bureau.revision
    other.publish()
    answer = bureau.post("rules_discard", revision=seen)
    assert answer.status_code == 409 and "已经发布或放弃" in answer.content.decode()


def test_a_day_in_the_past_is_refused(cast):
    bureau = Bureau(cast).begin()
    bureau.add()
    answer = bureau.publish(timezone.localdate() - timedelta(days=1))
    assert answer.status_code == 422 and "不能早于今天" in answer.content.decode()
    assert bureau.publish(note="").status_code == 422
    with inside():
        assert not Edition.objects.exists()


def test_a_draft_without_a_change_is_not_published(cast):
    bureau = Bureau(cast).begin()
    assert bureau.publish().status_code == 422


@pytest.mark.requirement("A3")
@pytest.mark.parametrize("role", ["province_reviewer", "province_support"])
def test_others_of_the_bureau_read_and_change_nothing(cast, role):
    officer = Bureau(cast).begin()
    officer.add()
    reader = Bureau(cast, role=role)
    for page in ("rules", "rules_draft", "rules_history", "rules_national", "rules_trials"):
        assert reader.get(page).status_code == 200
    assert "开始修改" not in reader.text("rules") and "停用</button>" not in reader.text("rules_draft")
    for page in (
        "rules_begin",
        "rules_switch",
        "rules_remove",
        "rules_discard",
        "rules_publish",
        "rules_try",
        "rules_rule",
    ):
        assert reader.post(page, revision=officer.revision).status_code == 403


@pytest.mark.requirement("A3")
def test_another_bureau_sees_nothing_of_it(cast):
    officer, stranger = Bureau(cast).begin(), Bureau(cast, node="province:33")
    officer.add(name="只有北京这样说")
    officer.publish()
    with inside():
        edition = Edition.objects.get()
    assert stranger.get("rules_edition", edition.pk).status_code == 404
    assert "只有北京这样说" not in stranger.text("rules") + stranger.text("rules_draft")


def test_an_edition_that_a_later_one_overtakes_is_shown_as_never_in_force(cast):
    bureau, today = Bureau(cast).begin(), timezone.localdate()
    bureau.add()
    bureau.publish(today + timedelta(days=60))
    bureau.begin().add(p_years="30")
    assert "第 2 版原定" in bureau.text("rules_publish")
    bureau.publish(today + timedelta(days=10))
    page = bureau.text("rules_history")
    assert "待施行" in page and "未施行即被取代" in page


def test_the_national_rules_are_listed_and_found(cast):
    reader = Bureau(cast, role="province_reviewer")
    whole = reader.get("rules_national").context["found"]
    assert len(whole) > 40
    some = reader.get("rules_national", words="占位", severity="reject").context["found"]
    assert len(some) < len(whole)
    assert reader.get("rules_national", item="sites[].name").context["found"]
    assert reader.get("rules_national", item="no.such").status_code == 422
    assert reader.get("rules_national", words="x\x00").status_code == 422


def test_pages_cost_few_queries(cast, django_assert_max_num_queries):
    bureau = Bureau(cast).begin()
    for years in range(15, 30):
        bureau.add(p_years=str(years))
    for page, most in {"rules": 12, "rules_draft": 12, "rules_publish": 12, "rules_national": 10}.items():
        bureau.get(page)
        with django_assert_max_num_queries(most):
            bureau.get(page)


@pytest.mark.parametrize("day", ["2200-01-01", "9999-12-31"])
def test_a_day_beyond_all_calendars_is_refused(cast, day):
    bureau = Bureau(cast).begin()
    bureau.add()
    answer = bureau.post("rules_publish", revision=bureau.revision, in_force_from=day, note="依据")
    assert answer.status_code == 422
    assert bureau.order(last_day=day).status_code == 422
    assert bureau.order(first_day="0001-01-01").status_code == 422


def test_nothing_hidden_goes_down_with_the_rules(cast):
    bureau = Bureau(cast).begin()
    bureau.add()
    assert bureau.publish(note="依据\u200b通知").status_code == 422
    assert bureau.publish(note="依据通知\n第二行").status_code == 302
