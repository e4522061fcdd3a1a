"""Days and moments as another node may tell them: within reach of calendars, clocks and time zones.

A due date of the year 9999 would be reckoned with day by day, and its last evening has no moment in Shanghai.
"""

from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime
from pydantic_core import PydanticCustomError

YEARS = range(2000, 2200)

Told = TypeVar("Told", date, datetime)


def _within_reach(told: Told) -> Told:
    if told.year not in YEARS:
        raise PydanticCustomError("date_out_of_reach", "Input should be a date of the years 2000 to 2199")
    return told


Day = Annotated[date, AfterValidator(_within_reach)]
Moment = Annotated[AwareDatetime, AfterValidator(_within_reach)]
