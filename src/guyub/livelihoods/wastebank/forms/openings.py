"""Balances from before the program: one by one, or from a file."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.forms import ActionForm
from guyub.livelihoods.wastebank.rules.openings import TypedRow

MOST = 1000


class OpeningsForm(ActionForm):
    """The list so far travels in `rows`; a member and her balance, or a file, are added to it."""

    rows = forms.CharField(required=False, widget=forms.HiddenInput)
    number = forms.CharField(
        label=_("Member number"), max_length=12, required=False, widget=forms.TextInput({"inputmode": "numeric"})
    )
    amount = forms.CharField(
        label=_("Balance in rupiah"), max_length=30, required=False, widget=forms.TextInput({"inputmode": "numeric"})
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("XLSX, XLS or CSV with number, name and balance."),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.ods"}),
    )

    def clean_rows(self) -> list[TypedRow]:
        """Read the list that travels along; what is none is nothing."""
        try:
            found = json.loads(self.cleaned_data["rows"] or "[]")
            rows = found[:MOST] if isinstance(found, list) else []
            return [TypedRow(int(place), str(number), str(name), str(amount)) for place, number, name, amount in rows]
        except (ValueError, TypeError):
            return []

    def typed(self, place: int) -> TypedRow | None:
        """Return the row that was typed below the list, if one was."""
        number, amount = str(self.cleaned_data["number"]).strip(), str(self.cleaned_data["amount"]).strip()
        if number and amount:
            return TypedRow(place, number, "", amount)
        if number or amount:
            missing = "amount" if number else "number"
            self.add_error(missing, _("Please fill this in."))
        return None

    @staticmethod
    def packed(rows: list[TypedRow]) -> str:
        return json.dumps(rows, ensure_ascii=False)

    def carry(self, rows: list[TypedRow], *, is_emptied: bool) -> None:
        """Draw the list as it is now; empty what was typed when it stands in the list."""
        data: dict[str, Any] = {"client_id": self.data.get("client_id", ""), "rows": self.packed(rows)}
        if not is_emptied:
            data |= {name: self.data.get(name, "") for name in ("number", "amount")}
        self.data = data
