"""What was printed is remembered: the page says when the paper no longer says what the record says."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.verification.sheet import filings
from verification.sheet import contents, printing

NOW = datetime(2026, 11, 23, 2, 30, 5, tzinfo=UTC)


@pytest.fixture
def verifier(cast):
    return cast.person("provider_verifier", "provider:p01")


def told(**changed):
    facts = filings.signing(filings.unit(), **changed)
    names = ("filing", "compared", "corrections", "facts")
    return contents.contents(originals=facts["documents"], now=NOW, **{name: facts[name] for name in names})


@pytest.mark.requirement("B10")
def test_a_change_after_the_print_is_noticed(cast, verifier):
    application = uuid4()
    with cast.acting(verifier):
        before = printing.current(told())
        assert not printing.stale(application, 1, before), "never printed, so nothing is out of date"
        printing.printed(application=application, round=1, digest=before, by=verifier, now=NOW)
        assert not printing.stale(application, 1, printing.current(told()))
        for changed in (
            told(corrections=[filings.CORRECTION | {"after": "w***@example.cn"}]),
            told(documents=["主办者：营业执照原件"]),
            told(facts=filings.FACTS | {"sources": []}),
            told(compared=[]),
            replace(told(), photo=[]),
        ):
            assert printing.stale(application, 1, printing.current(changed))
        after = printing.current(told(compared=[]))
        printing.printed(application=application, round=1, digest=after, by=verifier, now=NOW)
        assert not printing.stale(application, 1, after) and printing.stale(application, 1, before)
        assert not printing.stale(application, 2, before)
        assert printing.last(application, 1).by == verifier


def test_the_digest_tells_nothing_without_the_key(cast, verifier):
    with cast.acting(verifier):
        here = printing.current(told())
    with cast.acting(cast.person("provider_verifier", "provider:p02")):
        assert printing.current(told()) != here
