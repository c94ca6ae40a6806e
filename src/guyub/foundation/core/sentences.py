"""What a person is told when the house cannot read what she wrote: a sentence for every reason, saying what to do."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.reading import Ambiguous, Reason, Unreadable


class Kind(StrEnum):
    """What was expected in the input."""

    NUMBER = "number"
    RUPIAH = "rupiah"
    QUANTITY = "quantity"


_SENTENCES: dict[Reason, str | Promise] = {
    Reason.EMPTY: _("Please fill this in."),
    Reason.TOO_LONG: _("This is too long. Please write it shorter."),
    Reason.MALFORMED: _("This is not a number. Please write digits only."),
    Reason.UNFINISHED: _("The number is not finished. Please complete it."),
    Reason.LETTERS: _("Please write digits only."),
    Reason.SIGN: _("Please write the number without plus or minus."),
    Reason.GROUPING: _("The dots are out of place. Please write digits only."),
    Reason.SEPARATORS: _("Dots and commas are mixed. Please write digits only."),
    Reason.LEADING_ZERO: _("An amount never begins with 0. Please check it."),
    Reason.SEN: _("Please write whole rupiah, without sen."),
    Reason.TOO_LARGE: _("This is far too much. Please check the digits."),
    Reason.TWO_READINGS: _("This can be read in two ways. Choose one."),
    Reason.ZERO: _("Zero cannot be recorded. Write how much it is."),
    Reason.DECIMALS: _("Please write at most three digits after the comma."),
    Reason.TOO_FINE: _("This is finer than the scale. Please write fewer decimals."),
    Reason.WHOLE_ONLY: _("Pieces are counted whole. Please write a whole number."),
    Reason.OTHER_UNIT: _("This item is measured in another unit. Please check it."),
    Reason.FRACTION: _("Please write a fraction like 1/2 or 1 1/4."),
    Reason.NOT_A_DATE: _("This is not a date. Write it like 31-12-2021."),
    Reason.NO_YEAR: _("The year is missing. Write it like 31-12-2021."),
    Reason.YEAR_RANGE: _("This year cannot be right. Please check it."),
    Reason.IMPOSSIBLE_DATE: _("No calendar has this day. Please check it."),
    Reason.MONTH_PLACE: _("There is no such month. The day is written first."),
    Reason.WEEKDAY: _("The day's name does not fit the date. Please check."),
    Reason.PHONE_LETTERS: _("Write the number in digits, like 0812-3456-7890."),
    Reason.PHONE_SHORT: _("This phone number is too short. Please check it."),
    Reason.PHONE_LONG: _("This phone number is too long. Please check it."),
    Reason.PHONE_UNKNOWN: _("There is no such phone number. Please check it."),
    Reason.PHONE_TWO: _("Please write one phone number only."),
    Reason.PIN_DIGITS: _("A PIN has digits only. Please write it again."),
    Reason.PIN_LENGTH: _("A PIN has 6 to 12 digits. Please write it again."),
    Reason.PIN_REPEATED: _("Easy to guess: the digits repeat. Choose another PIN."),
    Reason.PIN_SEQUENCE: _("Easy to guess: the digits are in order. Choose another PIN."),
    Reason.PIN_BIRTH: _("Easy to guess: it is a birthday. Choose another PIN."),
    Reason.PIN_PHONE: _("Easy to guess: it is your phone number. Choose another PIN."),
}

_OF_KIND: dict[tuple[Kind, Reason], str | Promise] = {
    (Kind.RUPIAH, Reason.LETTERS): _("Write only the amount, like 12.500 or 12rb."),
    (Kind.RUPIAH, Reason.GROUPING): _("Put a dot before every three digits, like 12.500."),
    (Kind.QUANTITY, Reason.LETTERS): _("Write only the number, like 1,25 or 25 ons."),
    (Kind.QUANTITY, Reason.GROUPING): _("The dots are out of place. Write it like 1,25."),
}


def sentence_of(error: Unreadable, kind: Kind = Kind.NUMBER) -> str | Promise:
    """Return what to tell the person, in the language of the page."""
    return _OF_KIND.get((kind, error.reason), _SENTENCES[error.reason])


def bad_input(error: Unreadable, *, field: str = "", kind: Kind = Kind.NUMBER) -> BadInput:
    """Return the same as an error of the house; `details["readings"]` has the possible answers, if it must be asked."""
    readings = error.readings if isinstance(error, Ambiguous) else ()
    return BadInput(sentence_of(error, kind), code=error.reason.value, field=field, readings=readings)
