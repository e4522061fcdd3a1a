"""The provider's backdrops: which numbers it holds, and how one is printed (P10 二(二)1(4))."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from beian import audit, papers
from verification.photo import beside, sentences
from verification.photo.eye import scheme
from verification.photo.models import Backdrop
from verification.photo.verdicts import DOUBT, FAIL, PASS, Check, Verdict

CODE = sentences.NUMBER


class BackdropRefused(ValueError):
    """Why this cannot be held, in words."""


def number_of(serial: int) -> str:
    """The number of the centre's serial 1–99999, with its check digit."""
    return scheme.number_of(serial)


def is_number(text: str) -> bool:
    """Six digits of which the last one is right."""
    return scheme.is_number(text)


def hold(*, number: str, issued_on: date, revoked_on: date | None = None) -> Backdrop:
    """Note that the centre issued this backdrop to the current node, or revoked it. Safe to repeat; a revocation is never taken back."""
    if not scheme.is_number(number):
        raise BackdropRefused(_("幕布编号应为六位数字，末位是校验码。"))
    if revoked_on is not None and revoked_on < issued_on:
        raise BackdropRefused(_("幕布的作废日期不能早于发放日期。"))
    values = {"issued_on": issued_on} | ({"revoked_on": revoked_on} if revoked_on else {})
    backdrop, made = Backdrop.objects.update_or_create(number=number, defaults=values)
    audit.record(verb="backdrop.hold", subject=backdrop, after={"number": number, "revoked": revoked_on is not None})
    return backdrop


def held(*, on: date) -> list[Backdrop]:
    """The backdrops that may be used on this day, the newest first."""
    return [one for one in Backdrop.objects.order_by("-issued_on", "-id") if _usable(one, on)]


def _usable(backdrop: Backdrop, on: date) -> bool:
    return backdrop.issued_on <= on and (backdrop.revoked_on is None or on < backdrop.revoked_on)


def check(verdict: Verdict, *, on: date) -> Check | None:
    """Whether the number in the picture is one of this node's. None where no backdrop was seen: that is a check of its own."""
    number = verdict.backdrop
    if number is None:
        return unread(verdict)
    own = {one.number: one for one in Backdrop.objects.all()}
    fault = _trouble(number, own, on)
    return Check(CODE, DOUBT, number, fault=fault) if fault else Check(CODE, PASS, number)


def unread(verdict: Verdict) -> Check | None:
    """A doubt where markers were seen and no number could be made of them."""
    if verdict.backdrop is not None or not verdict.measures.get("markers"):
        return None
    if any(check.code == "backdrop" and check.result == FAIL for check in verdict.checks):
        return None
    return Check(CODE, DOUBT, fault="number_unread")


def _trouble(number: str, own: dict[str, Backdrop], on: date) -> str:
    """What is wrong with the number, as a fault of the check; nothing: ""."""
    if not own:
        return "number_unregistered"
    if number not in own:
        return "number_foreign"
    return "" if _usable(own[number], on) else "number_void"


def pdf(number: str, provider_title: str, province: str = "") -> bytes:
    """The backdrop to be printed: one A0 page across, vectors only. BackdropRefused for a number that is none."""
    if not scheme.is_number(number):
        raise BackdropRefused(_("幕布编号应为六位数字，末位是校验码。"))
    return papers.render("backdrop", page_of(number, provider_title, province), pages=1)


def page_of(number: str, provider_title: str, province: str) -> dict[str, object]:
    """What the page shows. It is printed in Chinese, whoever prints it."""
    with translation.override(settings.LANGUAGE_CODE):
        foot = _(
            "网站备案现场核验幕布　编号 %(number)s　%(provider)s　由备案中心发放，仅供本单位拍摄核验照片使用，沿四角裁切线裁切"
        )
        words = {"number": number, "provider": provider_title}
        return {
            "number": number,
            "mark": _("网站备案"),
            "place": province,
            "foot": foot % words,
            "cells": _cells(number),
        }


def _cells(number: str) -> list[dict[str, object]]:
    """Every cell with column and row, those with a marker with its bits."""
    places = scheme.places(number)
    answer, _photo = beside.ask({"do": "bits", "ids": [place.id for place in places]})
    bits = {place[:2]: rows for place, rows in zip(places, answer["bits"], strict=True)}
    cells = [(column, row) for row in range(scheme.ROWS) for column in range(scheme.COLUMNS)]
    return [{"column": c, "row": r} | ({"bits": bits[c, r]} if (c, r) in bits else {}) for c, r in cells]
