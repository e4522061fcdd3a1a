"""Clerk and verifier at their browsers, with one application between them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from provider.applications.models import Application
from tests.cast import Cast
from tests.provider.stories import PROVIDER, hold_backdrop
from verification.photo import specimens

ROWS = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "1", "MAX_NUM_FORMS": "256"}
ACCESS = {
    "modes": ["5"],
    "server_provinces": ["11"],
    **{f"ranges-{name}": value for name, value in ROWS.items()},
    "ranges-0-start": "1.2.4.0",
    "ranges-0-end": "1.2.4.255",
}
AGREEMENT = {"capacity": "legal_representative", "signer": "王建国"}
REASONS = {
    **{f"reasons-{name}": value for name, value in ROWS.items()},
    "reasons-0-item": "subject.name",
    "reasons-0-code": "paper_differs",
    "reasons-0-text": "",
    "reasons-0-suggestion": "",
}


def photo(data: bytes | None = None, **faults: Any) -> SimpleUploadedFile:
    """What the desk's camera took: somebody before the provider's backdrop, with the faults asked for."""
    content = specimens.specimen(specimens.NUMBER, **faults) if data is None else data
    return SimpleUploadedFile("现场.jpg", content, content_type="image/jpeg")


class Counter:
    """The counter of one provider."""

    def __init__(self, cast: Cast, application: Application, *, node: str = PROVIDER) -> None:
        self.cast, self.node, self.uuid = cast, node, application.uuid
        self.clerk = cast.staff("provider_clerk", node)
        self.verifier = cast.staff("provider_verifier", node)

    def url(self, name: str, *args) -> str:
        return self.cast.url(self.node, name, self.uuid, *args)

    def clerk_post(self, name: str, data: dict):
        return self.clerk.post(self.url(name), data)

    def verifier_post(self, name: str, data: dict, *args):
        return self.verifier.post(self.url(name, *args), data)

    @property
    def row(self) -> Application:
        with self.cast.acting(self.cast.person("provider_clerk", self.node)):
            return Application.objects.get(uuid=self.uuid)

    @property
    def state(self) -> str:
        return self.row.state

    def document(self):
        with self.cast.acting(self.cast.person("provider_clerk", self.node)):
            return Application.objects.get(uuid=self.uuid).open_document()

    def passed(self) -> Counter:
        answer = self.clerk_post("precheck_pass", {"revision": self.row.revision, "reached": "on"})
        assert answer.status_code == 302, answer.content.decode()
        return self

    def ticks(self, **changes) -> dict:
        """Everything on the desk page ticked, and what it had shown as ticked."""
        desk = self.verifier.get(self.url("visit")).context["desk"]
        return {
            "version": str(desk.visit.version),
            "documents": [original.code for original, _seen in desk.originals],
            "was_documents": [original.code for original, seen in desk.originals if seen],
            "compared": [item.path for group in desk.groups for item in group.items],
            "was_compared": desk.visit.compared,
        } | changes

    def agreement(self) -> dict:
        """Who signs, as the page proposes."""
        form = self.verifier.get(self.url("visit")).context["agreement_form"]
        return {"capacity": form.fields["capacity"].initial, "signer": form.fields["signer"].initial}

    def with_backdrop(self) -> Counter:
        """The provider holds the backdrop before which its people are photographed."""
        with self.cast.acting(self.cast.person("provider_verifier", self.node)):
            hold_backdrop(specimens.NUMBER)
        return self

    def desk_done(self, *, agreed: bool = True) -> Counter:
        """All the desk's steps but the signature, with the agreement or without."""
        self.with_backdrop()
        steps = (
            ("visit_compare", self.ticks()),
            ("visit_photo", {"photo": photo()}),
            ("visit_access", ACCESS),
            ("visit_agreement", self.agreement()),
        )
        for name, data in steps if agreed else steps[:-1]:
            answer = self.verifier_post(name, data)
            assert answer.status_code == 302, answer.content.decode()
        return self
