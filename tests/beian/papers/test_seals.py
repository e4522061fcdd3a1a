"""A sealed paper is the very file that was sealed, or it is said what is wrong with it."""

import io
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import load_certs_from_pemder_data
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from beian import papers
from beian.papers import messages, sealing, verifying
from tests.beian.papers import plain

NOW = datetime(2026, 11, 23, 2, 30, 5, tzinfo=UTC)


@pytest.fixture
def verifier(cast):
    return cast.person("provider_verifier", "provider:p01")


@pytest.fixture
def sealed(cast, verifier):
    with cast.acting(verifier):
        return papers.seal(plain.paper(), reason="核验单", now=NOW)


def read(cast, person, pdf):
    with cast.acting(person):
        return papers.verify(pdf)


@pytest.mark.requirement("B10")
def test_a_seal_holds_at_every_node(cast, verifier, sealed):
    for person in (
        verifier,
        cast.person("province_reviewer", "province:11"),
        cast.person("provider_verifier", "provider:p02"),
    ):
        seal = read(cast, person, sealed)
        assert seal.holds and seal.node == "provider:p01" and seal.trouble == "" and seal.signed_at == NOW


def test_readers_of_pdf_find_the_same(sealed):
    """pyHanko's own validator, without any network, for somebody who trusts the certificate in it."""
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    (own,) = load_certs_from_pemder_data(signature.signed_data["certificates"][0].chosen.dump())
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[own], allow_fetching=False))
    assert status.intact and status.valid and status.trusted and status.coverage.name == "ENTIRE_FILE"
    assert own.subject.native["organizational_unit_name"] == "provider:p01"


def test_a_message_from_its_form_is_the_message_written_whole(cast, verifier):
    """What is filled into the kept form must be, byte by byte, what writing all of it anew would give."""
    with cast.acting(verifier):
        title, public = "接入商", bytes(range(32))
        own = messages.certificate(node="provider:p01", title=title, public=public, sign=lambda data: b"\x07" * 64)
    for digest, moment in ((b"\x01" * 64, NOW), (b"\xff" * 64, datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC))):
        filled = messages.make(certificate=own, digest=digest, signed_at=moment, sign=lambda data: b"\x02" * 64)
        attributes = messages._attributes(own, digest, moment)
        assert filled == messages._message(own, attributes, b"\x02" * 64)


def test_a_value_of_another_length_never_gets_into_a_message(cast, verifier):
    own = messages.certificate(node="provider:p01", title="接入商", public=bytes(32), sign=lambda data: bytes(64))
    with pytest.raises(ValueError, match="no other length"):
        messages.make(certificate=own, digest=b"short", signed_at=NOW, sign=lambda data: bytes(64))


@pytest.mark.requirement("B10")
def test_equal_papers_have_equal_bytes(cast, verifier, sealed):
    assert plain.paper() == plain.paper()
    with cast.acting(verifier):
        again = papers.seal(plain.paper(), reason="核验单", now=NOW)
    assert verifying.look(again).signed_at == verifying.look(sealed).signed_at


@pytest.mark.requirement("B10")
def test_one_changed_byte_anywhere_is_noticed(sealed):
    """A bit is turned: all over the file, closer together where the signature stands, and in the zeros behind it."""
    first, second = (int(number) for number in verifying._COVERED.search(sealed).groups()[:2])
    message = first + 1500
    places = {*range(0, len(sealed), 17), *range(first, message, 5), *range(message, second, 31), first, second - 1}
    for place in sorted({*places, len(sealed) - 1}):
        changed = bytearray(sealed)
        changed[place] ^= 0x01
        found = verifying.look(bytes(changed))
        assert not (found.intact and found.whole), place


def test_case_of_hexadecimal_is_a_change_too(sealed):
    first, second = (int(number) for number in verifying._COVERED.search(sealed).groups()[:2])
    lower = sealed[:first] + sealed[first:second].lower() + sealed[second:]
    assert not verifying.look(lower).intact


@pytest.mark.parametrize("cut", [0, 1, 100, 1000, 5000, -1, -2, -500])
def test_half_a_file_is_none(sealed, cut):
    found = verifying.look(sealed[:cut])
    assert not found.intact and found.trouble


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(data):
    assert verifying.look(data).trouble
    assert verifying.look(b"%PDF-1.7 /ByteRange [0 10 20 5]" + data).trouble


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=3, max_size=3))
def test_any_range_is_answered(numbers):
    assert not verifying.look(b"/ByteRange [0 %d %d %d]<30" % tuple(numbers) + b"0" * 4095 + b">").intact


@pytest.mark.requirement("B10")
def test_an_appended_update_is_said(cast, verifier, sealed):
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = writer.root.get("/Lang")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    seal = read(cast, verifier, out.getvalue())
    assert not seal.holds and seal.intact and not seal.whole and seal.node == "provider:p01"
    assert "追加" in seal.trouble
    assert not read(cast, verifier, sealed + b"\n").whole


@pytest.mark.requirement("B10")
def test_a_second_signature_by_another_is_said(cast, verifier, sealed, monkeypatch):
    monkeypatch.setattr(sealing, "FIELD", "Other")
    with cast.acting(cast.person("provider_verifier", "provider:p02")):
        twice = papers.seal(sealed, reason="别人", now=NOW)
    seal = read(cast, verifier, twice)
    assert seal.node == "provider:p01" and seal.intact and not seal.whole and "别的签名" in seal.trouble


@pytest.mark.requirement("B10")
def test_a_stranger_who_calls_himself_the_provider_is_nobody(cast, verifier, monkeypatch):
    """The certificate may say any name; the list of nodes says whose key it is."""
    stranger = Ed25519PrivateKey.generate()
    monkeypatch.setattr(sealing.keys, "sign", stranger.sign)
    real = messages.certificate
    public = stranger.public_key().public_bytes_raw()
    monkeypatch.setattr(sealing, "_certificates", {})
    monkeypatch.setattr(messages, "certificate", lambda **told: real(**told | {"public": public}))
    with cast.acting(verifier):
        forged = papers.seal(plain.paper(), reason="核验单", now=NOW)
    monkeypatch.undo()
    seal = read(cast, verifier, forged)
    assert seal.intact and seal.whole and seal.node is None and not seal.holds and "不属于" in seal.trouble


def test_a_key_that_did_not_sign_proves_nothing(cast, verifier, monkeypatch):
    """The node's certificate with a signature by another key."""
    with cast.acting(verifier):
        monkeypatch.setattr(sealing.keys, "sign", Ed25519PrivateKey.generate().sign)
        forged = papers.seal(plain.paper(), reason="核验单", now=NOW)
    assert not verifying.look(forged).intact


def test_a_plain_pdf_bears_no_seal(cast, verifier):
    seal = read(cast, verifier, plain.paper())
    assert seal.node is None and not seal.intact and "没有" in seal.trouble


def test_the_command_says_it_in_words(sealed, tmp_path, capsys, db):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sealed)
    call_command("papers", "verify", str(path))
    told = capsys.readouterr().out
    assert "provider:p01" in told and "2026-11-23 10:30:05" in told
    path.write_bytes(sealed + b" ")
    with pytest.raises(CommandError, match="追加"):
        call_command("papers", "verify", str(path))
    with pytest.raises(CommandError):
        call_command("papers", "verify", str(tmp_path / "absent.pdf"))
