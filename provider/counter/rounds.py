"""What the desk need not do again: after a return, values that are still those signed for stay compared (flows.md §3, C3)."""

from __future__ import annotations

from collections.abc import Iterable

from beian.filing.documents import FilingDocument
from provider.applications.models import Application
from provider.counter import comparison, originals
from provider.counter.models import Visit
from verification.photo.models import PhotoRecord
from verification.sheet.models import Agreement

PHOTO, PERSON = "desk_photo", "person"


def visit_of(application: Application) -> Visit:
    """The desk's work on the current round as it stands; unsaved where none has begun, with what holds from the last signed one."""
    own = Visit.objects.filter(application=application, round=application.round)
    found = own.select_related("photo").first()
    if found is not None:
        return found
    visit = Visit(application=application, round=application.round)
    earlier = application.visits.filter(round__lt=application.round).exclude(agreed={}).order_by("-round").first()
    if earlier is not None:
        _carry_over(visit, earlier, application.open_document())
    return visit


def _carry_over(visit: Visit, earlier: Visit, document: FilingDocument) -> None:
    """Ticks by value; originals and photo unless they were the reason of a return, or somebody else is now responsible."""
    marks, doubted = comparison.marks(document), _doubted(visit.application, earlier.round)
    changed = {path for path, mark in marks.items() if earlier.agreed.get(path) != mark}
    gone = set(earlier.agreed) - set(marks)
    if _of_principal(changed | gone):
        doubted |= {PHOTO, PERSON}
    visit.compared = [path for path in marks if path not in changed and path not in doubted]
    visit.documents = [
        one.code for one in originals.originals(document) if one.code in set(earlier.documents) - doubted
    ]
    visit.photo = None if PHOTO in doubted else earlier.photo


def photo_of(visit: Visit) -> PhotoRecord | None:
    """What was measured on the visit's photo, which may be one of an earlier round."""
    return PhotoRecord.objects.filter(evidence=visit.photo.uuid).first() if visit.photo else None


def agreement_of(application: Application, document: FilingDocument) -> Agreement | None:
    """The agreement that counts: this round's, or an earlier one whose parties stand as they were when its sheet was signed."""
    signed = (
        Agreement.objects.filter(application=application.uuid, round__lte=application.round).order_by("-round").first()
    )
    if signed is None or signed.round == application.round:
        return signed
    earlier = application.visits.filter(round=signed.round).first()
    agreed = earlier.agreed if earlier else {}
    marks = {path: mark for path, mark in comparison.marks(document).items() if comparison.names_a_party(path)}
    parties = {path: mark for path, mark in agreed.items() if comparison.names_a_party(path)}
    return signed if parties and marks == parties else None


def see_again(visit: Visit, items: Iterable[str]) -> None:
    """A principal was corrected at the desk: whom a photo of an earlier round shows is in doubt, so he is seen and photographed again."""
    carried = visit.application.visits.filter(round__lt=visit.round, photo=visit.photo_id)
    if visit.photo_id and _of_principal(items) and carried.exists():
        visit.photo = None
        visit.documents = [code for code in visit.documents if code != PERSON]


def _of_principal(items: Iterable[str]) -> bool:
    return any("principal" in path.split(".") for path in items)


def _doubted(application: Application, since: int) -> set[str]:
    """Items that the reasons of the rounds since then name."""
    ended = application.rounds.filter(number__gte=since, outcome="returned").defer("sealed")
    return {reason.get("item", "") for one in ended for reason in one.reasons}
