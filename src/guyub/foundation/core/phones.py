"""Phone numbers: read as people write them, kept in E.164 (`+62812…`), shown as people dial them. No Django in here."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

from guyub.foundation.core.reading import Reason, Unreadable, tidy

REGION = "ID"
_COUNTRY = 62
_OUR_MOBILE = re.compile(r"^8[1-9][0-9]{7,10}$")  # after +62; operators' prefixes change, so no list of them is kept


def parse_phone(text: str) -> str:
    """Read `0812-…`, `+62 812 …`, `62812…`, `812…`, or a foreign number with its country; returns E.164."""
    plain = tidy(text)
    if re.search(r"[/;,&]|\b(?:atau|or)\b", plain):
        raise Unreadable(Reason.PHONE_TWO, text)
    if not re.fullmatch(r"\+?[0-9 ().\-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}]+", plain):
        raise Unreadable(Reason.PHONE_LETTERS, text)
    digits = re.sub(r"[^0-9]", "", plain)
    if plain.startswith("+"):
        digits = "+" + digits
    elif digits.startswith("00"):  # how abroad is dialled from abroad
        digits = "+" + digits[2:]
    elif digits.startswith("628") or (digits.startswith("62") and len(digits) > 9):
        digits = "+" + digits
    if digits.startswith("+620"):  # "+62 (0)812"
        digits = "+62" + digits[4:]
    return _checked(digits, text)


def _checked(digits: str, text: str) -> str:
    try:
        number = phonenumbers.parse(digits, REGION)
    except phonenumbers.NumberParseException as error:
        short = error.error_type in {error.TOO_SHORT_NSN, error.TOO_SHORT_AFTER_IDD, error.NOT_A_NUMBER}
        long = error.error_type == error.TOO_LONG
        raise Unreadable(_reason(short=short, long=long), text) from None
    if number.country_code == _COUNTRY and str(number.national_number).startswith("8"):
        return _our_mobile(str(number.national_number), text)
    outcome = phonenumbers.is_possible_number_with_reason(number)
    if outcome != ValidationResult.IS_POSSIBLE:
        short = outcome in {ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY}
        raise Unreadable(_reason(short=short, long=outcome == ValidationResult.TOO_LONG), text)
    if not phonenumbers.is_valid_number(number):
        raise Unreadable(Reason.PHONE_UNKNOWN, text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _our_mobile(national: str, text: str) -> str:
    if not _OUR_MOBILE.match(national):
        raise Unreadable(_reason(short=len(national) < 9, long=len(national) > 12), text)
    return f"+{_COUNTRY}{national}"


def _reason(*, short: bool, long: bool) -> Reason:
    if short:
        return Reason.PHONE_SHORT
    return Reason.PHONE_LONG if long else Reason.PHONE_UNKNOWN


def phone_text(e164: str) -> str:
    """Return the number as people dial it: `0812-3456-7890` at home, `+852 9123 4567` abroad."""
    if not e164:
        return ""
    number = phonenumbers.parse(e164)
    if number.country_code != _COUNTRY:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    national = str(number.national_number)
    if national.startswith("8"):  # also where the library knows no operator
        middle = 6 if len(national) == 9 else 7
        return f"0{national[:3]}-{national[3:middle]}-{national[middle:]}"
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
