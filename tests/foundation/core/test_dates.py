"""Days as people say and write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from guyub.foundation.core.dates import (
    clock_time,
    date_input,
    long_date,
    moment_text,
    month_name,
    month_text,
    parse_date,
    short_date,
    weekday_name,
)
from guyub.foundation.core.reading import Ambiguous, Reason, Unreadable

TODAY = date(2026, 11, 24)
FIRST_OF_FEBRUARY = date(2021, 2, 1)

SAME_DAY = [
    "1/2/21",
    "01-02-2021",
    "1 Feb 2021",
    "1 feb 21",
    "1-Feb-21",
    "1Feb2021",
    "1 Februari 2021",
    "1 Pebruari 2021",
    "1 February 2021",
    "February 1, 2021",
    "Feb 1 2021",
    "1 Feb. 2021",
    "Senin, 1 Februari 2021",
    "senin 1/2/21",
    "Monday, 1 February 2021",
    "1.2.2021",
    "1 2 2021",
    "1 / 2 / 2021",
    "2021-02-01",
    "2021/2/1",
    "2021-02-01 00:00:00",
    "2021-02-01T08:30:00Z",
    "44228",
    "44228.0",
    " 01\N{NO-BREAK SPACE}Feb\N{NO-BREAK SPACE}2021 ",
]


@pytest.mark.parametrize("text", SAME_DAY)
def test_many_ways_to_write_one_day(text: str) -> None:
    assert parse_date(text, TODAY) == FIRST_OF_FEBRUARY


def test_what_a_spreadsheet_holds() -> None:
    assert parse_date(44228, TODAY) == FIRST_OF_FEBRUARY
    assert parse_date(FIRST_OF_FEBRUARY, TODAY) == FIRST_OF_FEBRUARY
    assert parse_date(datetime(2021, 2, 1, 23, 59, tzinfo=UTC), TODAY) == FIRST_OF_FEBRUARY


MONTHS = {
    "Januari": 1, "Jan": 1, "Februari": 2, "Pebruari": 2, "Feb": 2, "Peb": 2, "Maret": 3, "Mar": 3, "Mrt": 3,
    "March": 3, "April": 4, "Apr": 4, "Mei": 5, "May": 5, "Juni": 6, "Jun": 6, "June": 6, "Juli": 7, "Jul": 7,
    "July": 7, "Agustus": 8, "Agu": 8, "Agt": 8, "Ags": 8, "Aug": 8, "August": 8, "September": 9, "Sep": 9, "Sept": 9,
    "Oktober": 10, "Okt": 10, "Oct": 10, "October": 10, "November": 11, "Nopember": 11, "Nop": 11, "Nov": 11,
    "Desember": 12, "Des": 12, "Dec": 12, "December": 12,
}  # fmt: skip


@pytest.mark.parametrize(("word", "month"), MONTHS.items())
def test_month_names(word: str, month: int) -> None:
    assert parse_date(f"17 {word} 2022", TODAY) == date(2022, month, 17)


@pytest.mark.parametrize(
    ("text", "year"), [("1/2/65", 1965), ("1/2/26", 2026), ("1/2/27", 2027), ("1/2/28", 1928), ("1/2/00", 2000)]
)
def test_two_digit_years_reach_one_year_ahead(text: str, year: int) -> None:
    assert parse_date(text, TODAY) == date(year, 2, 1)


def test_expiry_dates_may_reach_further() -> None:
    assert parse_date("1/2/29", TODAY, years_ahead=5) == date(2029, 2, 1)


REFUSED = {
    "": Reason.EMPTY,
    "besok": Reason.NOT_A_DATE,
    "1/2/21/3": Reason.NOT_A_DATE,
    "2021": Reason.NOT_A_DATE,
    "01022021": Reason.NOT_A_DATE,
    "1 Fbr 2021": Reason.NOT_A_DATE,
    "1/2-21": Reason.NOT_A_DATE,
    "123/2/21": Reason.NOT_A_DATE,
    "1/2": Reason.NO_YEAR,
    "1 Feb": Reason.NO_YEAR,
    "1/2/021": Reason.YEAR_RANGE,
    "1/2/1799": Reason.YEAR_RANGE,
    "1 Feb 2201": Reason.YEAR_RANGE,
    "99999": Reason.YEAR_RANGE,
    "00001": Reason.YEAR_RANGE,
    "30/2/21": Reason.IMPOSSIBLE_DATE,
    "29/2/2023": Reason.IMPOSSIBLE_DATE,
    "31 Apr 2021": Reason.IMPOSSIBLE_DATE,
    "32/1/21": Reason.IMPOSSIBLE_DATE,
    "0/1/21": Reason.IMPOSSIBLE_DATE,
    "1/0/21": Reason.IMPOSSIBLE_DATE,
    "13/13/21": Reason.IMPOSSIBLE_DATE,
    "2/30/21": Reason.IMPOSSIBLE_DATE,
    "Selasa, 1 Feb 2021": Reason.WEEKDAY,
    "x" * 61: Reason.TOO_LONG,
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_refuses_with_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_date(text, TODAY)
    assert caught.value.reason is reason
    assert not isinstance(caught.value, Ambiguous)


@pytest.mark.parametrize("text", ["1/13/21", "01-13-2021", "2021-13-01"])
def test_asks_where_the_month_cannot_be_one(text: str) -> None:
    with pytest.raises(Ambiguous) as caught:
        parse_date(text, TODAY)
    assert caught.value.readings == (date(2021, 1, 13),)
    assert caught.value.reason is Reason.MONTH_PLACE


SUNDAY = date(2022, 3, 6)


def test_writes_in_indonesian() -> None:
    with translation.override("id"):
        assert long_date(SUNDAY) == "Minggu, 6 Maret 2022"
        assert short_date(date(2022, 8, 6)) == "6 Agu 2022"
        assert month_text(SUNDAY) == "Maret 2022"
        assert (month_name(5), weekday_name(date(2022, 3, 11))) == ("Mei", "Jumat")
        assert clock_time(time(8, 0)) == "08.00"
        assert moment_text(datetime(2022, 3, 5, 18, 5, tzinfo=UTC), "Asia/Jakarta") == "6 Mar 2022, 01.05"


def test_writes_in_english() -> None:
    with translation.override("en"):
        assert long_date(SUNDAY) == "Sunday, 6 March 2022"
        assert short_date(date(2022, 8, 6)) == "6 Aug 2022"
        assert clock_time(time(8, 0)) == "08:00"


def test_without_a_language_it_speaks_indonesian() -> None:
    with translation.override(None):
        assert weekday_name(SUNDAY) == "Minggu"


def test_an_input_shows_what_can_be_read_back() -> None:
    assert date_input(SUNDAY) == "06-03-2022"
    assert parse_date(date_input(SUNDAY), TODAY) == SUNDAY
