"""What holds for all amounts, weights, shares and words, not only for those that we thought of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st

from guyub.foundation.core.dates import date_input, parse_date
from guyub.foundation.core.money import LARGEST, grouped, half_up, parse_rupiah, rupiah, share
from guyub.foundation.core.quantities import Unit, line_amount, parse_quantity, quantity_input, quantity_text
from guyub.foundation.core.reading import Ambiguous, Unreadable
from guyub.foundation.core.words import DENOMINATIONS, banknotes, in_words

amounts = st.integers(0, LARGEST)
quantities = st.integers(1, 10**9)
weight_lists = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)
units = st.sampled_from(Unit)
number_like = st.text("0123456789,. -+/½rbjtkgonsmlRpxX\N{NO-BREAK SPACE}", max_size=16)


def attempt(read: Callable[..., Any], *given: object) -> Any:
    """Return what was read, or the refusal."""
    try:
        return read(*given)
    except Unreadable as refusal:
        return refusal


@given(amounts)
def test_what_is_written_as_rupiah_is_read_back(amount: int) -> None:
    assert parse_rupiah(rupiah(amount)) == amount
    assert parse_rupiah(f"{rupiah(amount)},-") == amount
    assert parse_rupiah(str(amount)) == amount
    assert parse_rupiah(f"{amount:,}") == amount


@given(number_like)
def test_any_text_is_an_amount_or_has_a_reason(text: str) -> None:
    outcome = attempt(parse_rupiah, text)
    if isinstance(outcome, Ambiguous):
        assert len(set(outcome.readings)) == 2
        assert all(0 <= reading <= LARGEST for reading in outcome.readings)
    elif isinstance(outcome, Unreadable):
        assert outcome.text == text
    else:
        assert 0 <= outcome <= LARGEST
        assert parse_rupiah(rupiah(outcome)) == outcome


@given(number_like, units)
@example("1.250", Unit.GRAM)
def test_any_text_is_a_quantity_or_has_a_reason(text: str, unit: Unit) -> None:
    outcome = attempt(parse_quantity, text, unit)
    if isinstance(outcome, Ambiguous):
        first, second = outcome.readings
        assert second == 1000 * first  # the decimal reading and the grouping one
    elif isinstance(outcome, Unreadable):
        assert outcome.text == text
    else:
        assert outcome > 0


@given(quantities, units)
def test_what_stands_in_an_input_is_read_back_without_a_question(quantity: int, unit: Unit) -> None:
    assert parse_quantity(quantity_input(quantity, unit), unit) == quantity


@given(quantities, units)
def test_what_is_written_for_people_means_the_same(quantity: int, unit: Unit) -> None:
    outcome = attempt(parse_quantity, quantity_text(quantity, unit), unit)
    readings = outcome.readings if isinstance(outcome, Ambiguous) else (outcome,)
    assert quantity in readings


@given(st.text(st.characters(), max_size=30), units)
def test_no_text_breaks_the_readers(text: str, unit: Unit) -> None:
    assert isinstance(attempt(parse_rupiah, text), int | Unreadable)
    assert isinstance(attempt(parse_quantity, text, unit), int | Unreadable)
    assert isinstance(attempt(parse_date, text, date(2026, 11, 24)), date | Unreadable)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_days_are_read_back(day: date) -> None:
    today = date(2026, 11, 24)
    assert parse_date(date_input(day), today) == day
    assert parse_date(day.isoformat(), today) == day
    assert parse_date(f"{day.day}/{day.month}/{day.year}", today) == day


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_half_up_is_the_nearest(numerator: int, denominator: int) -> None:
    nearest = half_up(numerator, denominator)
    assert Fraction(-1, 2) < nearest - Fraction(numerator, denominator) <= Fraction(1, 2)


@given(quantities, st.integers(0, 10**7))
def test_a_line_is_off_by_half_a_rupiah_at_most(quantity: int, price: int) -> None:
    assert abs(1000 * line_amount(quantity, Unit.GRAM, price) - quantity * price) <= 500


@given(st.integers(-LARGEST, LARGEST), weight_lists)
def test_shares_lose_nothing(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - total * weight) < whole  # less than one rupiah from the exact part
        assert weight or not part


@given(amounts, weight_lists)
def test_who_weighs_more_never_gets_less(total: int, weights: list[int]) -> None:
    ranked = sorted(range(len(weights)), key=lambda i: (-weights[i], i))
    parts = share(total, weights)
    in_rank = [parts[i] for i in ranked]
    assert in_rank == sorted(in_rank, reverse=True)  # and of equals, the earlier never gets less


@given(amounts)
def test_banknotes_pay_the_amount_with_the_fewest(amount: int) -> None:
    notes = banknotes(amount)
    assert sum(value * pieces for value, pieces in notes) == amount - amount % 100
    assert [value for value, _ in notes] == sorted((value for value, _ in notes), reverse=True)
    counts = dict(notes)
    for value in DENOMINATIONS[1:]:
        assert counts.get(value, 0) <= (2 if value in {200, 2_000, 20_000} else 1)


WORDS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11, "seratus": 100,
}  # fmt: skip
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def from_words(text: str) -> int:
    """Read Indonesian number words by another way than they are written."""
    total = below = pending = 0
    for word in text.split():
        if word == "seribu":
            below += 1_000
            if below > 1_000:  # after a larger scale, or the head of "seribu triliun"
                total, below = total + below, 0
        elif word == "belas":
            pending += 10
        elif word == "puluh":
            pending *= 10
        elif word == "ratus":
            pending *= 100
        elif word in SCALES:
            total += (below + pending) * SCALES[word]
            below = pending = 0
        else:
            below += pending
            pending = WORDS[word]
    return total + below + pending


@given(st.integers(0, 10**15))
@example(10**15)
@example(1_001_001)
@example(1_000_000_001_000)
def test_words_are_read_back(number: int) -> None:
    assert from_words(in_words(number)) == number


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_two_numbers_never_have_the_same_words(one: int, other: int) -> None:
    assume(one != other)
    assert in_words(one) != in_words(other)


@given(st.integers(1, 10**15))
def test_negative_words_and_groups(number: int) -> None:
    assert in_words(-number) == f"minus {in_words(number)}"
    assert grouped(-number).endswith(grouped(number))
