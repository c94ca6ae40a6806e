"""Amounts in words, and the notes and coins that make them up. No Django in here."""

from __future__ import annotations

from guyub.foundation.core.money import LARGEST

DENOMINATIONS = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100)
LARGEST_IN_WORDS = 10**15

_ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))


def in_words(number: int) -> str:
    """Return the number in Indonesian words: `dua belas ribu lima ratus`."""
    if abs(number) > LARGEST_IN_WORDS:
        raise ValueError("words are kept for numbers up to a thousand triliun")
    if number < 0:
        return "minus " + in_words(-number)
    if number == 0:
        return _ONES[0]
    words: list[str] = []
    for scale, name in _SCALES:
        count, number = divmod(number, scale)
        if count == 1 and scale == 1000:
            words.append("seribu")
        elif count:
            words += [_below_thousand(count) if count < 1000 else "seribu", name]
    if number:
        words.append(_below_thousand(number))
    return " ".join(words)


def _below_thousand(number: int) -> str:
    """Return 1 to 999 in words."""
    if number < 12:
        return _ONES[number]
    if number < 20:
        return f"{_ONES[number - 10]} belas"
    if number < 100:
        tens, rest = divmod(number, 10)
        return " ".join([f"{_ONES[tens]} puluh", *([_ONES[rest]] if rest else [])])
    hundreds, rest = divmod(number, 100)
    head = "seratus" if hundreds == 1 else f"{_ONES[hundreds]} ratus"
    return " ".join([head, *([_below_thousand(rest)] if rest else [])])


def banknotes(amount: int) -> list[tuple[int, int]]:
    """Return how many of which note or coin pay the amount, the greatest first; what is below Rp100 stays over."""
    if not 0 <= amount <= LARGEST:
        raise ValueError("only amounts from zero up can be laid out in notes")
    notes: list[tuple[int, int]] = []
    for value in DENOMINATIONS:
        pieces, amount = divmod(amount, value)
        if pieces:
            notes.append((value, pieces))
    return notes
