"""Counting what is really there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import QuantityField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.quantities import Unit


class CountForm(ActionForm):
    """What lies there, weighed or counted; nothing left is an answer too."""

    nothing = forms.BooleanField(label=_("Nothing is left"), required=False)
    counted = QuantityField(label=_("How much is there?"), unit=Unit.GRAM, required=False)
    reason = forms.CharField(
        label=_("Why does it differ?"),
        max_length=140,
        required=False,
        help_text=_("Only if it differs from the books."),
    )

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        counted = self.fields["counted"]
        if isinstance(counted, QuantityField):
            counted.unit = unit

    def clean(self) -> dict[str, Any]:
        """Ask for a count, or for the tick that nothing is left."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("counted") is None and not data.get("nothing") and "counted" not in self.errors:
            self.add_error("counted", _("Weigh or count it first."))
        return data

    def found(self) -> int:
        return 0 if self.cleaned_data["nothing"] else int(self.cleaned_data["counted"])
