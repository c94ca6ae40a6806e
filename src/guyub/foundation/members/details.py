"""What is known of a member, cleaned the same way whether it was typed, imported or sent by a phone."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts.models import Honorific
from guyub.foundation.core.errors import BadInput
from guyub.foundation.members import names
from guyub.foundation.members.choices import Kind, Sex

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class Details(TypedDict, total=False):
    """Everything about a member that may be typed. What is left out keeps its default, or stays as it was."""

    name: str
    nickname: str
    honorific: str
    sex: str
    birth_year: int | None
    birth_date: date | None
    kind: str
    phone: str
    phone_shared: bool
    village_code: str
    hamlet: str
    rt: str
    rw: str
    household_id: UUID | None
    joined_on: date


def cleaned(details: Details, *, today: date) -> dict[str, Any]:
    """Return model values for `details`; raise `BadInput` that names the field."""
    values: dict[str, Any] = dict(details)
    if "name" in values:
        _clean_name(values)
    for field, longest in (("nickname", 60), ("hamlet", 60)):
        if field in values:
            values[field] = names.clean(values[field])[:longest]
    for field in ("rt", "rw"):
        if field in values:
            values[field] = neighbourhood(values[field], field=field)
    _check_choices(values)
    _check_days(values, today)
    phone = values.get("phone")
    if phone and not _E164.fullmatch(phone):
        raise BadInput(_("This phone number cannot be read."), field="phone")
    if phone == "":
        values.setdefault("phone_shared", False)
    return values


def neighbourhood(text: str, *, field: str = "rt") -> str:
    """Return an RT or RW as three digits ("1" and "RT.01" are "001"), or nothing."""
    found = re.sub(r"\D", "", text)
    if len(found) > 3 and not found.lstrip("0"):
        found = ""
    if text.strip() and not found and text.strip() not in {"-", "0"}:
        raise BadInput(_("RT and RW are numbers, such as 003."), field=field)
    if len(found.lstrip("0")) > 3:
        raise BadInput(_("RT and RW have at most three digits."), field=field)
    return found.lstrip("0").rjust(3, "0") if found.strip("0") else ""


def _clean_name(values: dict[str, Any]) -> None:
    honorific, name = names.split_title(names.clean(values["name"]))
    name = names.clean(name)
    if not any(letter.isalpha() for letter in name):
        raise BadInput(_("A name is needed. One word is enough."), field="name")
    if len(name) > 120:
        raise BadInput(_("This name is too long."), field="name")
    values["name"] = name
    if honorific and not values.get("honorific"):
        values["honorific"] = honorific


def _check_choices(values: dict[str, Any]) -> None:
    known = {"kind": Kind.values, "sex": ["", *Sex.values], "honorific": Honorific.values}
    for field, choices in known.items():
        if field in values and values[field] not in choices:
            raise BadInput(_("Please choose one from the list."), field=field)


def _check_days(values: dict[str, Any], today: date) -> None:
    born: date | None = values.get("birth_date")
    if born is not None:
        values["birth_year"] = born.year
    year: int | None = values.get("birth_year")
    if (born is not None and born > today) or (year is not None and not 1900 <= year <= today.year):
        field = "birth_date" if born is not None else "birth_year"
        raise BadInput(_("This birth date or year is not possible."), field=field)
    joined: date | None = values.get("joined_on")
    if joined is not None and joined > today:
        raise BadInput(_("The day of joining lies in the future."), field="joined_on")
