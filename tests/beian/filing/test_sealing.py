import json
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beian.filing import documents, items, paths, sealing
from beian.filing.canonical import canonical
from beian.filing.sealing import SealBroken
from tests.beian.filing.drafts import company, drafts, person, texts

APPLICATION = UUID("01980000-0000-7000-8000-000000000001")
ANOTHER = UUID("01980000-0000-7000-8000-000000000002")
KEY = sealing.new_key()
WHERE = {"application": APPLICATION, "round": 1, "key": KEY}

# Values by which a leak is told from a coincidence: characters that stand nowhere else in a document.
secrets = st.text(
    st.characters(min_codepoint=0x10A0, max_codepoint=0x10FF, codec="utf-8", categories=["L"]), min_size=3, max_size=20
)


@given(drafts())
def test_what_was_sealed_is_what_is_unsealed(draft):
    sealed = sealing.seal(draft, **WHERE)
    kept = json.loads(json.dumps(sealed.open))
    assert sealing.unseal(kept, sealing.block_of(sealed.text), **WHERE) == draft


@pytest.mark.requirement("Q3")
@given(
    drafts(personal=secrets, open_text=texts().filter(lambda text: not any("\u10a0" <= c <= "\u10ff" for c in text)))
)
def test_no_personal_value_stands_anywhere_in_the_open_part_or_the_block(draft):
    if draft.subject.nature in (4, 6):  # a unit's name is open
        draft = documents.replaced(draft, {"subject.name": "某某单位"})
    sealed = sealing.seal(draft, **WHERE)
    opened = json.dumps(sealed.open, ensure_ascii=False)
    for item in sealing.personal_items(draft):
        if isinstance(item.value, str):
            assert item.value not in opened
            assert item.value.encode() not in sealed.block


@pytest.mark.requirement("Q3")
@given(drafts())
def test_no_personal_item_of_any_text_is_left_as_it_was(draft):
    opened, personal = sealing.split(draft)
    for path, value in personal.items():
        assert paths.get(opened, path) != value or set(str(value)) == {"*"}


@given(drafts())
def test_codes_of_a_persons_certificate_are_sealed_too(draft):
    opened, _personal = sealing.split(draft)
    left = [path for path, _value in paths.leaves(opened) if "principal" in path and path.endswith(".type")]
    assert left == []


def test_the_form_and_the_seal_agree_on_what_is_personal():
    full = documents.replaced(
        documents.load(company()), {"subject.superior": "集团", "subject.remark": "说明", "sites.0.remark": "说明"}
    )
    sealed = {paths.item_of(item.path) for item in sealing.personal_items(full)}
    assert sealed == {item.key for item in items.ITEMS if item.personal}
    of_person = {paths.item_of(item.path) for item in sealing.personal_items(documents.load(person()))}
    assert of_person - sealed == {item.key for item in items.ITEMS if item.personal_of_person} == {"subject.name"}


@pytest.mark.parametrize(("nature", "is_sealed"), [(4, False), (5, True), (None, True)])
def test_the_subjects_name_is_a_persons_unless_a_unit_is_known(nature, is_sealed):
    draft = documents.replaced(documents.load(company()), {"subject.nature": nature})
    opened, _personal = sealing.split(draft)
    assert ("subject.name" in opened["masked"]) is is_sealed
    assert (opened["subject"]["name"] == "北**") is is_sealed


def test_the_open_part_reads_well_without_the_key():
    opened, _personal = sealing.split(documents.load(person()))
    shown = sealing.read_open(opened)
    assert shown.subject.name == "赵**"
    assert shown.subject.certificate.number == "110******2X"
    assert shown.subject.certificate.address == shown.subject.address.detail == "***"
    assert shown.sites[0].principal.mobile == "138******00"
    assert shown.sites[0].principal.email == "w***@example.cn"
    assert shown.sites[0].domains == ["example.cn"]
    assert shown == sealing.masked(documents.load(person()))


def test_a_page_shows_it_masked_unless_it_was_asked_for_in_full():
    document = documents.load(person())
    assert sealing.masked(document).subject.name == "赵**"
    assert sealing.masked(document, full=True) == document


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("subject.principal.name", "王", "***"),
        ("subject.principal.name", "王**", "***"),
        ("subject.principal.mobile", "138", "***"),
        ("subject.principal.email", "a@b.cn", "***@b.cn"),
        ("subject.principal.email", "@b.cn", "***"),
        ("subject.principal.email", "no address", "***"),
        ("subject.principal.certificate.type", 2, None),
    ],
)
def test_short_and_odd_values_are_masked_whole(path, value, shown):
    assert sealing.mask(path, value) == shown


@given(texts(60), texts(60))
def test_a_masked_form_never_tells_the_length_of_an_address(one, other):
    assert sealing.mask("subject.address.detail", one) == sealing.mask("subject.address.detail", other) == "***"


def test_the_block_does_not_tell_the_length_of_what_is_in_it():
    document = documents.load(company())
    longer = documents.replaced(document, {"sites.0.principal.name": "阿卜杜拉·买买提"})
    assert len(sealing.seal(document, **WHERE).block) == len(sealing.seal(longer, **WHERE).block)


@pytest.mark.parametrize(
    "where",
    [
        WHERE | {"key": sealing.new_key()},
        WHERE | {"key": b"short"},
        WHERE | {"application": ANOTHER},
        WHERE | {"round": 2},
    ],
    ids=["another key", "a broken key", "another application", "another round"],
)
def test_a_block_opens_only_with_its_key_and_where_it_belongs(where):
    sealed = sealing.seal(documents.load(company()), **WHERE)
    with pytest.raises(SealBroken):
        sealing.unseal(sealed.open, sealed.block, **where)


def test_one_changed_byte_anywhere_in_the_block_is_refused():
    sealed = sealing.seal(documents.load(company()), **WHERE)
    for index in range(len(sealed.block)):
        spoilt = bytearray(sealed.block)
        spoilt[index] ^= 1
        with pytest.raises(SealBroken):
            sealing.unseal(sealed.open, bytes(spoilt), **WHERE)


@given(st.binary(max_size=80))
def test_any_other_bytes_are_refused(block):
    with pytest.raises(SealBroken):
        sealing.unseal(sealing.split(documents.new())[0], block, **WHERE)


def test_the_halves_of_two_documents_cannot_be_put_together():
    mine = sealing.seal(documents.load(company()), **WHERE)
    other = sealing.seal(documents.replaced(documents.load(company()), {"sites.0.domains.0": "example.com"}), **WHERE)
    with pytest.raises(SealBroken):
        sealing.unseal(other.open, mine.block, **WHERE)
    for spoilt in (mine.open | {"masked": []}, mine.open | {"kind": 1.5}, {}):
        with pytest.raises(SealBroken):
            sealing.unseal(spoilt, mine.block, **WHERE)


@given(drafts(), drafts())
def test_joining_takes_exactly_the_personal_items_that_were_split_off(one, other):
    (opened, personal), (_opened, foreign) = sealing.split(one), sealing.split(other)
    assert sealing.join(opened, personal) == one
    assume(list(foreign) != list(personal))
    with pytest.raises(SealBroken):
        sealing.join(opened, foreign)


def test_the_same_document_is_never_sealed_to_the_same_bytes():
    document = documents.load(company())
    assert sealing.seal(document, **WHERE).block != sealing.seal(document, **WHERE).block


def test_the_text_of_a_block_in_a_message_must_be_base64():
    with pytest.raises(SealBroken):
        sealing.block_of("备案")
    with pytest.raises(SealBroken):
        sealing.block_of("a===")


def test_an_error_and_a_printed_value_hold_no_content():
    sealed = sealing.seal(documents.load(person()), **WHERE)
    with pytest.raises(SealBroken) as refused:
        sealing.unseal(sealed.open, sealed.block, **WHERE | {"round": 2})
    assert "王建国" not in str(refused.value)
    assert canonical(sealed.open)
