"""The desk: documents, comparison, corrections, photo, access, signature."""

import pytest
from django.db import DatabaseError

from beian.audit.models import AuditEntry
from beian.evidence.models import EvidenceFile
from provider.counter.models import Visit
from tests.beian.evidence.aging import still_awaited
from tests.journeys import budget
from tests.provider.counter.desk import ACCESS, AGREEMENT, REASONS, Counter, photo
from tests.provider.stories import application_at, jpeg
from verification.models import VerificationSheet
from verification.sheet import signing


@pytest.fixture
def counter(cast) -> Counter:
    return Counter(cast, application_at("prechecked", cast)).with_backdrop()


def staff(counter: Counter):
    return counter.cast.acting(counter.cast.person("provider_verifier", counter.node))


def signed(counter: Counter):
    return counter.verifier_post("visit_sign", {"version": counter.ticks()["version"]})


@pytest.mark.requirement("B5")
def test_the_desk_shows_every_item_in_full_and_each_opening_is_logged(counter):
    page = counter.verifier.get(counter.url("visit"))
    text = page.content.decode()
    assert all(secret in text for secret in ("王建国", "11010519491231002X", "wangjianguo@example.cn"))
    with staff(counter):
        assert AuditEntry.objects.filter(verb="application.read", after={"reason": "visit"}).count() == 1


@pytest.mark.requirement("B5")
@pytest.mark.parametrize("left_out", ["subject.name", "sites.0.domains", "sites.0.principal.mobile", "subject.nature"])
def test_nothing_is_signed_while_one_item_is_not_compared(counter, left_out):
    counter.desk_done()
    ticks = counter.ticks()
    ticks["compared"].remove(left_out)
    counter.verifier_post("visit_compare", ticks)
    answer = signed(counter)
    assert answer.status_code == 422
    assert "还有 1 项没有与原件核对" in answer.content.decode()
    assert counter.state == "prechecked"
    with staff(counter):
        assert not VerificationSheet.objects.exists()


@pytest.mark.requirement("B6")
def test_nothing_is_signed_without_the_photo_the_originals_or_the_access(counter):
    steps = [
        ("visit_compare", {"version": "0"}, "还没有查验"),
        ("visit_compare", counter.ticks(), "还没有拍摄网站负责人的现场照片"),
        ("visit_photo", {"photo": photo()}, "接入信息还没有填写完整"),
    ]
    for name, data, refusal in steps:
        assert counter.verifier_post(name, data).status_code == 302
        assert refusal in counter.verifier.get(counter.url("visit")).content.decode()
        answer = signed(counter)
        assert (answer.status_code, counter.state) == (422, "prechecked")
        assert refusal in answer.content.decode()
    counter.verifier_post("visit_access", ACCESS)
    assert "还没有签署信息安全管理协议书" in signed(counter).content.decode()
    assert counter.verifier_post("visit_agreement", AGREEMENT).status_code == 302
    assert signed(counter).status_code == 302
    assert counter.state == "verified"


def test_half_a_comparison_is_kept_and_a_whole_group_is_one_click(counter):
    counter.verifier_post("visit_compare", {"version": "0", "compared": ["subject.name"], "whole": "1"})
    page = counter.verifier.get(counter.url("visit")).context["desk"]
    assert [group.open == 0 for group in page.groups] == [False, True, False, False]
    assert next(item.done for item in page.groups[0].items if item.path == "subject.name")
    counter.verifier_post("visit_compare", {"version": "0", "whole": "documents"})
    assert all(
        seen
        for original, seen in counter.verifier.get(counter.url("visit")).context["desk"].originals
        if original.required
    )


def test_a_tick_is_kept_at_once_where_there_is_a_script(counter):
    answer = counter.verifier.post(
        counter.url("visit_compare"), {"version": "0", "compared": ["subject.name"]}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert 'id="sign"' in answer.content.decode()
    with staff(counter):
        assert Visit.objects.get().compared == ["subject.name"]


@pytest.mark.parametrize(
    "hostile", [{"compared": ["subject.none", "access.modes", "\x00"]}, {"documents": ["passport"]}]
)
def test_ticks_for_what_is_not_there_are_not_kept(counter, hostile):
    counter.verifier_post("visit_compare", {"version": "0"} | hostile)
    with staff(counter):
        visit = Visit.objects.get()
        assert (visit.compared, visit.documents) == ([], [])


FAULTS = {
    "nobody": ({"people": 0}, "没有"),
    "two": ({"people": 2}, "人脸"),
    "grey": ({"grey": True}, "彩色"),
    "dark": ({"light": 0.15}, "暗"),
    "upside down": ({"turned": 180}, ""),
    "small": ({"size": (320, 240)}, "320×240"),
}


@pytest.mark.requirement("B6")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_photo_is_refused_on_the_page_with_its_cause(counter, fault):
    faults, words = FAULTS[fault]
    answer = counter.verifier_post("visit_photo", {"photo": photo(**faults)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not answer.context["desk"].begun, "nor is a visit shown as begun that was not"
    with staff(counter):
        assert not EvidenceFile.objects.filter(purpose="desk_photo").exists() and not Visit.objects.exists()


@pytest.mark.requirement("B6")
@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n%%EOF", b"GIF89a", jpeg()[:2000]])
def test_what_is_no_whole_picture_is_refused(counter, data):
    assert counter.verifier_post("visit_photo", {"photo": photo(data=data)}).status_code == 422
    assert counter.verifier_post("visit_photo", {}).status_code == 422
    with staff(counter):
        assert not EvidenceFile.objects.filter(purpose="desk_photo").exists()


@pytest.mark.requirement("B6")
def test_a_photo_taken_again_replaces_the_one_before(counter):
    counter.verifier_post("visit_photo", {"photo": photo()})
    counter.verifier_post("visit_photo", {"photo": photo()})
    with staff(counter):
        first, second = EvidenceFile.objects.filter(purpose="desk_photo").order_by("id")
        assert first.disposed_at is not None
        assert Visit.objects.get().photo_id == second.pk
        assert (second.width, second.height) == (800, 600)


WRONG_ACCESS = [
    {"modes": []},
    {"modes": ["99"]},
    {"server_provinces": []},
    {"server_provinces": ["99"]},
    {"ranges-0-start": ""},
    {"ranges-0-start": "10.0.0.1", "ranges-0-end": ""},
    {"ranges-0-start": "192.168.1.1", "ranges-0-end": "192.168.1.9"},
    {"ranges-0-start": "1.2.4.9", "ranges-0-end": "1.2.4.1"},
    {"ranges-0-start": "1.2.4.0", "ranges-0-end": "2408:8000::1"},
    {"ranges-0-start": "nowhere"},
    {"ranges-0-start": "1.2.4.0", "ranges-0-end": "1.2.4.\x00"},
    {"ranges-TOTAL_FORMS": "many"},
]


@pytest.mark.requirement("B9")
@pytest.mark.parametrize("wrong", WRONG_ACCESS)
def test_wrong_access_data_are_refused_beside_their_field(counter, wrong):
    answer = counter.verifier_post("visit_access", ACCESS | wrong)
    assert answer.status_code == 422
    assert counter.document().access.modes == []


@pytest.mark.requirement("B9")
def test_access_is_entered_by_the_provider_under_its_own_code(counter):
    counter.verifier_post("visit_access", ACCESS | {"provider": "p02", "ranges-0-end": ""})
    access = counter.document().access
    assert (access.provider, access.modes, access.server_provinces) == ("p01", [5], ["11"])
    assert [(one.start, one.end) for one in access.ip_ranges] == [("1.2.4.0", "1.2.4.0")]


def test_another_row_of_addresses_keeps_everything(counter):
    answer = counter.verifier_post("visit_access", ACCESS | {"rows": "ranges"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'name="ranges-1-start"' in text
    assert 'value="1.2.4.255"' in text


CORRECTION = {"version": "0", "note": "按营业执照原件更正", "subject-name": "北京某某信息有限公司"}


@pytest.mark.requirement("B10")
def test_a_correction_stands_on_the_sheet_and_is_compared_again(counter):
    counter.desk_done(agreed=False)
    answer = counter.verifier_post("visit_correct", CORRECTION, "subject.name")
    assert answer.status_code == 302
    assert counter.document().subject.name == "北京某某信息有限公司"
    assert counter.verifier_post("visit_agreement", AGREEMENT).status_code == 422
    counter.verifier_post("visit_compare", counter.ticks())
    assert counter.verifier_post("visit_agreement", AGREEMENT).status_code == 302
    assert signed(counter).status_code == 302
    with staff(counter):
        sheet = VerificationSheet.objects.get()
    (entry,) = sheet.corrections
    assert (entry["item"], entry["before"], entry["after"]) == (
        "subject.name",
        "北京某某科技有限公司",
        "北京某某信息有限公司",
    )
    assert entry["note"] == "按营业执照原件更正"
    assert entry["by"] == counter.cast.person("provider_verifier", counter.node).name


@pytest.mark.requirement("B10")
def test_a_corrected_personal_item_stands_masked_on_the_sheet(counter):
    data = {"version": "0", "note": "按本人身份证更正", "subject-principal-mobile": "13711137111"}
    assert counter.verifier_post("visit_correct", data, "subject.principal.mobile").status_code == 302
    with staff(counter):
        entries = Visit.objects.get().corrections
    assert {entry["item"] for entry in entries} == {"subject.principal.mobile", "sites.0.principal.mobile"}
    assert "13711137111" not in str(entries)
    assert "13800138000" not in str(entries)


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": ""},
        {"subject-name": ""},
        {"subject-name": "北京某某科技有限公司"},
        {"subject-name": "\u202e公司"},
        {"version": ""},
    ],
)
def test_a_wrong_correction_changes_nothing(counter, wrong):
    answer = counter.verifier_post("visit_correct", CORRECTION | wrong, "subject.name")
    assert answer.status_code == 422
    assert counter.document().subject.name == "北京某某科技有限公司"


def test_a_correction_that_leaves_holes_is_for_the_owner(counter):
    data = {"version": "0", "note": "实际为事业单位", "subject-nature": "3"}
    answer = counter.verifier_post("visit_correct", data, "subject.nature")
    assert answer.status_code == 422
    assert counter.document().subject.nature == 4


def test_a_tick_for_a_value_that_somebody_corrected_is_not_taken(counter):
    counter.verifier_post("visit_correct", CORRECTION, "subject.name")
    stale = counter.ticks(version="0")
    for name in ("visit_compare", "visit_sign"):
        assert counter.verifier_post(name, stale).status_code == 409
    with staff(counter):
        assert Visit.objects.get().compared == []


def test_only_items_of_the_form_can_be_corrected(counter):
    for path in ("access.modes", "subject", "sites.9.name", "..", "sites.0.domains.0"):
        assert counter.verifier.get(f"{counter.url('visit')}correct/{path}/").status_code == 404


@pytest.mark.requirement("B10")
def test_the_sheet_is_sealed_over_the_facts_and_never_changed(counter):
    counter.desk_done()
    signed(counter)
    row = counter.row
    with staff(counter):
        sheet = VerificationSheet.objects.get()
        assert signing.holds(sheet, row.document, bytes(row.sealed))
        assert not signing.holds(sheet, row.document, bytes(row.sealed)[:-1] + b"\x00")
        sheet.corrections = [{"item": "subject.name"}]
        assert not signing.holds(sheet, row.document, bytes(row.sealed))
    assert "subject.principal.mobile" in sheet.compared
    assert "主办者：" in sheet.documents[0]
    with staff(counter), pytest.raises(DatabaseError):
        VerificationSheet.objects.update(signer="别人")


def test_the_second_verifier_learns_who_signed(counter):
    counter.desk_done()
    second = counter.cast.staff("provider_verifier", counter.node, "林核验")
    assert second.post(counter.url("visit_sign"), {"version": "0"}).status_code == 302
    for name, data in (("visit_sign", {"version": "0"}), ("visit_compare", {"version": "0"}), ("visit_access", ACCESS)):
        answer = counter.verifier_post(name, data)
        assert answer.status_code == 409
        assert "林核验" in answer.content.decode()


def test_the_desk_sends_back_with_reasons(counter):
    assert counter.verifier_post("visit_return", {"revision": "2"}).status_code == 422
    answer = counter.verifier_post("visit_return", REASONS | {"revision": counter.row.revision})
    assert answer.status_code == 302
    row = counter.row
    assert (row.state, row.reasons[0]["item"]) == ("returned", "subject.name")


@pytest.mark.requirement("B5")
def test_a_clerk_and_a_stranger_cannot_verify(counter):
    names = ("visit", "visit_compare", "visit_photo", "visit_access", "visit_sign", "visit_return")
    stranger = counter.cast.staff("provider_verifier", "provider:p02")
    for name in names:
        url = counter.url(name)
        ask = {"visit": ("get",)}.get(name, ("post",))[0]
        assert getattr(counter.clerk, ask)(url).status_code == 403
        assert getattr(stranger, ask)(url.replace("/p01/", "/p02/")).status_code == 404
    assert counter.state == "prechecked"


@pytest.mark.requirement("B5")
def test_from_check_in_to_reported_in_fourteen_clicks_with_nothing_typed_but_the_addresses(counter):
    groups = counter.verifier.get(counter.url("visit")).context["desk"].groups
    clicks, ticks = 1, {"version": "0"}
    for whole in ("documents", *map(str, range(len(groups)))):
        counter.verifier_post("visit_compare", ticks | {"whole": whole})
        page = counter.verifier.get(counter.url("visit")).context["desk"]
        ticks["documents"] = [original.code for original, seen in page.originals if seen]
        ticks["compared"] = [item.path for group in page.groups for item in group.items if item.done]
        clicks += 1
    # choose and send the photo; tick a mode and a province and keep them; sign; report
    for name, data, needed in (
        ("visit_photo", {"photo": photo()}, 2),
        ("visit_access", ACCESS, 3),
        ("visit_agreement", AGREEMENT, 1),
        ("visit_sign", {"version": "0"}, 1),
        ("report", {}, 1),
    ):
        assert counter.verifier_post(name, data).status_code == 302
        clicks += needed
    assert counter.state == "reported"
    assert clicks <= budget.goal("visit clicks")


@pytest.mark.requirement("B12")
def test_nothing_is_reported_while_the_file_of_the_sheet_is_not_there(counter, test_urls):
    """The bureau reads the sheet beside the fields: a report without it would be returned."""
    counter.desk_done()
    assert signed(counter).status_code == 302
    still_awaited(test_urls, counter.node, "verification_sheet")
    answer = counter.verifier_post("report", {})
    assert answer.status_code == 422
    assert "核验单的电子文件不在" in answer.content.decode()
    assert counter.state == "verified"
