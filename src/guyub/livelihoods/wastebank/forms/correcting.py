"""What was typed wrong at the scale, put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.fields import QuantityField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.quantities import Unit
from guyub.livelihoods.wastebank.queries.catalogue import ItemCard
from guyub.livelihoods.wastebank.queries.passbook import SlipLine
from guyub.livelihoods.wastebank.tuning import Tuning
from guyub.livelihoods.wastebank.visits import LineIn


class ReasonForm(ActionForm):
    """Only why."""

    reason = forms.CharField(label=_("Reason"), max_length=140, help_text=_("It stays beside the record."))


class RewriteForm(ActionForm):
    """What every correction may have to answer: why goods are missing, and whether a closed month is posted today.

    Both are asked only when the correction needs them.
    """

    missing_reason = forms.CharField(
        label=_("Why is it not there any more?"), max_length=140, required=False, widget=forms.HiddenInput
    )
    post_today = forms.BooleanField(
        label=_("Post it today, with the price of that day"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, may_settle: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.may_settle = may_settle
        self._ask(missing=bool(self.data.get("missing_reason")), closed=bool(self.data.get("post_today")))

    def explain(self, error: GuyubError) -> None:
        """Put the error where it belongs, and show the question that answers it."""
        self._ask(missing=error.code == "missing_reason", closed=error.code == "month_closed")
        super().explain(error)

    @property
    def is_asked(self) -> bool:
        """Whether one of the rare questions is open."""
        return not (self["missing_reason"].is_hidden and self["post_today"].is_hidden)

    def rewrite(self) -> dict[str, Any]:
        """Return what the action wants of it."""
        data = self.cleaned_data
        return {
            "reason": data["reason"],
            "missing_reason": data["missing_reason"],
            "post_today": data["post_today"] and self.may_settle,
        }

    def _ask(self, *, missing: bool, closed: bool) -> None:
        if missing:
            self.fields["missing_reason"].widget = forms.TextInput(attrs={"maxlength": 140})
        if closed and self.may_settle:
            self.fields["post_today"].widget = forms.CheckboxInput()


class UndoForm(RewriteForm):
    """Why a deposit is taken back altogether."""

    reason = forms.CharField(label=_("Reason"), max_length=140, help_text=_("It stays beside the record."))
    field_order = ("reason", "missing_reason", "post_today")


class CorrectForm(RewriteForm):
    """The lines of a slip again, and room for a forgotten one. An emptied weight takes the line away."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        lines: list[SlipLine],
        cards: Mapping[str, ItemCard],
        limits: Tuning,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        rare = {name: self.fields.pop(name) for name in ("missing_reason", "post_today")}
        self.places = [*range(1, len(lines) + 1), 0]
        self.cards = cards
        choices = [(pk, card.name) for pk, card in cards.items()]
        for place in self.places:
            line = lines[place - 1] if place else None
            first = str(line.item_id) if line else ""
            self.fields[f"item_{place}"] = forms.ChoiceField(
                label=_("Kind of line %(n)s") % {"n": place} if place else _("A forgotten kind"),
                choices=choices if place else [("", _("none")), *choices],
                initial=first,
                required=bool(place),
            )
            card = cards.get(str((data or {}).get(f"item_{place}", first)))
            unit = Unit(card.unit) if card else Unit.GRAM
            piece = unit is Unit.PIECE
            self.fields[f"weight_{place}"] = QuantityField(
                label=_("Weight of line %(n)s") % {"n": place} if place else _("Its weight"),
                unit=unit,
                initial=line.quantity if line else None,
                required=False,
                confirm_above=None if piece else limits.confirm_above,
                refuse_above=None if piece else limits.refuse_above,
            )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=140, help_text=_("For example: typed 12,5 instead of 1,25.")
        )
        self.fields |= rare

    def clean(self) -> dict[str, Any]:
        """Ask for a kind beside each weight, and refuse an empty slip."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("weight_0") and not data.get("item_0"):
            self.add_error("item_0", _("Please choose the kind."))
        if not self.errors and not self.lines_in():
            self.add_error(None, _("Nothing would be left. Undo the deposit instead."))
        return data

    def lines_in(self) -> list[LineIn]:
        """Return the lines that stand now; heavy ones were asked about by the field."""
        data = self.cleaned_data
        return [
            LineIn(self.cards[data[f"item_{place}"]].id, data[f"weight_{place}"], confirmed=True)
            for place in self.places
            if data.get(f"weight_{place}") and data.get(f"item_{place}")
        ]
