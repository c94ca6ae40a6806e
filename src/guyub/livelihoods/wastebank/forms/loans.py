"""Asking for a loan, and repaying what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.money import rupiah
from guyub.livelihoods.wastebank import texts, texts_goods
from guyub.livelihoods.wastebank.forms.goods import CountField
from guyub.livelihoods.wastebank.forms.savings import offer_pockets, offer_posts
from guyub.livelihoods.wastebank.models import Post
from guyub.livelihoods.wastebank.queries.goods import GoodCard
from guyub.livelihoods.wastebank.queries.passbook import PocketCard

SHARES = (10_000, 7500, 5000, 2500)
QUICK = (100_000, 200_000, 300_000, 500_000)
OTHER = "other"


class LoanForm(ActionForm):
    """How much, what for, and how much of each deposit repays it."""

    part = forms.ChoiceField(label=_("How much?"), initial=OTHER, widget=forms.RadioSelect)
    amount = RupiahField(label=_("Another amount"), required=False, minimum=1)
    share = forms.ChoiceField(label=_("How much of each deposit repays it?"), widget=forms.RadioSelect)
    purpose = forms.CharField(label=_("What is it for?"), max_length=140, required=False)

    field_of = {"amount": "amount", "share_bp": "share"}

    def __init__(self, *args: Any, room: int, usual_share: int, **options: Any) -> None:
        super().__init__(*args, **options)
        quick = [(str(amount), rupiah(amount)) for amount in QUICK if amount <= room]
        self.fields["part"].choices = [*quick, (OTHER, _("Another amount"))]  # type: ignore[attr-defined]
        shares = sorted({*SHARES, usual_share}, reverse=True)
        self.fields["share"].choices = [  # type: ignore[attr-defined]
            (str(points), _("All of it") if points == 10_000 else texts.percent(points)) for points in shares
        ]
        self.fields["share"].initial = str(usual_share)

    def clean(self) -> dict[str, Any]:
        """Ask for the amount when none was tapped."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("part") == OTHER and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Please fill in the amount."))
        return data

    def asked(self) -> int:
        """Return the rupiah that were tapped or typed."""
        data = self.cleaned_data
        return int(data["amount"] if data["part"] == OTHER else data["part"])


class LentGoodsForm(ActionForm):
    """How many of each good a loan is handed out in, from which shelf."""

    def __init__(self, *args: Any, goods: Sequence[GoodCard], posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        self.cards = {f"count_{place}": card for place, card in enumerate(goods)}
        for name, card in self.cards.items():
            self.fields[name] = CountField(
                label=card.name,
                min_value=0,
                required=False,
                initial=0,
                help_text=_("%(price)s, %(n)d there") % {"price": texts_goods.price_of(card), "n": card.free},
            )
        self.fields["post"] = forms.ChoiceField(label=_("From which post?"), widget=forms.RadioSelect)
        offer_posts(self.fields["post"], posts)

    def clean(self) -> dict[str, Any]:
        """Ask for at least one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.taken():
            self.add_error(None, _("How many shall it be?"))
        return data

    def taken(self) -> list[tuple[GoodCard, int]]:
        """Return the goods that were chosen, and how many of each."""
        return [(card, self.cleaned_data[name]) for name, card in self.cards.items() if self.cleaned_data.get(name)]


class CashForm(ActionForm):
    """Cash that a member brings for what she owes."""

    amount = RupiahField(label=_("How much does she bring?"), minimum=1)
    post = forms.ChoiceField(label=_("Into which cash box?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, owed: int, posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].initial = owed
        offer_posts(self.fields["post"], posts)


class PocketForm(ActionForm):
    """Savings that a member gives for what she owes."""

    pocket = forms.ChoiceField(label=_("From which savings?"), widget=forms.RadioSelect)
    amount = RupiahField(label=_("How much?"), minimum=1)

    def __init__(self, *args: Any, owed: int, pockets: list[PocketCard], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_pockets(self.fields["pocket"], pockets)
        self.fields["amount"].initial = min(owed, max((p.available for p in pockets), default=0)) or None

    def pocket_id(self) -> UUID:
        return UUID(self.cleaned_data["pocket"])
