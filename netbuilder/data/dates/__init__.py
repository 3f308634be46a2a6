"""Dates and times: the form that cells have them in, what they are in seconds, and the parts that are learned from."""

from netbuilder.data.dates.finding import Dates, find_dates
from netbuilder.data.dates.forms import FORMS, DateForm
from netbuilder.data.dates.numbers import dates_of_numbers, may_be_unix
from netbuilder.data.dates.parts import CYCLES, PARTS, part_of, parts_for

__all__ = [
    "CYCLES",
    "FORMS",
    "PARTS",
    "DateForm",
    "Dates",
    "dates_of_numbers",
    "find_dates",
    "may_be_unix",
    "part_of",
    "parts_for",
]
