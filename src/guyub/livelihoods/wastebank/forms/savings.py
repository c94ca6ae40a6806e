"""Asking for money out of the passbook, and handing it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import DateField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.money import rupiah
from guyub.livelihoods.wastebank.models import Post
from guyub.livelihoods.wastebank.queries.passbook import PocketCard

QUICK = (20_000, 50_000, 100_000, 200_000)
ALL, OTHER = "all", "other"
Free = Mapping[UUID, int]  # rupiah by pocket


class AmountForm(ActionForm):
    """How much, by a tap where possible. `free`: what may be taken of each pocket, if less than is in it."""

    pocket = forms.ChoiceField(label=_("From which savings?"), widget=forms.RadioSelect)
    part = forms.ChoiceField(label=_("How much?"), initial=OTHER, widget=forms.RadioSelect)
    amount = RupiahField(label=_("Another amount"), required=False, minimum=1)

    field_of = {"post": "post", "amount": "amount"}

    def __init__(self, *args: Any, pockets: list[PocketCard], free: Free | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pockets = {str(pocket.id): pocket for pocket in pockets}
        self.free = {str(pocket.id): pocket.available for pocket in pockets}
        self.free |= {str(pocket_id): amount for pocket_id, amount in (free or {}).items()}
        _offer(self.fields["pocket"], [(str(p.id), f"{p.title}, {rupiah(self.free[str(p.id)])}") for p in pockets])
        most = max(self.free.values(), default=0)
        quick = [(str(amount), rupiah(amount)) for amount in QUICK if amount < most]
        everything = _("All, %(amount)s") % {"amount": rupiah(most)} if len(pockets) == 1 else _("All of it")
        self.fields["part"].choices = [*quick, (ALL, everything), (OTHER, _("Another amount"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the amount when none was tapped."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("part") == OTHER and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Please fill in the amount."))
        return data

    def pocket_id(self) -> UUID:
        return UUID(self.cleaned_data["pocket"])

    def asked(self) -> int:
        """Return the rupiah that were tapped or typed."""
        data = self.cleaned_data
        if data["part"] == ALL:
            return self.free[data["pocket"]]
        return int(data["amount"] if data["part"] == OTHER else data["part"])


class RequestForm(AmountForm):
    """A withdrawal, asked for now or for a payday."""

    planned_on = DateField(label=_("When do you need it?"), required=False)


class WithdrawForm(AmountForm):
    """Cash at the table, asked, approved and paid in one go."""

    post = forms.ChoiceField(label=_("Which post pays?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_posts(self.fields["post"], posts)


class PayForm(ActionForm):
    """The cash was counted and handed out."""

    post = forms.ChoiceField(label=_("Which post pays?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_posts(self.fields["post"], posts)


def offer_posts(field: forms.Field, posts: list[Post]) -> None:
    """Let one choose among posts."""
    _offer(field, [(str(post.pk), post.name) for post in posts])


def offer_pockets(field: forms.Field, pockets: list[PocketCard]) -> None:
    """Let one choose among pockets, each with what is free in it."""
    _offer(field, [(str(pocket.id), f"{pocket.title}, {rupiah(pocket.available)}") for pocket in pockets])


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    """Let one choose; a single choice needs no question."""
    field.choices = choices  # type: ignore[attr-defined]
    if len(choices) == 1:
        field.initial = choices[0][0]
        field.widget = forms.HiddenInput()
