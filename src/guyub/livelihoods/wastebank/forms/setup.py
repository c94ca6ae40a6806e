"""Kinds of waste, posts, kinds of savings."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import QuantityField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.pictures import PictureRadios
from guyub.foundation.core.quantities import Unit
from guyub.foundation.members import places
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Drawing, SipsnClass
from guyub.livelihoods.wastebank.models import Category

_CODE = forms.TextInput({"autocapitalize": "characters", "autocomplete": "off", "class": "short"})


def code_of(name: str) -> str:
    """Return a short code for a name: `Botol PET` becomes `BOTOLPET`."""
    return re.sub(r"[^A-Z0-9]", "", name.upper())[:12]


class CategoryForm(ActionForm):
    """A material that members know by one word, with its picture."""

    name = forms.CharField(label=_("What do members call it?"), max_length=60)
    drawing = forms.ChoiceField(label=_("Picture"), choices=Drawing.choices, initial=Drawing.BOX)
    sipsn_class = forms.ChoiceField(label=_("Class in the national report (SIPSN)"), choices=SipsnClass.choices)
    is_hazardous = forms.BooleanField(
        label=_("Hazardous (B3)"), required=False, help_text=_("Batteries, lamps. It stays switched off.")
    )
    is_active = forms.BooleanField(label=_("We take it"), required=False, initial=True)

    field_of = {"code": "name"}

    def __init__(self, *args: Any, is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        pictures = {one.value: one.value for one in Drawing}
        self.fields["drawing"].widget = PictureRadios(pictures=pictures, choices=Drawing.choices)
        del self.fields["is_active" if is_new else "is_hazardous"]
        if not is_new:
            del self.fields["sipsn_class"]


class ItemForm(ActionForm):
    """What is weighed: a material in a condition, in one unit for ever."""

    category = forms.ChoiceField(label=_("Which material?"))
    name = forms.CharField(
        label=_("Name on the tile"), max_length=80, help_text=_("Short: it stands on a small picture.")
    )
    condition = forms.CharField(
        label=_("Condition"), max_length=60, required=False, help_text=_("For example: clean, without cap.")
    )
    unit = forms.ChoiceField(label=_("Counted in"), widget=forms.RadioSelect, initial=Unit.GRAM.value)
    factor_grams = QuantityField(
        label=_("Weight of one litre or piece"),
        unit=Unit.GRAM,
        required=False,
        help_text=_("Only if you know it. It is used for reports in kg."),
    )
    is_active = forms.BooleanField(label=_("We take it"), required=False, initial=True)

    field_of = {"code": "name"}

    def __init__(self, *args: Any, categories: list[Category], is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        units = [(Unit.GRAM, _("kilogram")), (Unit.MILLILITRE, _("litre")), (Unit.PIECE, _("piece"))]
        self.fields["unit"].choices = [(unit.value, word) for unit, word in units]  # type: ignore[attr-defined]
        self.fields["category"].choices = [(str(c.pk), c.name) for c in categories]  # type: ignore[attr-defined]
        for name in ("is_active",) if is_new else ("category", "unit"):
            del self.fields[name]

    def factor(self, unit: str) -> tuple[int | None, int | None]:
        """Return grams per base units; nothing where weight is what is counted."""
        grams = self.cleaned_data["factor_grams"]
        if not grams or unit == Unit.GRAM:
            return None, None
        return grams, 1 if unit == Unit.PIECE else 1000


class PostForm(ActionForm):
    """A place of weighing and the cash box that it pays from."""

    name = forms.CharField(label=_("Name of the post"), max_length=60)
    village_code = forms.ChoiceField(label=_("Village"), required=False)
    cash_account = forms.ChoiceField(label=_("Cash box"), widget=forms.RadioSelect)
    is_active = forms.BooleanField(label=_("We weigh here"), required=False, initial=True)

    def __init__(
        self, *args: Any, org: Organization, boxes: list[tuple[str, str]], is_new: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        villages = [("", _("not said")), *places.villages_of(org)]
        self.fields["village_code"].choices = villages  # type: ignore[attr-defined]
        self.fields["cash_account"].choices = boxes  # type: ignore[attr-defined]
        if len(boxes) == 1:
            self.fields["cash_account"].initial = boxes[0][0]
        if is_new:
            del self.fields["is_active"]
