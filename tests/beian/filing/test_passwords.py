import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.filing import passwords
from beian.filing.passwords import VerifierError

PASSWORD = "Kf7mRt3xWq9p"


@pytest.fixture(scope="module")
def kept() -> str:
    return passwords.verifier(PASSWORD)


@pytest.mark.requirement("B17")
def test_a_password_is_long_mixed_and_cannot_be_misread():
    made = {passwords.generate() for _ in range(500)}
    assert len(made) == 500
    for password in made:
        assert len(password) == 12
        assert not set(password) & set("0Oo1Il")
        assert (
            any(c.isdigit() for c in password)
            and any(c.isupper() for c in password)
            and any(c.islower() for c in password)
        )
    assert len(passwords.generate(20)) == 20
    with pytest.raises(ValueError):
        passwords.generate(11)


@pytest.mark.requirement("G1")
def test_the_verifier_knows_the_hash_that_the_interface_sends_and_no_other(kept):
    sent = hashlib.md5(PASSWORD.encode()).hexdigest()
    assert passwords.matches(kept, sent)
    assert passwords.matches(kept, sent.upper())
    assert not passwords.matches(kept, hashlib.md5(b"kf7mrt3xwq9p").hexdigest())
    assert not passwords.matches(kept, PASSWORD)


@pytest.mark.parametrize("sent", ["", "0" * 31, "g" * 32, "\ud800", "备" * 32, "a\x00" * 16])
def test_what_is_no_hash_is_simply_wrong(kept, sent):
    assert passwords.matches(kept, sent) is False


def test_nobody_can_read_the_password_off_the_verifier(kept):
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in kept and passwords.md5_hex(PASSWORD) not in kept
    assert passwords.verifier(PASSWORD) != kept


@pytest.mark.parametrize(
    "spoilt",
    ["", "md5$abc", "$argon2id$v=19$m=9999999,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
)
def test_a_broken_verifier_is_an_error_and_never_a_wrong_password(spoilt):
    with pytest.raises(VerifierError):
        passwords.matches(spoilt, passwords.md5_hex(PASSWORD))


@pytest.mark.parametrize(("m", "t", "p"), [(999_999, 3, 4), (65536, 99, 4), (65536, 3, 99), (65536, 0, 4)])
def test_a_verifier_from_elsewhere_cannot_make_us_work_without_end(m, t, p):
    with pytest.raises(VerifierError, match="cost"):
        passwords.check_verifier(f"$argon2id$v=19$m={m},t={t},p={p}$" + "A" * 22 + "$" + "A" * 43)


@given(st.text())
def test_any_text_is_a_verifier_or_a_refusal(text):
    with pytest.raises(VerifierError):
        passwords.check_verifier(text)


def test_threads_of_one_process_make_verifiers_at_once():
    """A web server has several threads: a library that shares its lanes between them would wait for ever here."""
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(passwords.verifier, [PASSWORD] * 8))
        right = list(pool.map(lambda verifier: passwords.matches(verifier, passwords.md5_hex(PASSWORD)), kept))
    assert len(set(kept)) == 8
    assert all(right)
