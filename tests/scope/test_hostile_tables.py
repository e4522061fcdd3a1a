"""Bad input on the pages where the ministry's officer writes the next edition of a table."""

import pytest

from tests.scope.hostile import Page, accepted, refused

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("A3")]
ROW = {
    "code": "21",
    "name": "渔业合作组织",
    "order": "19",
    "source": "某部〔2026〕21号",
    "confidence": "high",
    "flags_kind": "unit",
}
NOTE = {"note": "增加渔业合作组织", "confirm": "on"}
YEAR = {
    "year": "2027",
    "notice": "国办发明电〔2026〕7号",
    "off": "元旦：2027-01-01至2027-01-03",
    "worked": "春节：2027-02-14",
    "complete": "True",
}
UNREAD = {"revision": "unread"}


@pytest.fixture
def officer(cast):
    return cast.staff("ministry_supervisor", "ministry")


def test_a_row_and_its_publication(cast, officer, owner_url):
    begun = officer.post(cast.url("ministry", "table_begin", "owner_natures"))
    assert begun.status_code == 302
    row, sent = (cast.url("ministry", page, "owner_natures") for page in ("table_row", "table_publish"))
    free = ("name", "name_en", "source", "flags_other_name")
    accepted(Page(officer, row, row, ROW, free=free, spoil=UNREAD), owner_url)
    accepted(Page(officer, sent, sent, NOTE, free=("note",), spoil=UNREAD), owner_url)


def test_every_kind_of_flag(cast, officer, owner_url):
    for name in ("certificate_types", "pre_approvals", "provinces", "clocks", "calendar"):
        officer.post(cast.url("ministry", "table_begin", name))
        row = cast.url("ministry", "table_row", name)
        shown = officer.get(row).context["form"]
        free = [name for name, field in shown.fields.items() if not hasattr(field, "choices")]
        # A reminder's clock counts back: below zero is no mistake there.
        unasked = ("flags_amount",) if name == "clocks" else ()
        refused(Page(officer, row, row, free=tuple(free), unasked=unasked, spoil=UNREAD), owner_url)


def test_a_year_s_notice(cast, officer, owner_url):
    url = cast.url("ministry", "calendar_year")
    page = Page(officer, url, url, YEAR | {"then": "draft"}, free=("notice",), spoil=UNREAD)
    accepted(page, owner_url)
