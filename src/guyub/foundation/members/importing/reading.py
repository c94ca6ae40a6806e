"""One row of a file, read into a member's details, with everything that was noticed on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guyub.foundation.core.dates import parse_date
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.phones import parse_phone
from guyub.foundation.core.reading import Ambiguous, Unreadable
from guyub.foundation.members import names
from guyub.foundation.members.choices import Kind, Sex
from guyub.foundation.members.details import neighbourhood

_ADDRESS_PART = re.compile(r"\b(rt|rw)\W{0,3}(\d{1,3})(?:\s*/\s*(\d{1,3}))?", re.IGNORECASE)
_HAMLET = re.compile(r"\b(?:dusun|dsn|grumbul|gr|dukuh|kampung|kp)\b\.?\s+([^,;/]+)", re.IGNORECASE)
_TWO_NUMBERS = re.compile(r"^\D*(\d{1,3})\s*[/\-, ]\s*\D*(\d{1,3})$")
_SEX_WORDS = {
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "w", "f", "female"), Sex.FEMALE),
    **dict.fromkeys(("l", "lk", "laki-laki", "laki laki", "laki", "pria", "m", "male"), Sex.MALE),
}
_KIND_WORDS = (
    (Kind.FORMER_MIGRANT, ("purna", "mantan", "eks", "ex ", "former")),
    (Kind.FAMILY, ("keluarga", "family", "anak", "suami", "ibu dari")),
    (Kind.COMPANION, ("pendamping", "relawan", "companion", "simpatisan")),
)

# What a problem means for its row: a `bad` row cannot be read, a `question` waits for an officer, a `note` is told.
SEVERITY = {
    "name_missing": "bad",
    "name_unreadable": "bad",
    "unreadable": "question",
    "two_readings": "question",
    "village_unknown": "question",
    "village_unsure": "question",
    "twice_in_file": "duplicate",
    "like_member": "duplicate",
    "phone_of_other": "note",
    "title_removed": "note",
    "village_spelling": "note",
    "nik_not_kept": "note",
    "nik_length": "note",
    "nik_rounded": "note",
    "nik_date": "note",
}


@dataclass(slots=True)
class ReadRow:
    """The values that could be read, and problems as dicts of `code`, `field` and `text`."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)

    def problem(self, code: str, about: str = "", text: str = "") -> None:
        """Note something, once."""
        found = {"code": code, "field": about, "text": text[:60]}
        if found not in self.problems:
            self.problems.append(found)

    def worst(self) -> str:
        """Return the gravest severity of the row's problems: `bad`, `question`, `duplicate`, `note` or nothing."""
        kinds = {SEVERITY.get(problem["code"], "note") for problem in self.problems}
        return next((kind for kind in ("bad", "question", "duplicate", "note") if kind in kinds), "")


def read_row(
    cells: Sequence[str],
    mapping: Mapping[str, str],
    *,
    today: date,
    village_of: Callable[[str, ReadRow], str],
    notes: Sequence[str] = (),
) -> ReadRow:
    """Read a row by its mapping (column number → field). `village_of` turns a spelling into a code, noting problems."""
    row = ReadRow()
    for code in notes:
        row.problem(code, "nik")
    texts = {what: cells[int(column)].strip() for column, what in mapping.items() if int(column) < len(cells)}
    _read_name(row, texts.pop("name", ""))
    readers: dict[str, Callable[[str], Any]] = {
        "nickname": names.clean,
        "sex": lambda text: _SEX_WORDS[text.casefold()],
        "kind": _kind,
        "birth_date": lambda text: _birth_date(text, today),
        "birth_year": lambda text: _year(text, today),
        "joined_on": lambda text: _past(parse_date(text, today), today),
        "phone": parse_phone,
        "hamlet": names.clean,
        "rt": neighbourhood,
        "rw": lambda text: neighbourhood(text, field="rw"),
    }
    for what, text in texts.items():
        if not text or text in {"-", "–"}:
            continue
        if what in readers:
            _read(row, what, text, readers[what])
        elif what == "village":
            row.values["village_code"] = village_of(text, row)
        elif what == "rt_rw":
            _read_two_numbers(row, text)
        elif what == "address":
            _read_address(row, text)
    if not row.values.get("village_code"):
        row.values.pop("village_code", None)
    return row


def _read(row: ReadRow, what: str, text: str, reader: Callable[[str], Any]) -> None:
    try:
        value = reader(text)
    except Ambiguous:
        row.problem("two_readings", what, text)
    except (Unreadable, BadInput, KeyError, ValueError):
        row.problem("unreadable", what, text)
    else:
        row.values[what] = value.isoformat() if isinstance(value, date) else value
        if what == "birth_date":
            row.values["birth_year"] = value.year


def _read_name(row: ReadRow, text: str) -> None:
    cleaned = names.clean(text)
    if not cleaned:
        row.problem("name_missing", "name")
        return
    honorific, name = names.split_title(cleaned)
    name = names.clean(name)  # "Bu SUTINAH": capitals are only told from the name alone
    if sum(map(str.isalpha, name)) < 2 or len(name) > 120:
        row.problem("name_unreadable", "name", text)
        return
    if len(name) != len(cleaned):
        row.problem("title_removed", "name", text)
        if honorific:
            row.values["honorific"] = honorific
    row.values["name"] = name


def _read_two_numbers(row: ReadRow, text: str) -> None:
    found = _TWO_NUMBERS.match(text)
    if found is None:
        row.problem("unreadable", "rt_rw", text)
        return
    row.values["rt"], row.values["rw"] = neighbourhood(found[1]), neighbourhood(found[2])


def _read_address(row: ReadRow, text: str) -> None:
    """Take hamlet, RT and RW out of one line. What is already known from columns of their own stays."""
    for found in _ADDRESS_PART.finditer(text):
        row.values.setdefault(found[1].lower(), neighbourhood(found[2]))
        if found[3] and found[1].lower() == "rt":
            row.values.setdefault("rw", neighbourhood(found[3]))
    hamlet = _HAMLET.search(text)
    words = hamlet[1] if hamlet else _ADDRESS_PART.split(text, maxsplit=1)[0].split(",")[0]
    words = names.clean(_ADDRESS_PART.split(words, maxsplit=1)[0])
    if words and len(words) <= 60:
        row.values.setdefault("hamlet", words)


def _kind(text: str) -> str:
    plain = text.casefold()
    return next(kind.value for kind, words in _KIND_WORDS if any(word in plain for word in words))


def _birth_date(text: str, today: date) -> date:
    # "Banyumas, 1 Februari 1975": the place before the day is no concern of ours.
    day_part = text.split(",", 1)[1] if re.match(r"^[A-Za-z' .]+,", text) else text
    return _past(parse_date(day_part.strip(), today, years_ahead=0), today)


def _year(text: str, today: date) -> int:
    year = int(text)
    if not 1900 <= year <= today.year:
        raise ValueError(text)
    return year


def _past(day: date, today: date) -> date:
    if day > today:
        raise ValueError(day)
    return day
