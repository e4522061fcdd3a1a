"""Applications on their way through a provider, moved by the real verbs alone."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from uuid import UUID, uuid4

from django.utils import timezone
from PIL import Image

from beian.evidence import store
from beian.filing import documents
from provider.applications import papers
from provider.applications import transitions as owners
from provider.applications.models import Application
from provider.counter import comparison, originals, transitions
from tests.beian.filing.drafts import company
from tests.cast import Cast
from verification import photo
from verification.photo import backdrops
from verification.photo.models import Backdrop
from verification.sheet import agreement

PROVIDER = "provider:p01"
STEPS = ("draft", "submitted", "prechecked", "verified", "reported")


@cache
def jpeg(width: int = 800, height: int = 600) -> bytes:
    """A real picture of this size in pixels."""
    kept = io.BytesIO()
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.save(kept, "JPEG", quality=85)
    return kept.getvalue()


def application_at(
    state: str,
    cast: Cast,
    *,
    node: str = PROVIDER,
    document: dict | None = None,
    mobile: str = "13800138000",
    province: str | None = None,
    domain: str | None = None,
) -> Application:
    """An application that has come as far as `state`; read it again in a scope before use.

    `document` is a whole filing as tests.beian.filing.drafts makes them; `province` and `domain` replace those in it.
    """
    story = Story(cast, node=node, document=_told(document, province, domain), mobile=mobile)
    for step in STEPS[: STEPS.index(state) + 1]:
        getattr(story, step)()
    return story.application


def _told(document: dict | None, province: str | None, domain: str | None) -> dict:
    told = document or company()
    if province == "33":
        told["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}
    if domain is not None:
        told["sites"][0] |= {"domains": [domain], "home_url": f"http://www.{domain}/"}
    return told


def hold_backdrop(number: str) -> None:
    """The provider of the current scope holds this backdrop."""
    if not Backdrop.objects.filter(number=number).exists():
        backdrops.hold(number=number, issued_on=date(2026, 1, 1))


class Story:
    """One application, its owner, and the provider's people, one step at a time."""

    def __init__(self, cast: Cast, *, node: str, document: dict, mobile: str) -> None:
        self.cast, self.node, self.document = cast, node, document
        self.owner = cast.owner(node, mobile)
        self.uuid: UUID | None = None

    @property
    def application(self) -> Application:
        """The row as it stands now."""
        with self.cast.acting(self.cast.person("provider_clerk", self.node)):
            return self._row()

    def _row(self) -> Application:
        return Application.objects.get(uuid=self.uuid)

    def draft(self) -> None:
        subject, sites = self.document["subject"], self.document["sites"]
        with self.cast.acting(self.owner):
            begun = owners.start_draft(
                owner=self.owner, values={"subject": subject, "sites": sites}, now=timezone.now()
            )
            self.uuid = begun.uuid
            for purpose in papers.still_needed(begun, begun.open_document()):
                store.store(io.BytesIO(jpeg(640, 480)), purpose=purpose, application=begun.uuid, owner=self.owner.pk)

    def submitted(self) -> None:
        with self.cast.acting(self.owner):
            owners.submit(application=self._row(), form_key=uuid4(), now=timezone.now())

    def prechecked(self) -> None:
        with self.cast.acting(self.cast.person("provider_clerk", self.node)):
            transitions.pass_precheck(application=self._row(), now=timezone.now())

    def verified(self) -> None:
        """The whole desk: originals, comparison, photo, access, signature."""
        verifier, now = self.cast.person("provider_verifier", self.node), timezone.now()
        with self.cast.acting(verifier):
            row = self._row()
            document = row.open_document()
            seen = [original.code for original in originals.originals(document)]
            compared = comparison.items(document)
            transitions.save_comparison(application=row, seen=seen, compared=compared, version=0, now=now)
            taken = photo.ready_made(now)
            hold_backdrop(taken.verdict.backdrop)
            transitions.keep_photo(application=row, taken=taken, overruled={}, by=verifier, now=now)
            transitions.set_access(application=row, access=self._access(), now=now)
            capacity, _label, signer, _needed = agreement.capacities(document)[0]
            who = {"capacity": capacity, "signer": signer, "authorisation": None}
            transitions.sign_agreement(application=row, by=verifier, now=now, **who)
            transitions.sign(application=row, by=verifier, version=0, now=now)

    def _access(self) -> dict:
        access = documents.dump(documents.load(self.document))["access"]
        return {name: value for name, value in access.items() if name != "provider"}

    def reported(self) -> None:
        with self.cast.acting(self.cast.person("provider_verifier", self.node)):
            transitions.report(application=self._row(), now=timezone.now())
