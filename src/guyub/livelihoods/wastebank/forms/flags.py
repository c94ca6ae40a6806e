"""How something on the list was settled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.forms import ActionForm
from guyub.livelihoods.wastebank.choices import Settlement


class SettleForm(ActionForm):
    """Right as it is, or not, with a reason."""

    settlement = forms.ChoiceField(
        label=_("What did you find?"),
        widget=forms.RadioSelect,
        choices=[
            (Settlement.KEPT.value, _("It is right as it stands")),
            (Settlement.REJECTED.value, _("It is not right, see my note")),
        ],
    )
    note = forms.CharField(label=_("Note"), max_length=140, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a rejection."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("settlement") == Settlement.REJECTED and not data.get("note", "").strip():
            self.add_error("note", _("Please write what is wrong."))
        return data
