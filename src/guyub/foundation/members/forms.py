"""What is typed about members."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts.models import Honorific
from guyub.foundation.core.fields import DateField, PhoneField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.members import countries, places
from guyub.foundation.members.choices import (
    SKILLS,
    CareKind,
    ConsentWay,
    Kind,
    LeavingReason,
    Purpose,
    Relation,
    ReturnReason,
    Sector,
    Sex,
    Status,
)
from guyub.foundation.organizations.models import Organization

_NONE = [("", _("not said"))]


class _Lived(ActionForm):
    """A form that offers the villages of the association."""

    def __init__(self, *args: Any, org: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = places.villages_of(org)
        other = (self.initial or {}).get("village_code") or ""
        if other and other not in dict(villages):
            villages.append((other, places.village_name(other)))
        self.fields["village_code"].choices = [("", _("not said")), *villages]  # type: ignore[attr-defined]


class QuickForm(_Lived):
    """A new member in half a minute: a name and where she lives."""

    name = forms.CharField(
        label=_("What is her name?"), max_length=120, help_text=_("One word is enough."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words"}),
    )  # fmt: skip
    hamlet = forms.CharField(label=_("Hamlet (dusun or grumbul)"), max_length=60, required=False)
    village_code = forms.ChoiceField(label=_("Village"), required=False)


class EditForm(_Lived):
    """Everything about a member that may be typed."""

    name = forms.CharField(label=_("Name"), max_length=120)
    nickname = forms.CharField(label=_("Nickname"), max_length=60, required=False)
    honorific = forms.ChoiceField(
        label=_("How she wants to be addressed"), choices=Honorific.choices, required=False, widget=forms.RadioSelect
    )
    sex = forms.ChoiceField(
        label=_("Woman or man"), choices=[*Sex.choices, *_NONE], required=False, widget=forms.RadioSelect
    )
    birth_date = DateField(label=_("Birth date"), required=False, future=False, native=False)
    birth_year = forms.IntegerField(
        label=_("Or only the birth year"), required=False, min_value=1900, max_value=2100,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("How she belongs"), choices=Kind.choices, widget=forms.RadioSelect)
    phone = PhoneField(label=_("Phone"), required=False)
    phone_shared = forms.BooleanField(label=_("Others use this phone too"), required=False)
    village_code = forms.ChoiceField(label=_("Village"), required=False)
    hamlet = forms.CharField(label=_("Hamlet (dusun or grumbul)"), max_length=60, required=False)
    rt = forms.CharField(
        label="RT", max_length=5, required=False, widget=forms.TextInput({"inputmode": "numeric", "class": "short"})
    )
    rw = forms.CharField(
        label="RW", max_length=5, required=False, widget=forms.TextInput({"inputmode": "numeric", "class": "short"})
    )
    joined_on = DateField(label=_("Member since"), future=False)


class StatusForm(ActionForm):
    """She left, came back, or died."""

    what = forms.ChoiceField(label=_("What happened?"), widget=forms.RadioSelect)
    on_day = DateField(label=_("On which day?"), future=False)
    reason = forms.ChoiceField(
        label=_("Why did she leave?"), required=False,
        choices=[*_NONE, *(pair for pair in LeavingReason.choices if pair[0] != LeavingReason.DEATH)],
    )  # fmt: skip

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {Status.LEFT: _("She left"), Status.ACTIVE: _("She came back"), Status.DEAD: _("She passed away")}
        if now != Status.ACTIVE:
            words.pop(Status.LEFT)
        words.pop(Status(now), None)
        self.fields["what"].choices = list(words.items())  # type: ignore[attr-defined]


class HouseholdForm(ActionForm):
    """A household that is new."""

    name = forms.CharField(label=_("Name of the household"), max_length=120)


class StayForm(ActionForm):
    """A stay abroad."""

    country = forms.ChoiceField(label=_("Country"))
    from_year = forms.IntegerField(
        label=_("From year"), min_value=1900, max_value=2100, widget=forms.TextInput({"inputmode": "numeric"})
    )
    to_year = forms.IntegerField(
        label=_("Until year"), min_value=1900, max_value=2100, required=False,
        help_text=_("Leave it empty if she is still there."), widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip
    sector = forms.ChoiceField(label=_("Work"), choices=[*_NONE, *Sector.choices], required=False)
    agency = forms.CharField(label=_("Agency (P3MI)"), max_length=120, required=False)
    contracts = forms.IntegerField(label=_("How many contracts?"), min_value=1, max_value=30, initial=1)
    returned_on = DateField(label=_("Came back on"), required=False, future=False, native=False)
    reason = forms.ChoiceField(
        label=_("Why did she come back?"), choices=[*_NONE, *ReturnReason.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries.choices()]  # type: ignore[attr-defined]


class SkillForm(ActionForm):
    """Something she can do."""

    name = forms.CharField(label=_("What can she do?"), max_length=60)

    @property
    def suggestions(self) -> list[str]:
        """Words that may be tapped."""
        return [str(word) for word in SKILLS]


class CareForm(ActionForm):
    """Whom she looks after."""

    kind = forms.ChoiceField(label=_("Whom does she look after?"), choices=CareKind.choices, widget=forms.RadioSelect)
    relation = forms.ChoiceField(label=_("What is she to them?"), choices=Relation.choices)
    people = forms.IntegerField(label=_("How many people?"), min_value=1, max_value=20, initial=1)
    absent_number = forms.IntegerField(
        label=_("Member number of the one abroad"), required=False, min_value=1,
        help_text=_("If she does it for a member who works abroad."), widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip


class ConsentForm(ActionForm):
    """A yes or a no for one purpose."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    given = forms.TypedChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], coerce=lambda word: word == "yes")
    way = forms.ChoiceField(
        label=_("How did she say it?"), choices=[(w.value, w.label) for w in (ConsentWay.SPOKEN, ConsentWay.PAPER)],
        required=False,
    )  # fmt: skip


class NikForm(ActionForm):
    """A national number."""

    number = forms.CharField(
        label="NIK", max_length=24, help_text=_("16 digits, as on the card."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class ConfirmForm(ActionForm):
    """Nothing but a press."""


class UploadForm(ActionForm):
    """A file of members."""

    file = forms.FileField(
        label=_("File"), help_text=_("XLSX, XLS or CSV. The first rows need a heading, such as “Nama”."),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.ods"}),
    )  # fmt: skip


class JoinForm(ActionForm):
    """Which sign-in is hers."""

    membership = forms.TypedChoiceField(label=_("Which sign-in is hers?"), coerce=UUID)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].choices = choices  # type: ignore[attr-defined]
