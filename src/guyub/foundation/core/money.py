"""Rupiah: whole numbers only. How they are written, read, rounded and shared. No Django in here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from guyub.foundation.core.reading import Ambiguous, Reason, Unreadable, tidy

MINUS = "\N{MINUS SIGN}"
LARGEST = 10**12  # rupiah: what one line of the books may hold

_THOUSANDS = {"rb": 1_000, "ribu": 1_000, "jt": 1_000_000, "juta": 1_000_000}
_CURRENCY = re.compile(r"^rp\.? ?")
_DASH_TAIL = re.compile(r" ?[,.] ?[-\N{EN DASH}\N{EM DASH}=]{1,2}$")  # 12.500,-
_SCALED = re.compile(r"^(?P<number>.*?) ?(?P<scale>rb|ribu|jt|juta)\.?$")
_SIGNS = re.compile(r"^[-+(\N{MINUS SIGN}\N{EN DASH}]|[-+)\N{MINUS SIGN}\N{EN DASH}]$")
_GROUPED = re.compile(r"^[1-9][0-9]{0,2}(?P<mark>[., ])[0-9]{3}(?:(?P=mark)[0-9]{3})*$")
_SEN = re.compile(r"^(?P<whole>.+)(?P<mark>[.,])(?P<sen>[0-9]{1,2})$")
_ONE_MARK = re.compile(r"^(?P<whole>[0-9]+)[.,](?P<part>[0-9]+)$")


def rupiah(amount: int) -> str:
    """Return the amount as people write it: `Rp12.500`, and a minus sign before a negative one."""
    return f"{MINUS if amount < 0 else ''}Rp{grouped(abs(amount))}"


def grouped(number: int) -> str:
    """Return a whole number with dots between thousands: `12.500`."""
    return f"{number:,}".replace(",", ".").replace("-", MINUS)


def percent_text(ratio: Fraction) -> str:
    """Return a ratio with one decimal, half rounded up: `29,7 %`."""
    tenths = half_up(abs(ratio.numerator) * 1000, ratio.denominator)
    sign = MINUS if ratio < 0 and tenths else ""
    return f"{sign}{grouped(tenths // 10)},{tenths % 10} %"


def half_up(numerator: int, denominator: int) -> int:
    """Return numerator/denominator as a whole number, halves up."""
    if denominator <= 0:
        raise ValueError("the denominator must be above zero")
    return (2 * numerator + denominator) // (2 * denominator)


def basis_points(amount: int, points: int) -> int:
    """Return `points` ten-thousandths of the amount, halves up: 10 % is 1000."""
    return half_up(amount * points, 10_000)


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` by `weights` without losing a rupiah: floors, then one each to the largest fractions.

    Ties go to the earlier; a negative total is shared like its mirror image.
    """
    if total < 0:
        return [-part for part in share(-total, weights)]
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("shares need weights of zero or more, and one above zero")
    parts = [total * weight // whole for weight in weights]
    by_fraction = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_fraction[: total - sum(parts)]:
        parts[i] += 1
    return parts


def parse_rupiah(text: str) -> int:
    """Read an amount as people write it: `12.500`, `12,500`, `Rp12.500,-`, `12rb`, `1,5jt`. Never for weights.

    Sen, signs, other letters and doubtful groups are refused with their reason; two possible amounts are `Ambiguous`.
    """
    plain = _DASH_TAIL.sub("", _CURRENCY.sub("", tidy(text)))
    if not plain:
        raise Unreadable(Reason.EMPTY, text)
    if _SIGNS.search(plain):
        raise Unreadable(Reason.SIGN, text)
    scaled = _SCALED.match(plain)
    amount = _scaled(scaled["number"], _THOUSANDS[scaled["scale"]], text) if scaled else _plain(plain, text)
    if amount > LARGEST:
        raise Unreadable(Reason.TOO_LARGE, text)
    return amount


def _only_digits_and_marks(plain: str, text: str) -> None:
    if any(letter.isalpha() for letter in plain):
        raise Unreadable(Reason.LETTERS, text)
    if not re.fullmatch(r"[0-9., ]+", plain) or not re.search(r"[0-9]", plain):
        raise Unreadable(Reason.MALFORMED, text)
    if plain[-1] in ".,":
        raise Unreadable(Reason.UNFINISHED, text)
    if plain[0] in ".,":
        raise Unreadable(Reason.GROUPING, text)


def _plain(plain: str, text: str) -> int:
    """Read an amount without a word for thousands."""
    _only_digits_and_marks(plain, text)
    if plain.isdecimal():
        return _whole(plain, text)
    if _GROUPED.match(plain):
        return int(re.sub(r"[., ]", "", plain))
    sen = _SEN.match(plain)
    if sen:
        whole, mark = sen["whole"], sen["mark"]
        if mark not in whole and (_GROUPED.match(whole) or re.fullmatch(r"[1-9][0-9]{3,}", whole)):
            if sen["sen"] == "00":  # a bank's way of writing whole rupiah
                return int(re.sub(r"[., ]", "", whole))
            raise Unreadable(Reason.SEN, text)
    if len(set(plain) & set("., ")) > 1:
        raise Unreadable(Reason.SEPARATORS, text)
    raise Unreadable(Reason.GROUPING, text)


def _whole(digits: str, text: str) -> int:
    if len(digits) > 1 and digits[0] == "0":  # a phone number in the wrong place, or a lost first digit
        raise Unreadable(Reason.LEADING_ZERO, text)
    return int(digits)


def _scaled(plain: str, scale: int, text: str) -> int:
    """Read the number before `rb` or `jt`, where one separator is a decimal comma."""
    if not plain:
        raise Unreadable(Reason.MALFORMED, text)
    _only_digits_and_marks(plain, text)
    if plain.isdecimal():
        return _whole(plain, text) * scale
    match = _ONE_MARK.match(plain)
    if match is None:
        raise Unreadable(Reason.SEPARATORS, text)
    whole, part = match["whole"], match["part"]
    if len(whole) > 1 and whole[0] == "0":
        raise Unreadable(Reason.LEADING_ZERO, text)
    amount, rest = divmod(int(whole + part) * scale, int(10 ** len(part)))
    if len(part) == 3 and whole != "0":
        grouping = int(whole + part) * scale
        if not rest and grouping <= LARGEST:
            raise Ambiguous(text, (amount, grouping))
    if rest:
        raise Unreadable(Reason.SEN, text)
    return amount
