"""What an office tells the public of itself: whom to ask, whom to complain to, and its notices (H6)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.db import models
from pydantic import BaseModel, ConfigDict, Field

from beian.reference.dates import Day, Moment

Line = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=2000)]
LONGEST_NOTICE = 20_000


class Body(BaseModel):
    """What a newer sender adds is left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Contact(Body):
    """Whom the public asks and to whom it complains; what is not published stays empty."""

    consultation_phone: Line = ""
    complaint_phone: Line = ""
    email: Line = ""
    address: Line = ""
    hours: Line = ""
    website: Line = ""
    note: Text = ""
    changed_at: Moment


class Notice(Body):
    """A notice of an office; a withdrawn one is no longer shown."""

    uuid: UUID
    title: Line
    text: Annotated[str, Field(max_length=LONGEST_NOTICE)]
    published_on: Day
    withdrawn: bool = False


CONTACT_FIELDS = ("consultation_phone", "complaint_phone", "email", "address", "hours", "website", "note")


class ContactFields(models.Model):
    """The columns of a contact, for the tables of the tiers."""

    consultation_phone = models.TextField(blank=True)
    complaint_phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    address = models.TextField(blank=True)
    hours = models.TextField(blank=True)
    website = models.TextField(blank=True)
    note = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True


class NoticeFields(models.Model):
    """The columns of a notice, for the tables of the tiers."""

    uuid = models.UUIDField()
    title = models.TextField()
    text = models.TextField()
    published_on = models.DateField()
    withdrawn = models.BooleanField(default=False)

    class Meta:
        abstract = True
