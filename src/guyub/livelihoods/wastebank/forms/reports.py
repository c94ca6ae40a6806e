"""Reports, what items count as, the authority's words, and the rules for the wall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.forms import ActionForm
from guyub.livelihoods.wastebank.choices import SipsnClass
from guyub.livelihoods.wastebank.outputs.reports import material_name
from guyub.livelihoods.wastebank.rules.impact import factor_sets


class FreezeForm(ActionForm):
    """One press: this is the report of the period."""


class SubmitForm(ActionForm):
    """To whom a report is handed."""

    recipient = forms.CharField(label=_("Who receives it?"), max_length=120, initial=_("Environment office (DLH)"))
    note = forms.CharField(label=_("Note"), max_length=140, required=False)


class MaterialsForm(ActionForm):
    """Which material an item counts as, for each method apart: they do not know the same ones."""

    def __init__(self, *args: Any, chosen: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for each in factor_sets():
            known = [(code, material_name(code)) for code in each.factors]
            self.fields[each.code] = forms.ChoiceField(
                label=each.title,
                choices=[("", _("nothing: no factor")), *known],
                initial=chosen.get(each.code, ""),
                required=False,
            )

    def materials(self) -> dict[str, str]:
        """Return what was chosen, by set."""
        return {each.code: self.cleaned_data[each.code] for each in factor_sets()}


class ColumnsForm(ActionForm):
    """What the authority's table calls our classes; an empty line keeps our word."""

    def __init__(self, *args: Any, chosen: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for value, label in SipsnClass.choices:
            own = "" if chosen.get(value) == str(label) else chosen.get(value, "")
            self.fields[value] = forms.CharField(label=label, max_length=60, required=False, initial=own)

    def columns(self) -> dict[str, str]:
        """Return the words by class."""
        return {value: self.cleaned_data[value] for value in SipsnClass.values}


class RuleForm(ActionForm):
    """A paragraph of the association's own."""

    text = forms.CharField(
        label=_("In our own words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Short sentences. It is printed for the wall."),
    )
