"""Weights, volumes, pieces: whole base units only. How they are written, read, priced and limited. No Django in here.

The reader of weights is not the reader of rupiah: `1,250` is 1.250 rupiah, but it may be one kilogram and a quarter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from guyub.foundation.core.money import MINUS, grouped, half_up
from guyub.foundation.core.reading import Ambiguous, Reason, Unreadable, tidy

LARGEST = 10**12  # base units: a million tonnes, beyond any slip of the finger


class Unit(StrEnum):
    """The base unit of an item: what its whole numbers count."""

    GRAM = "g"
    MILLILITRE = "ml"
    PIECE = "pcs"
    CENTIMETRE = "cm"
    MINUTE = "min"


class Verdict(StrEnum):
    """What to do with the quantity of one line."""

    FINE = "fine"
    CONFIRM = "confirm"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class _Habits:
    """How people speak of a base unit: the words they write, in base units each, and the one left unsaid."""

    words: Mapping[str, int]
    spoken: str
    decimals: int = 0  # shown at least

    @property
    def factor(self) -> int:
        return self.words[self.spoken]


_HABITS: Mapping[Unit, _Habits] = MappingProxyType(
    {
        Unit.GRAM: _Habits({"kg": 1000, "ons": 100, "g": 1, "gr": 1, "gram": 1}, "kg", decimals=2),
        Unit.MILLILITRE: _Habits({"l": 1000, "liter": 1000, "ml": 1}, "l"),
        Unit.PIECE: _Habits({"biji": 1, "pcs": 1}, "biji"),
        Unit.CENTIMETRE: _Habits({"cm": 1, "m": 100}, "cm"),
        Unit.MINUTE: _Habits({"menit": 1, "jam": 60}, "menit"),
    }
)
_KNOWN_WORDS = frozenset(word for habits in _HABITS.values() for word in habits.words)

_NUMBER_AND_WORD = re.compile(r"^(?P<number>[0-9., /]*[0-9.,/]) ?(?P<word>[a-z]*)$")
_FRACTION = re.compile(r"^(?:(?P<whole>[0-9]+) )?(?P<top>[0-9]+) ?/ ?(?P<bottom>[0-9]+)$")
_ONE_MARK = re.compile(r"^(?P<whole>[0-9]*)[.,](?P<part>[0-9]+)$")
_GROUPS = re.compile(r"^[1-9][0-9]{0,2}(?:(?P<mark>[.,])[0-9]{3})(?:(?P=mark)[0-9]{3})*$")
_SIGNS = re.compile(r"^[-+\N{MINUS SIGN}\N{EN DASH}]|[-+\N{MINUS SIGN}\N{EN DASH}]$")


# Reading


def parse_quantity(text: str, unit: Unit) -> int:
    """Read what a person wrote for an item counted in `unit`; returns base units, never zero.

    One separator is decimal; exactly three digits after it are asked about (`Ambiguous`), unless the number begins
    with zero or only one reading is whole. Of two separators the last is decimal and the first groups thousands.
    """
    habits = _HABITS[unit]
    plain = _spell_fractions(tidy(text))
    if _SIGNS.search(plain):
        raise Unreadable(Reason.SIGN, text)
    match = _NUMBER_AND_WORD.match(plain)
    if match is None:
        raise Unreadable(Reason.LETTERS if any(sign.isalpha() for sign in plain) else Reason.MALFORMED, text)
    number, word = match["number"], match["word"]
    if word and word not in habits.words:
        raise Unreadable(Reason.OTHER_UNIT if word in _KNOWN_WORDS else Reason.LETTERS, text)
    readings = _readings(number, text)
    too_fine = Reason.WHOLE_ONLY if unit is Unit.PIECE else Reason.TOO_FINE
    return _settle([reading * habits.words[word or habits.spoken] for reading in readings], too_fine, text)


def _settle(readings: list[Fraction], too_fine: Reason, text: str) -> int:
    """Keep the readings that are whole in base units: none is refused, one is the answer, two are asked about."""
    whole = [int(reading) for reading in readings if reading.denominator == 1]
    if not whole:
        raise Unreadable(too_fine, text)
    if not any(whole):
        raise Unreadable(Reason.ZERO, text)
    if min(whole) > LARGEST:
        raise Unreadable(Reason.TOO_LARGE, text)
    if len(whole) > 1:
        raise Ambiguous(text, whole)
    return whole[0]


def _readings(number: str, text: str) -> list[Fraction]:
    """Return what the digits may mean, the decimal reading first."""
    if "/" in number:
        return [_fraction(number, text)]
    if " " in number:
        raise Unreadable(Reason.MALFORMED, text)
    if number[-1] in ".,":
        raise Unreadable(Reason.UNFINISHED, text)
    if number.isdecimal():
        return [Fraction(int(number))]
    if _ONE_MARK.match(number):
        return _one_separator(number, text)
    return [_several_separators(number, text)]


def _one_separator(number: str, text: str) -> list[Fraction]:
    whole, part = re.split(r"[.,]", number)
    if len(part) > 3:
        raise Unreadable(Reason.DECIMALS, text)
    decimal = _decimal(whole, part)
    if len(part) == 3 and whole and whole[0] != "0":
        return [decimal, Fraction(int(whole + part))]
    return [decimal]


def _several_separators(number: str, text: str) -> Fraction:
    """Read `1.250,5` (last decimal, first grouping) or `1.250.000` (one kind, so it can only group)."""
    if _GROUPS.match(number):
        return Fraction(int(re.sub(r"[.,]", "", number)))
    groups, mark, part = re.split(r"([.,])(?=[0-9]*$)", number)
    if mark in groups or not _GROUPS.match(groups):
        raise Unreadable(Reason.GROUPING, text)
    if len(part) > 3:
        raise Unreadable(Reason.DECIMALS, text)
    return _decimal(re.sub(r"[.,]", "", groups), part)


def _decimal(whole: str, part: str) -> Fraction:
    return Fraction(int(whole + part), 10 ** len(part))


def _fraction(number: str, text: str) -> Fraction:
    match = _FRACTION.match(number)
    if match is None or int(match["bottom"]) == 0:
        raise Unreadable(Reason.FRACTION, text)
    part = Fraction(int(match["top"]), int(match["bottom"]))
    if match["whole"] is None:
        return part
    if part >= 1:  # "1 5/4": a slip, not a quantity
        raise Unreadable(Reason.FRACTION, text)
    return int(match["whole"]) + part


def _spell_fractions(plain: str) -> str:
    """Write `½` as `1/2`, and `1½` as `1 1/2`."""
    spelled = ""
    for sign in plain:
        if unicodedata.category(sign) == "No" and "<fraction>" in unicodedata.decomposition(sign):
            sign = " " + unicodedata.normalize("NFKC", sign).replace("\N{FRACTION SLASH}", "/")  # noqa: PLW2901 -- the spelled form takes its place
        spelled += sign
    return " ".join(spelled.replace("\N{FRACTION SLASH}", "/").split())


# Limits


def check_line_limits(quantity: int, unit: Unit, confirm_above: int = 50_000, refuse_above: int = 1_000_000) -> Verdict:
    """Say whether one line of this quantity passes, must be confirmed, or is refused; weights and volumes only.

    The limits are in base units (grams, millilitres) and mean *above*: exactly 50 kg passes without a question.
    """
    if unit not in {Unit.GRAM, Unit.MILLILITRE}:
        return Verdict.FINE
    if quantity > refuse_above:
        return Verdict.REFUSE
    return Verdict.CONFIRM if quantity > confirm_above else Verdict.FINE


# Writing


def quantity_text(quantity: int, unit: Unit) -> str:
    """Return the quantity as people say it: `3,20 kg`, `2,5 l`, `40 biji`."""
    habits = _HABITS[unit]
    number = grouped(abs(quantity) // habits.factor) + _tail(quantity, habits, habits.decimals)
    return f"{MINUS if quantity < 0 else ''}{number} {habits.spoken}"


def quantity_input(quantity: int, unit: Unit) -> str:
    """Return the quantity as it stands in an input: `parse_quantity` reads it back without a question."""
    habits = _HABITS[unit]
    whole, tail = str(quantity // habits.factor), _tail(quantity, habits, 0)
    if len(tail) == 4 and whole != "0":  # "1,255" would be asked about
        return f"{quantity} {unit.value}"
    return whole + tail


def _tail(quantity: int, habits: _Habits, at_least: int) -> str:
    """Return the decimals, with their comma, without needless zeros."""
    if habits.factor == 1:
        return ""
    digits = f"{abs(quantity) % habits.factor:03d}"
    kept = digits[:at_least] + digits[at_least:].rstrip("0")
    return f",{kept}" if kept else ""


def spoken_unit(unit: Unit) -> str:
    """Return the word that stands beside an input for this unit: `kg`, `l`, `biji`."""
    return _HABITS[unit].spoken


# Pricing and converting


def line_amount(quantity: int, unit: Unit, price: int) -> int:
    """Return the rupiah of one line; the price is per kilogram, per litre, or per piece, centimetre, minute."""
    return half_up(quantity * price, _HABITS[unit].factor)


def grams_to_millilitres(grams: int, grams_per_litre: int) -> int:
    """Return the volume of a weight by the item's own density, halves up."""
    return half_up(grams * 1000, grams_per_litre)


def millilitres_to_grams(millilitres: int, grams_per_litre: int) -> int:
    """Return the weight of a volume by the item's own density, halves up."""
    return half_up(millilitres * grams_per_litre, 1000)
