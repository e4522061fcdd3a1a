"""Who represents a unit stands on its certificate only: a human looks."""

import pytest

from beian.filing.rules import packs
from tests.beian.filing.rules.packs.trial import asked, company, person, places, row, said


@pytest.mark.requirement("B7a")
def test_a_unit_s_principals_are_shown_to_a_human():
    (found,) = said(company(), row("legal_representative", whose="subject"))
    assert (found.item, found.severity) == ("subject.principal.name", "person")
    assert "没有法定代表人一项" in str(found.text)
    assert "授权书" in str(said(company(), row("legal_representative", whose="site", wanted="letter"))[0].text)
    assert places(person(), row("legal_representative")) == set()
    assert not asked("subject.principal.name", "王建国", row("legal_representative"))


def test_it_may_never_reject():
    assert packs.problems([row("legal_representative", severity="reject")])[0].place == "severity"
    assert packs.problems([row("legal_representative", severity="warn")]) == []
