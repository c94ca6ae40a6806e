"""Forms about the association: offices, invitations, settings, calendar, trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import regions
from guyub.foundation.core.fields import DateField, PhoneField, PinField, QuantityField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.models import DayKind
from guyub.foundation.core.quantities import Unit
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.queries import PersonRow, SettingRow
from guyub.foundation.organizations.settings import LONGEST_TEXT, NUMBERS, SettingSpec

OFFICES = [(office.value, office.label) for office in Office if office is not Office.MEMBER]
ZONES = [
    ("Asia/Jakarta", _("WIB (Jakarta)")),
    ("Asia/Makassar", _("WITA (Makassar)")),
    ("Asia/Jayapura", _("WIT (Jayapura)")),
]


class InviteForm(ActionForm):
    """Whom to let in."""

    name = forms.CharField(max_length=120, label=_("Name"))
    phone = PhoneField(label=_("Phone number"), help_text=_("Her own; she signs in with it."))
    offices = forms.MultipleChoiceField(
        choices=OFFICES, required=False, widget=forms.CheckboxSelectMultiple, label=_("Offices from the first day")
    )
    member_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_appoint: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_appoint:
            del self.fields["offices"]


class JoinForm(ActionForm):
    """A known phone number proves itself with the PIN it has."""

    pin = PinField(new=False, label=_("Your PIN"), help_text=_("The PIN that you have for Guyub already."))


class ConfirmForm(ActionForm):
    """One press, nothing to fill in."""


class AppointForm(ActionForm):
    """Who holds which office from when."""

    membership_id = forms.TypedChoiceField(label=_("Who"))
    office = forms.ChoiceField(choices=OFFICES, label=_("Office"))
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(required=False, label=_("Last day"), help_text=_("Leave it empty while she serves."))
    field_of: ClassVar[Mapping[str, str]] = {"membership": "membership_id"}

    def __init__(self, *args: Any, people: Iterable[PersonRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(person.membership_id), person.name) for person in people]
        self.fields["membership_id"].choices = choices  # type: ignore[attr-defined]


class EndTermForm(ActionForm):
    """The last day of an office."""

    last_day = DateField(label=_("Last day"), help_text=_("She still holds the office on this day."))


class AssociationForm(ActionForm):
    """What the association says of itself; its district is found by name."""

    field_of: ClassVar[Mapping[str, str]] = {"region_code": "region"}

    name = forms.CharField(max_length=120, label=_("Name of the association"))
    region = forms.CharField(
        max_length=120, required=False, label=_("District"), help_text=_("Its name or code, such as Gumelar.")
    )
    region_code = forms.ChoiceField(required=False, widget=forms.RadioSelect, label=_("Which one?"))
    time_zone = forms.ChoiceField(choices=ZONES, widget=forms.RadioSelect, label=_("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.initial.get("time_zone")
        if zone and zone not in dict(ZONES):
            self.fields["time_zone"].choices = [*ZONES, (zone, zone)]  # type: ignore[attr-defined]
        self.fields["region_code"].choices = [(r.code, r.path) for r in self.candidates()]  # type: ignore[attr-defined]

    def candidates(self) -> Sequence[regions.Region]:
        """Return the places that the typed name may mean: none while nothing was typed, one when it is clear."""
        typed = " ".join(str(self["region"].value() or "").split())
        if not typed:
            return ()
        named = regions.get(typed)
        return [named] if named else regions.search(typed.split(",")[0], level=regions.Level.DISTRICT, limit=7)

    def clean(self) -> dict[str, Any]:
        """Settle which place is meant, or ask."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        typed, found = data.get("region", ""), self.candidates()
        same = [place for place in found if place.path == typed]
        if same or len(found) == 1:
            data["region_code"] = (same or found)[0].code
        elif typed and not found:
            self.add_error("region", _("No district has this name. Please check it."))
        elif typed and not data.get("region_code"):
            self.add_error("region_code", _("Several districts have this name. Choose yours."))
        return data


class SettingsForm(ActionForm):
    """One group of settings, a field for each by its kind."""

    def __init__(self, *args: Any, rows: list[SettingRow], **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, **kwargs)
        self.initial = {_name(row.spec): row.value for row in rows}
        for row in rows:
            self.fields[_name(row.spec)] = _field(row.spec)
        self.field_of = {row.spec.key: _name(row.spec) for row in rows}  # type: ignore[misc]

    def values(self) -> dict[str, Any]:
        """Return what was chosen, by key; an emptied input goes back to the default."""
        chosen = {row.spec: self.cleaned_data[_name(row.spec)] for row in self.rows}
        return {
            spec.key: spec.default if value is None and spec.kind != "date" else value for spec, value in chosen.items()
        }

    def drawn(self) -> list[forms.BoundField]:
        """Return the inputs in their order."""
        return [self[_name(row.spec)] for row in self.rows]


def _name(spec: SettingSpec) -> str:
    return spec.key.replace(".", "-")


def _field(spec: SettingSpec) -> forms.Field:
    words: dict[str, Any] = {"label": spec.label, "help_text": spec.help, "required": False}
    if spec.kind in NUMBERS:
        return _number_field(spec, words)
    if spec.kind == "yes_no":
        return forms.BooleanField(**words)
    if spec.kind == "choice":
        return forms.ChoiceField(**words | {"required": True}, choices=spec.choices, widget=forms.RadioSelect)
    return DateField(**words) if spec.kind == "date" else forms.CharField(max_length=LONGEST_TEXT, **words)


def _number_field(spec: SettingSpec, words: dict[str, Any]) -> forms.Field:
    if spec.kind == "rupiah":
        return RupiahField(**words)
    if spec.kind in {"grams", "millilitres"}:
        return QuantityField(unit=Unit.GRAM if spec.kind == "grams" else Unit.MILLILITRE, **words)
    return forms.IntegerField(min_value=spec.minimum, max_value=spec.maximum, **words)


class CalendarDayForm(ActionForm):
    """A day, or days, with a meaning."""

    name = forms.CharField(max_length=120, label=_("What is on this day"))
    kind = forms.ChoiceField(choices=DayKind.choices, widget=forms.RadioSelect, label=_("Kind of day"))
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(required=False, label=_("Last day"), help_text=_("Leave it empty for a single day."))


class TrailForm(forms.Form):
    """Narrow the trail by person, act and day."""

    who = forms.UUIDField(required=False)
    verb = forms.CharField(required=False, max_length=60)
    day = DateField(required=False, label=_("Day"))

    def wanted(self) -> dict[str, Any]:
        """Return the filters that could be read."""
        data = self.cleaned_data if self.is_valid() else {}
        day: date | None = data.get("day")
        return {"user_id": data.get("who"), "verb": data.get("verb") or "", "day": day}
