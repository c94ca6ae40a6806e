"""Rupiah as they are written, read, rounded and shared."""

from __future__ import annotations

from fractions import Fraction

import pytest

from guyub.foundation.core.money import basis_points, grouped, half_up, parse_rupiah, percent_text, rupiah, share
from guyub.foundation.core.reading import Ambiguous, Reason, Unreadable

READ = {
    "12.500": 12_500,
    "12,500": 12_500,
    "12500": 12_500,
    "Rp12.500": 12_500,
    "Rp 12.500": 12_500,
    "rp. 12.500": 12_500,
    "RP12.500,-": 12_500,
    "12.500,-": 12_500,
    "12500,-": 12_500,
    "12.500,--": 12_500,
    "12.500,=": 12_500,
    "12.500,\N{EN DASH}": 12_500,
    "12 500": 12_500,
    "12\N{NO-BREAK SPACE}500": 12_500,
    " Rp\N{NO-BREAK SPACE}12.500 ": 12_500,
    "12rb": 12_000,
    "12 rb": 12_000,
    "12 ribu": 12_000,
    "12,5rb": 12_500,
    "Rp12rb,-": 12_000,
    "1,5jt": 1_500_000,
    "1.5jt": 1_500_000,
    "1,5 juta": 1_500_000,
    "2jt": 2_000_000,
    "0,5jt": 500_000,
    "0,125rb": 125,  # a leading zero never groups
    "1,25jt": 1_250_000,
    "1,2345jt": 1_234_500,  # four digits cannot group
    "1.250.000": 1_250_000,
    "1,250,000": 1_250_000,
    "12.500,00": 12_500,  # a bank's way of writing whole rupiah
    "12,500.00": 12_500,
    "12500,00": 12_500,
    "0": 0,
    "Rp0,-": 0,
    "1.000.000.000.000": 10**12,
}

REFUSED = {
    "": Reason.EMPTY,
    "   ": Reason.EMPTY,
    "Rp": Reason.EMPTY,
    "9" * 61: Reason.TOO_LONG,
    "12.500,50": Reason.SEN,
    "12,500.5": Reason.SEN,
    "12500,50": Reason.SEN,
    "1,2345rb": Reason.SEN,
    "0,0005rb": Reason.SEN,
    "-12.500": Reason.SIGN,
    "+12.500": Reason.SIGN,
    "\N{MINUS SIGN}12.500": Reason.SIGN,
    "Rp-12.500": Reason.SIGN,
    "12.500-": Reason.SIGN,
    "(12.500)": Reason.SIGN,
    "dua belas": Reason.LETTERS,
    "12k": Reason.LETTERS,
    "12.500 USD": Reason.LETTERS,
    "1jt 500": Reason.LETTERS,
    "12rb500": Reason.LETTERS,
    "12.50": Reason.GROUPING,
    "12,5": Reason.GROUPING,
    "12,00": Reason.GROUPING,
    "1.2500": Reason.GROUPING,
    "1250.000": Reason.GROUPING,
    "0.500": Reason.GROUPING,
    "012.500": Reason.GROUPING,
    ".500": Reason.GROUPING,
    "12..500": Reason.GROUPING,
    "1 2": Reason.GROUPING,
    "1.250,000": Reason.SEPARATORS,
    "1,250.000": Reason.SEPARATORS,
    "1.250.000jt": Reason.SEPARATORS,
    "1.250,5rb": Reason.SEPARATORS,
    "12.": Reason.UNFINISHED,
    "12.500,": Reason.UNFINISHED,
    "081234567890": Reason.LEADING_ZERO,
    "00": Reason.LEADING_ZERO,
    "05rb": Reason.LEADING_ZERO,
    "05,5rb": Reason.LEADING_ZERO,
    "rb": Reason.MALFORMED,
    "12/500": Reason.MALFORMED,
    "½": Reason.MALFORMED,
    "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}": Reason.MALFORMED,
    "1.000.000.000.001": Reason.TOO_LARGE,
    "9999999jt": Reason.TOO_LARGE,
}


@pytest.mark.parametrize(("text", "amount"), READ.items())
def test_reads(text: str, amount: int) -> None:
    assert parse_rupiah(text) == amount


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_refuses_with_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_rupiah(text)
    assert (caught.value.reason, caught.value.text) == (reason, text)
    assert not isinstance(caught.value, Ambiguous)


@pytest.mark.parametrize(
    ("text", "readings"),
    [("1.250rb", (1_250, 1_250_000)), ("1,250 jt", (1_250_000, 1_250_000_000))],
)
def test_asks_where_two_amounts_are_possible(text: str, readings: tuple[int, int]) -> None:
    with pytest.raises(Ambiguous) as caught:
        parse_rupiah(text)
    assert caught.value.readings == readings
    assert caught.value.reason == "two_readings"


def test_a_grouping_beyond_the_books_is_no_reading() -> None:
    """As 1.000.001 juta it could not be booked, so it can only be 1.000 juta and 1.000 rupiah."""
    assert parse_rupiah("1000,001jt") == 1_000_001_000


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "Rp0"),
        (999, "Rp999"),
        (1_000, "Rp1.000"),
        (12_500, "Rp12.500"),
        (1_250_000, "Rp1.250.000"),
        (-2_000, "\N{MINUS SIGN}Rp2.000"),
    ],
)
def test_writes(amount: int, text: str) -> None:
    assert rupiah(amount) == text


def test_groups_numbers_without_a_currency() -> None:
    assert (grouped(12_500), grouped(-1_000), grouped(7)) == ("12.500", "\N{MINUS SIGN}1.000", "7")


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Fraction(2_080, 7_000), "29,7 %"),
        (Fraction(800, 4_920), "16,3 %"),
        (Fraction(1, 2_000), "0,1 %"),  # half a tenth goes up
        (Fraction(1, 2_001), "0,0 %"),
        (Fraction(1), "100,0 %"),
        (Fraction(25), "2.500,0 %"),
        (Fraction(-1, 8), "\N{MINUS SIGN}12,5 %"),
        (Fraction(-1, 10_000), "0,0 %"),
    ],
)
def test_percentages_have_one_decimal(ratio: Fraction, text: str) -> None:
    assert percent_text(ratio) == text


@pytest.mark.parametrize(("a", "b", "n"), [(5, 2, 3), (4, 3, 1), (5, 3, 2), (0, 7, 0), (-5, 2, -2), (-4, 3, -1)])
def test_halves_go_up(a: int, b: int, n: int) -> None:
    assert half_up(a, b) == n


@pytest.mark.parametrize("denominator", [0, -1])
def test_half_up_needs_a_denominator(denominator: int) -> None:
    with pytest.raises(ValueError, match="denominator"):
        half_up(1, denominator)


def test_a_deduction_of_ten_percent_wastebank_16() -> None:
    assert basis_points(12_345, 1_000) == 1_235


def test_a_group_of_seven_wastebank_17() -> None:
    assert share(37_500, [1] * 7) == [5_358, *[5_357] * 6]


def test_shared_profit_enterprise_14() -> None:
    assert share(3_456_789, [25, 25, 40, 5, 5]) == [864_197, 864_197, 1_382_716, 172_840, 172_839]
    by_days = [0, 498_276, 352_946, 352_945, 178_549]
    assert share(1_382_716, [0, 120, 85, 85, 43]) == by_days


def test_a_negative_total_is_the_mirror_image() -> None:
    assert share(-100_000, [1, 1, 1]) == [-33_334, -33_333, -33_333]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 5]])
def test_shares_need_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        share(100, weights)
