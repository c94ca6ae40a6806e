"""Closing the account of a member who left or died."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.forms import ActionForm
from guyub.livelihoods.wastebank.choices import ExitReason


class ExitForm(ActionForm):
    """Who takes the rest: she herself or somebody she sends; after a death the heir."""

    receiver = forms.CharField(label=_("Who receives the money, if not she herself?"), max_length=80, required=False)

    field_of = {"receiver": "receiver"}

    def __init__(self, *args: Any, status: str, needs_heir: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["receiver"]
        if status == ExitReason.DEAD:
            field.label, field.required = _("Who is the heir that receives the money?"), needs_heir
            field.help_text = _("Name and how related, for example: Sugeng (child).")
        else:
            field.help_text = _("Leave it empty if she comes herself.")
