"""Phone numbers as people write them, and PINs that are not guessed."""

from __future__ import annotations

from datetime import date

import pytest

from guyub.foundation.core.phones import parse_phone, phone_text
from guyub.foundation.core.pins import check_new_pin, check_pin_form
from guyub.foundation.core.reading import Reason, Unreadable

HERS = "+6281234567890"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0812-3456-7890", HERS),
        ("+62 812 3456 7890", HERS),
        ("6281234567890", HERS),
        ("81234567890", HERS),
        ("0812.3456.7890", HERS),
        ("(0812) 3456 7890", HERS),
        ("+62 (0)812-3456-7890", HERS),
        ("006281234567890", HERS),
        ("0812\N{NO-BREAK SPACE}3456\N{NON-BREAKING HYPHEN}7890", HERS),
        ("0811123456", "+62811123456"),
        ("0840-0000-1234", "+6284000001234"),  # demo phones: no operator has 0840
        ("+62 840 0000 1234", "+6284000001234"),
        ("021-5551234", "+62215551234"),
        ("(0281) 571234", "+62281571234"),
        ("+852 9123 4567", "+85291234567"),
        ("00852 9123 4567", "+85291234567"),
        ("+886 912 345 678", "+886912345678"),
    ],
)
def test_reads(text: str, number: str) -> None:
    assert parse_phone(text) == number


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        ("12", Reason.PHONE_SHORT),
        ("0812", Reason.PHONE_SHORT),
        ("628123456", Reason.PHONE_SHORT),
        ("00", Reason.PHONE_SHORT),
        ("081234567890123", Reason.PHONE_LONG),
        ("+852 9123 4567 89012", Reason.PHONE_LONG),
        ("0800-123-4567", Reason.PHONE_UNKNOWN),
        ("5551234", Reason.PHONE_UNKNOWN),
        ("+999 123456", Reason.PHONE_UNKNOWN),
        ("0812 abc", Reason.PHONE_LETTERS),
        ("8.12E+10", Reason.PHONE_LETTERS),
        ("+", Reason.PHONE_LETTERS),
        ("0812-3456-7890 / 0813-3456-7890", Reason.PHONE_TWO),
        ("0812-3456-7890 atau 0813-3456-7890", Reason.PHONE_TWO),
    ],
)
def test_refuses_with_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_phone(text)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (HERS, "0812-3456-7890"),
        ("+62811123456", "0811-123-456"),
        ("+628123456789", "0812-3456-789"),
        ("+6284000001234", "0840-0000-1234"),
        ("+85291234567", "+852 9123 4567"),
        ("+62281571234", "(0281) 571234"),
        ("", ""),
    ],
)
def test_writes_as_people_dial(number: str, text: str) -> None:
    assert phone_text(number) == text


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("", Reason.EMPTY),
        ("12345", Reason.PIN_LENGTH),
        ("1234567890123", Reason.PIN_LENGTH),
        ("27491a", Reason.PIN_DIGITS),
        ("274 915", Reason.PIN_DIGITS),
        ("\N{ARABIC-INDIC DIGIT TWO}74915", Reason.PIN_DIGITS),
        ("000000", Reason.PIN_REPEATED),
        ("7777777", Reason.PIN_REPEATED),
        ("121212", Reason.PIN_REPEATED),
        ("123123", Reason.PIN_REPEATED),
        ("123456", Reason.PIN_SEQUENCE),
        ("654321", Reason.PIN_SEQUENCE),
        ("567890", Reason.PIN_SEQUENCE),
        ("098765", Reason.PIN_SEQUENCE),
        ("0123456789", Reason.PIN_SEQUENCE),
    ],
)
def test_easy_pins_are_refused(pin: str, reason: Reason) -> None:
    with pytest.raises(Unreadable) as caught:
        check_new_pin(pin)
    assert caught.value.reason is reason
    assert not pin or pin not in str(caught.value)  # the error never carries the PIN


@pytest.mark.parametrize("pin", ["274915", "135790", "112233", "100001", "274915274916"])
def test_other_pins_pass(pin: str) -> None:
    assert check_new_pin(pin) == pin
    assert check_new_pin(f" {pin} ") == pin


BORN = date(1979, 5, 17)


@pytest.mark.parametrize("pin", ["170579", "17051979", "790517", "19790517", "051779", "05171979", "9170579"])
def test_her_birthday_is_refused(pin: str) -> None:
    with pytest.raises(Unreadable) as caught:
        check_new_pin(pin, birth_date=BORN)
    assert caught.value.reason is Reason.PIN_BIRTH
    assert check_new_pin(pin) == pin  # unknown, it cannot be refused


@pytest.mark.parametrize("pin", ["170579", "790517", "17051979", "19790517", "051779"])
def test_any_day_of_her_birth_year_is_refused(pin: str) -> None:
    with pytest.raises(Unreadable) as caught:
        check_new_pin(pin, birth_year=1979)
    assert caught.value.reason is Reason.PIN_BIRTH


def test_a_birth_year_does_not_forbid_everything() -> None:
    assert check_new_pin("327779", birth_year=1979) == "327779"  # no 32nd, no 77th month
    assert check_new_pin("274915", birth_date=BORN, birth_year=1979) == "274915"


def test_her_number_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        check_new_pin("567891", phone="+6281235678910")
    assert caught.value.reason is Reason.PIN_PHONE


def test_signing_in_checks_the_form_alone() -> None:
    assert check_pin_form("123456") == "123456"
    with pytest.raises(Unreadable):
        check_pin_form("12345")
