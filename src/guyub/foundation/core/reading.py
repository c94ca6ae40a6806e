"""What can go wrong when a machine reads what a person wrote. No Django in here: sentences are in `core.sentences`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")

LONGEST = 60  # characters: longer text is not one number, one date or one phone number

# Spaces that look alike on a screen: no-break, figure, thin, narrow no-break, tab.
_SPACES = str.maketrans(
    dict.fromkeys("\N{NO-BREAK SPACE}\N{FIGURE SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\t", " ")
)


class Reason(StrEnum):
    """Why something cannot be read: stable codes, for phones, imports and tests."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    UNFINISHED = "unfinished"
    LETTERS = "letters"
    SIGN = "sign"
    GROUPING = "grouping"
    SEPARATORS = "separators"
    LEADING_ZERO = "leading_zero"
    SEN = "sen"
    TOO_LARGE = "too_large"
    TWO_READINGS = "two_readings"
    ZERO = "zero"
    DECIMALS = "decimals"
    TOO_FINE = "too_fine"
    WHOLE_ONLY = "whole_only"
    OTHER_UNIT = "other_unit"
    FRACTION = "fraction"
    NOT_A_DATE = "not_a_date"
    NO_YEAR = "no_year"
    YEAR_RANGE = "year_range"
    IMPOSSIBLE_DATE = "impossible_date"
    MONTH_PLACE = "month_place"
    WEEKDAY = "weekday"
    PHONE_LETTERS = "phone_letters"
    PHONE_SHORT = "phone_short"
    PHONE_LONG = "phone_long"
    PHONE_UNKNOWN = "phone_unknown"
    PHONE_TWO = "phone_two"
    PIN_DIGITS = "pin_digits"
    PIN_LENGTH = "pin_length"
    PIN_REPEATED = "pin_repeated"
    PIN_SEQUENCE = "pin_sequence"
    PIN_BIRTH = "pin_birth"
    PIN_PHONE = "pin_phone"


class Unreadable(ValueError):
    """The text has no reading; `reason` says why, `text` is what was typed."""

    def __init__(self, reason: Reason, text: str = "") -> None:
        super().__init__(f"{reason.value}: {text!r}")
        self.reason = reason
        self.text = text


class Ambiguous(Unreadable, Generic[T]):
    """The text must be asked about; `readings` are the possible answers, the likelier one first."""

    def __init__(self, text: str, readings: Sequence[T], reason: Reason = Reason.TWO_READINGS) -> None:
        super().__init__(reason, text)
        self.readings: tuple[T, ...] = tuple(readings)


def tidy(text: str) -> str:
    """Return `text` in lower case with plain single spaces; empty and overlong text is refused."""
    plain = " ".join(text.translate(_SPACES).split()).casefold()
    if not plain:
        raise Unreadable(Reason.EMPTY, text)
    if len(plain) > LONGEST:
        raise Unreadable(Reason.TOO_LONG, text)
    return plain
