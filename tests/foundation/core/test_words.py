"""Amounts in words, and in notes."""

from __future__ import annotations

import pytest

from guyub.foundation.core.words import DENOMINATIONS, banknotes, in_words

WORDS = {
    0: "nol",
    1: "satu",
    9: "sembilan",
    10: "sepuluh",
    11: "sebelas",
    12: "dua belas",
    19: "sembilan belas",
    20: "dua puluh",
    21: "dua puluh satu",
    100: "seratus",
    101: "seratus satu",
    111: "seratus sebelas",
    219: "dua ratus sembilan belas",
    1_000: "seribu",
    1_001: "seribu satu",
    1_100: "seribu seratus",
    2_000: "dua ribu",
    11_000: "sebelas ribu",
    12_500: "dua belas ribu lima ratus",
    21_000: "dua puluh satu ribu",
    101_000: "seratus satu ribu",
    100_000: "seratus ribu",
    1_000_000: "satu juta",
    1_001_000: "satu juta seribu",
    1_250_075: "satu juta dua ratus lima puluh ribu tujuh puluh lima",
    10**9: "satu miliar",
    10**12: "satu triliun",
    10**15: "seribu triliun",
    -2_000: "minus dua ribu",
}


@pytest.mark.parametrize(("number", "words"), WORDS.items())
def test_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_words_end_somewhere() -> None:
    with pytest.raises(ValueError, match="triliun"):
        in_words(10**15 + 1)


@pytest.mark.parametrize(
    ("amount", "notes"),
    [
        (0, []),
        (188_800, [(value, 1) for value in DENOMINATIONS]),
        (40_000, [(20_000, 2)]),
        (4_400, [(2_000, 2), (200, 2)]),
        (1_235, [(1_000, 1), (200, 1)]),  # Rp35 cannot be paid in coins
        (1_000_000, [(100_000, 10)]),
    ],
)
def test_banknotes(amount: int, notes: list[tuple[int, int]]) -> None:
    assert banknotes(amount) == notes


def test_a_debt_has_no_banknotes() -> None:
    with pytest.raises(ValueError, match="notes"):
        banknotes(-100)
