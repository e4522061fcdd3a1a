"""Decoding of uploads outside the transaction: a picture takes up to a second, and nobody should wait for a row meanwhile."""

from collections.abc import Callable

from django.http import HttpRequest

from beian.evidence import store
from beian.evidence.purposes import PURPOSES
from beian.evidence.refusals import EvidenceRefused


def decode(**purposes: str) -> Callable[[HttpRequest], None]:
    """For `people.access.beforehand`: prepare every upload; a field is named for its purpose unless `purposes` says otherwise."""

    def work(request: HttpRequest) -> None:
        for name, upload in request.FILES.items():
            purpose = purposes.get(name, name)
            if purpose in PURPOSES:
                upload.decoded = (purpose, _outcome(upload, purpose))

    return work


def _outcome(upload, purpose: str) -> store.Prepared | EvidenceRefused:
    try:
        return store.prepare(upload, purpose=purpose)
    except EvidenceRefused as refusal:
        return refusal
