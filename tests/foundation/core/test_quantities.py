"""The reader of weights: each sentence of its rule has a test here."""

from __future__ import annotations

import pytest

from guyub.foundation.core.quantities import (
    Unit,
    Verdict,
    check_line_limits,
    grams_to_millilitres,
    line_amount,
    millilitres_to_grams,
    parse_quantity,
    quantity_input,
    quantity_text,
    spoken_unit,
)
from guyub.foundation.core.reading import Ambiguous, Reason, Unreadable

G, ML, PCS, CM, MIN = Unit.GRAM, Unit.MILLILITRE, Unit.PIECE, Unit.CENTIMETRE, Unit.MINUTE

READ = [
    # one separator, comma or dot, is decimal
    ("1,25", G, 1_250),
    ("1.25", G, 1_250),
    ("2,5", G, 2_500),
    ("12,5", G, 12_500),
    ("3,20", G, 3_200),
    (",5", G, 500),
    ("7", G, 7_000),
    # a leading zero: decimal, no question
    ("0,125", G, 125),
    ("0.125", G, 125),
    ("00,125", G, 125),
    ("01.250", G, 1_250),
    (",125", G, 125),
    # two different separators: the last is decimal, the first groups thousands
    ("1.250,5", G, 1_250_500),
    ("1,250.5", G, 1_250_500),
    ("1.250,125", G, 1_250_125),
    ("1.250.000,5", G, 1_250_000_500),
    ("1.250.000", G, 1_250_000_000),  # one kind twice can only group
    # asked only if both readings are whole
    ("1.250 g", G, 1_250),
    ("1.255 ons", G, 125_500),
    ("1.250", PCS, 1_250),
    ("1.250", MIN, 1_250),
    # units
    ("2 kg", G, 2_000),
    ("2KG", G, 2_000),
    ("25 ons", G, 2_500),
    ("2,5 ons", G, 250),
    ("500 g", G, 500),
    ("500gr", G, 500),
    ("500 Gram", G, 500),
    ("2,5", ML, 2_500),
    ("2,5 l", ML, 2_500),
    ("2.5 Liter", ML, 2_500),
    ("600 ml", ML, 600),
    ("40", PCS, 40),
    ("40 biji", PCS, 40),
    ("40 pcs", PCS, 40),
    ("250", CM, 250),
    ("2,5 m", CM, 250),
    ("90", MIN, 90),
    ("1,5 jam", MIN, 90),
    # fractions
    ("1/2", G, 500),
    ("1 1/4", G, 1_250),
    ("1 / 4 kg", G, 250),
    ("½", G, 500),
    ("1½", G, 1_500),
    ("1 ½ kg", G, 1_500),
    ("¾ ons", G, 75),
    ("5/4", G, 1_250),
    ("1\N{FRACTION SLASH}2", G, 500),
    ("4/2", PCS, 2),
    # spaces that only look like spaces
    ("1,25\N{NO-BREAK SPACE}kg", G, 1_250),
    ("  1,25  ", G, 1_250),
]

REFUSED = [
    ("", G, Reason.EMPTY),
    ("  ", G, Reason.EMPTY),
    ("1" * 61, G, Reason.TOO_LONG),
    # over three decimals
    ("1,2505", G, Reason.DECIMALS),
    ("1,2500", G, Reason.DECIMALS),
    ("0,1255", G, Reason.DECIMALS),
    ("1.250,1255", G, Reason.DECIMALS),
    # sub-gram
    ("0,5 g", G, Reason.TOO_FINE),
    ("0,255 ons", G, Reason.TOO_FINE),
    ("1/3", G, Reason.TOO_FINE),
    ("1/2 g", G, Reason.TOO_FINE),
    ("0,5 ml", ML, Reason.TOO_FINE),
    ("0,5", CM, Reason.TOO_FINE),
    # sign
    ("-1", G, Reason.SIGN),
    ("+1", G, Reason.SIGN),
    ("\N{MINUS SIGN}1", G, Reason.SIGN),
    ("1-", G, Reason.SIGN),
    # other letters
    ("dua", G, Reason.LETTERS),
    ("2 kilo", G, Reason.LETTERS),
    ("2 lb", G, Reason.LETTERS),
    ("kg", G, Reason.LETTERS),
    ("2 kg 3", G, Reason.LETTERS),
    ("Rp2", G, Reason.LETTERS),
    # zero
    ("0", G, Reason.ZERO),
    ("0,000", G, Reason.ZERO),
    ("0 ons", G, Reason.ZERO),
    ("0/4", G, Reason.ZERO),
    ("0", PCS, Reason.ZERO),
    # decimals for pieces
    ("1,5", PCS, Reason.WHOLE_ONLY),
    ("2,1", PCS, Reason.WHOLE_ONLY),
    ("½", PCS, Reason.WHOLE_ONLY),
    # another unit than the item's
    ("2 l", G, Reason.OTHER_UNIT),
    ("2 ml", G, Reason.OTHER_UNIT),
    ("2 kg", ML, Reason.OTHER_UNIT),
    ("2 ons", ML, Reason.OTHER_UNIT),
    ("2 kg", PCS, Reason.OTHER_UNIT),
    ("2 biji", G, Reason.OTHER_UNIT),
    # what is no number
    ("5,", G, Reason.UNFINISHED),
    ("5.", G, Reason.UNFINISHED),
    ("1 250", G, Reason.MALFORMED),
    ("1:2", G, Reason.MALFORMED),
    ("1.25.000", G, Reason.GROUPING),
    ("1,5.250", G, Reason.GROUPING),
    ("0.250,5", G, Reason.GROUPING),
    ("1..5", G, Reason.GROUPING),
    ("1.250,000,000.5", G, Reason.GROUPING),
    ("1/0", G, Reason.FRACTION),
    ("1 5/4", G, Reason.FRACTION),
    ("1,5 1/2", G, Reason.FRACTION),
    ("1/2/3", G, Reason.FRACTION),
    ("½½", G, Reason.FRACTION),
    ("1.000.000.000.000.000", G, Reason.TOO_LARGE),
    ("\N{ARABIC-INDIC DIGIT FIVE}", G, Reason.MALFORMED),
    ("2²", G, Reason.MALFORMED),
]

ASKED = [
    ("1.250", G, (1_250, 1_250_000)),
    ("1,250", G, (1_250, 1_250_000)),
    ("1,250 kg", G, (1_250, 1_250_000)),
    ("12.500", G, (12_500, 12_500_000)),
    ("1.250", ML, (1_250, 1_250_000)),
    ("1.250 ons", G, (125, 125_000)),
    ("1.000 g", G, (1, 1_000)),
    ("2,000", PCS, (2, 2_000)),
]


@pytest.mark.parametrize(("text", "unit", "quantity"), READ)
def test_reads(text: str, unit: Unit, quantity: int) -> None:
    assert parse_quantity(text, unit) == quantity


@pytest.mark.parametrize(("text", "unit", "reason"), REFUSED)
def test_refuses_with_its_reason(text: str, unit: Unit, reason: Reason) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_quantity(text, unit)
    assert caught.value.reason is reason
    assert not isinstance(caught.value, Ambiguous)


@pytest.mark.parametrize(("text", "unit", "readings"), ASKED)
def test_asks_showing_both_readings(text: str, unit: Unit, readings: tuple[int, int]) -> None:
    with pytest.raises(Ambiguous) as caught:
        parse_quantity(text, unit)
    assert caught.value.readings == readings


def test_limits_are_looked_at_after_the_question() -> None:
    """1.250 kg is above every limit, and still it is one of the two readings that are shown."""
    with pytest.raises(Ambiguous) as caught:
        parse_quantity("1.250", G)
    verdicts = [check_line_limits(reading, G) for reading in caught.value.readings]
    assert verdicts == [Verdict.FINE, Verdict.REFUSE]


@pytest.mark.parametrize(
    ("quantity", "unit", "verdict"),
    [
        (50_000, G, Verdict.FINE),
        (50_001, G, Verdict.CONFIRM),
        (1_000_000, G, Verdict.CONFIRM),
        (1_000_001, G, Verdict.REFUSE),
        (50_001, ML, Verdict.CONFIRM),
        (1_000_001, ML, Verdict.REFUSE),
        (2_000_000, PCS, Verdict.FINE),
    ],
)
def test_limits_of_a_line(quantity: int, unit: Unit, verdict: Verdict) -> None:
    assert check_line_limits(quantity, unit, confirm_above=50_000, refuse_above=1_000_000) is verdict


def test_limits_can_be_set() -> None:
    assert check_line_limits(20_000, G, confirm_above=10_000, refuse_above=30_000) is Verdict.CONFIRM
    assert check_line_limits(30_001, G, confirm_above=10_000, refuse_above=30_000) is Verdict.REFUSE


@pytest.mark.parametrize(
    ("quantity", "unit", "text"),
    [
        (3_200, G, "3,20 kg"),
        (1_255, G, "1,255 kg"),
        (5, G, "0,005 kg"),
        (12_000, G, "12,00 kg"),
        (1_250_000, G, "1.250,00 kg"),
        (-3_200, G, "\N{MINUS SIGN}3,20 kg"),
        (2_500, ML, "2,5 l"),
        (5_000, ML, "5 l"),
        (250, ML, "0,25 l"),
        (40, PCS, "40 biji"),
        (1_250, PCS, "1.250 biji"),
        (250, CM, "250 cm"),
        (90, MIN, "90 menit"),
        (0, G, "0,00 kg"),
    ],
)
def test_writes(quantity: int, unit: Unit, text: str) -> None:
    assert quantity_text(quantity, unit) == text


def test_an_input_shows_what_can_be_read_back() -> None:
    assert quantity_input(1_250, G) == "1,25"
    assert quantity_input(1_255, G) == "1255 g"  # "1,255" would be asked about
    assert quantity_input(125, G) == "0,125"
    assert quantity_input(1_250_000, G) == "1250"
    assert [spoken_unit(unit) for unit in Unit] == ["kg", "l", "biji", "cm", "menit"]


@pytest.mark.parametrize(
    ("quantity", "unit", "price", "amount"),
    [
        (3_200, G, 1_700, 5_440),  # the waste bank's scenario 1, before and after the price changed
        (3_200, G, 1_500, 4_800),
        (40, PCS, 150, 6_000),  # 9
        (2_500, ML, 4_000, 10_000),  # 10
        (96_400, G, 2_000, 192_800),  # 12
        (1, G, 500, 1),  # half a rupiah goes up
        (1, G, 499, 0),
        (3_200, G, 0, 0),  # price 0 is legal
    ],
)
def test_the_amount_of_a_line(quantity: int, unit: Unit, price: int, amount: int) -> None:
    assert line_amount(quantity, unit, price) == amount


def test_litres_and_kilograms_meet_by_density() -> None:
    assert grams_to_millilitres(16_000, 912) == 17_544
    assert millilitres_to_grams(2_500, 910) == 2_275
