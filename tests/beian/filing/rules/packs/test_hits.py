"""What a changed pack would have done to filings that came before it."""

import pytest

from beian.filing.rules import packs
from tests.beian.filing.rules.packs.trial import TODAY, changed, company, pack, person, row

ONE, TWO = (
    row("max_domains_per_site", code="11.domains", most=1),
    row("max_domains_per_site", code="11.domains", most=2),
)
TWIN = changed(company(), sites__0__domains=["example.cn", "example.com.cn"])
PAST = [("case 1", company()), ("case 2", TWIN), ("case 3", person())]


def differences(before, after, documents=PAST, **more):
    found = packs.hits(documents, before=pack(*before), after=pack(*after), today=TODAY, **more)
    return [(hit.key, hit.path, hit.code, hit.severity, hit.kind) for hit in found]


@pytest.mark.requirement("B3")
def test_a_new_rule_names_the_filings_it_would_have_hit_with_rule_and_field():
    assert differences([], [ONE]) == [("case 2", "sites.0.domains", "pack.11.domains", "reject", "new")]
    assert differences([ONE], []) == [("case 2", "sites.0.domains", "pack.11.domains", "reject", "gone")]
    assert differences([ONE], [ONE]) == [] == differences([], [TWO])
    assert differences([ONE], [TWO]) == [("case 2", "sites.0.domains", "pack.11.domains", "reject", "gone")]
    (hit,) = packs.hits(PAST, before=pack(), after=pack(ONE), today=TODAY)
    assert "最多填写 1 个域名" in str(hit.text)


def test_switching_off_lets_go_and_another_severity_goes_and_comes():
    off = row("max_domains_per_site", code="11.domains", most=1, flags={"on": False})
    assert [kind for *_rest, kind in differences([ONE], [off])] == ["gone"]
    warning = row("max_domains_per_site", code="11.domains", most=1, severity="warn")
    assert [(severity, kind) for *_rest, severity, kind in differences([ONE], [warning])] == [
        ("warn", "new"),
        ("reject", "gone"),
    ]


def test_past_filings_count_as_complete_unless_they_are_drafts():
    rule = row("required_item", item="subject.remark")
    assert [key for key, *_rest in differences([], [rule])] == ["case 1", "case 2", "case 3"]
    assert differences([], [rule], complete=False) == []


def test_filings_of_other_provinces_and_odd_ones_are_passed_over():
    away = changed(TWIN, subject__address__province="33")
    assert differences([], [ONE], [(1, away), (2, None), (3, []), (4, {}), (5, {"subject": 5, "sites": {}})]) == []
    trial = packs.hits([(1, away)], before=pack(name="trial"), after=pack(ONE, name="trial"), today=TODAY)
    assert [hit.key for hit in trial] == [1]


def test_a_long_past_is_read_one_filing_at_a_time():
    taken = []

    def past():
        for number in range(1000):
            taken.append(number)
            yield number, TWIN

    first = next(packs.hits(past(), before=pack(), after=pack(ONE), today=TODAY))
    assert first.key == 0 and taken == [0]
