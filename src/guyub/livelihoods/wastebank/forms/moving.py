"""Savings into another pocket, to another member, and out of a locked one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.members.models import Member
from guyub.livelihoods.wastebank.forms.savings import AmountForm
from guyub.livelihoods.wastebank.models import PocketKind


class MoveForm(AmountForm):
    """From one kind of her own savings into another."""

    kind = forms.ChoiceField(label=_("Into which savings?"), widget=forms.RadioSelect)
    label = forms.CharField(
        label=_("For whom, if not for herself?"),
        max_length=40,
        required=False,
        help_text=_("For example a grandchild's name. It stays her own pocket."),
    )

    field_order = ["client_id", "pocket", "kind", "part", "amount", "label"]

    def __init__(self, *args: Any, kinds: list[PocketKind], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(str(kind.pk), kind.name) for kind in kinds]  # type: ignore[attr-defined]

    def kind_id(self) -> UUID:
        return UUID(self.cleaned_data["kind"])


class GiveForm(AmountForm):
    """To another member. Number and name must fit each other, so that no finger gives to a stranger."""

    number = forms.IntegerField(label=_("Member number of the receiver"), min_value=1, max_value=9_999_999)
    name = forms.CharField(label=_("Her name"), max_length=80)
    note = forms.CharField(label=_("What is it for?"), max_length=80, required=False)
    signed = forms.BooleanField(
        label=_("The giver signed on paper, and I keep the paper."),
        error_messages={"required": _("The giver must agree. Print the paper and let her sign it.")},
    )

    field_order = ["client_id", "number", "name", "pocket", "part", "amount", "note", "signed"]
    field_of = {"to": "number", "amount": "amount", "consent": "signed"}

    def __init__(self, *args: Any, find: Callable[[int, str], Member | None], own: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.find = find
        self.receiver: Member | None = None
        self.fields["number"].widget.attrs["inputmode"] = "numeric"
        if own:
            del self.fields["signed"]

    def clean(self) -> dict[str, Any]:
        """Look the receiver up."""
        data = super().clean()
        if "number" in data and "name" in data:
            self.receiver = self.find(data["number"], data["name"])
            if self.receiver is None:
                self.add_error("number", _("Number and name do not fit. Look at her card."))
        return data


class OpenEarlyForm(AmountForm):
    """Out of locked savings, before their day."""

    reason = forms.CharField(
        label=_("Why before its day?"), max_length=140, help_text=_("The second officer reads it.")
    )
