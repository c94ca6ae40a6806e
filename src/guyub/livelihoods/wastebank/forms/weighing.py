"""The visit while it stands on the scale: its lines travel in the page itself, so that nothing can lose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.fields import QuantityField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.pictures import PictureRadios
from guyub.foundation.core.quantities import Unit
from guyub.livelihoods.wastebank import texts, texts_goods
from guyub.livelihoods.wastebank.choices import Channel, Intent, MemberClass, Way
from guyub.livelihoods.wastebank.forms.goods import CountField
from guyub.livelihoods.wastebank.outputs.savings import lock_text
from guyub.livelihoods.wastebank.queries.catalogue import ItemCard
from guyub.livelihoods.wastebank.queries.goods_terms import Option
from guyub.livelihoods.wastebank.queries.targets import Target
from guyub.livelihoods.wastebank.tuning import Tuning
from guyub.livelihoods.wastebank.visits import GoodsIn, LineIn, WayIn

STALE = timedelta(hours=24)
OTHER = "other"
QUICK = (2_000, 5_000, 10_000, 20_000, 50_000)


@dataclass(frozen=True, slots=True)
class Held:
    """One line as the page carries it: kind, quantity, displayed price, whether a heavy weight was confirmed."""

    item_id: UUID
    quantity: int
    price: int | None
    confirmed: bool = False

    @property
    def token(self) -> str:
        shown = "" if self.price is None else self.price
        return f"{self.item_id}:{self.quantity}:{shown}:{int(self.confirmed)}"

    @classmethod
    def parse(cls, token: str) -> Held:
        """Read a line back, or say that the page arrived incomplete."""
        try:
            item_id, quantity, price, confirmed = token.split(":")
            return cls(UUID(item_id), int(quantity), int(price) if price else None, confirmed == "1")
        except ValueError:
            raise BadInput(_("This page was incomplete. Please send it once more."), field="lines") from None

    def line_in(self) -> LineIn:
        return LineIn(self.item_id, self.quantity, shown_price=self.price, confirmed=self.confirmed)


def held_lines(data: QueryDict) -> list[Held]:
    """Return the lines that a page carries."""
    return [Held.parse(token) for token in data.getlist("line")]


class VisitForm(ActionForm):
    """What every page of a visit carries on, whichever step it is at."""

    channel = forms.ChoiceField(
        choices=[(c.value, c.label) for c in (Channel.DELIVERED, Channel.PICKUP)],
        initial=Channel.DELIVERED,
        widget=forms.HiddenInput,
        required=False,
    )
    member_class = forms.ChoiceField(
        choices=[(c.value, c.label) for c in (MemberClass.INDIVIDUAL, MemberClass.UNIT)],
        initial=MemberClass.INDIVIDUAL,
        widget=forms.HiddenInput,
        required=False,
    )
    moment = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_channel(self) -> str:
        """Take brought waste for granted."""
        return self.cleaned_data["channel"] or Channel.DELIVERED

    def clean_member_class(self) -> str:
        """Take one person for granted."""
        return self.cleaned_data["member_class"] or MemberClass.INDIVIDUAL

    def clean_moment(self) -> datetime:
        """Return when the page was filled in: the same at every repetition, never in the future, never long ago."""
        now = clock.now()
        try:
            moment = datetime.fromisoformat(self.cleaned_data["moment"])
        except ValueError:
            return now
        return moment if moment.tzinfo and now - STALE < moment <= now else now


class ScaleForm(VisitForm):
    """One kind and its weight. The limits of the association ask about what is heavy, and refuse the impossible."""

    item = forms.ChoiceField(
        label=_("Kind of waste"), required=False, error_messages={"invalid_choice": _("Please tap a kind first.")}
    )
    weight = QuantityField(label=_("Weight"), unit=Unit.GRAM, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, cards: dict[str, ItemCard], limits: Tuning, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.cards = cards
        self.fields["item"].choices = [(pk, card.name) for pk, card in cards.items()]  # type: ignore[attr-defined]
        chosen = cards.get(str((data or {}).get("item", "")))
        weight = self.fields["weight"]
        if isinstance(weight, QuantityField):
            weight.unit = Unit(chosen.unit) if chosen else Unit.GRAM
            is_piece = weight.unit is Unit.PIECE
            weight.confirm_above = None if is_piece else limits.confirm_above
            weight.refuse_above = None if is_piece else limits.refuse_above

    @property
    def is_pending(self) -> bool:
        """Whether a weight is typed that no line holds yet."""
        return bool(str(self.data.get("weight", "")).strip())

    def clean(self) -> dict[str, Any]:
        """Ask for the half that is missing."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "weight" in data and "item" in data:
            if data["weight"] is None:
                self.add_error("weight", _("Type the weight first."))
            elif not data["item"]:
                self.add_error("item", _("Please tap a kind first."))
        return data

    def held(self) -> Held:
        """Return the new line of a valid form."""
        card = self.cards[self.cleaned_data["item"]]
        limits = self.fields["weight"]
        quantity = self.cleaned_data["weight"]
        heavy = isinstance(limits, QuantityField) and limits.confirm_above and quantity > limits.confirm_above
        return Held(card.id, quantity, card.price, bool(heavy))


class WaysForm(VisitForm):
    """What happens with the value: one way, all of it or a part; the rest is saved."""

    way = forms.ChoiceField(label=_("What shall happen with the value?"), initial=Way.SAVE)
    part = forms.ChoiceField(
        label=_("How much?"), initial=Intent.ALL, required=False, widget=forms.RadioSelect(attrs={"class": "part"})
    )
    amount = RupiahField(label=_("Another amount"), required=False, minimum=1)
    dues_first = forms.BooleanField(required=False)
    pocket = forms.ChoiceField(label=_("Into which savings?"), required=False, widget=forms.RadioSelect)
    good = forms.ChoiceField(label=_("Which goods?"), required=False)
    count = CountField(label=_("How many?"), initial=1, required=False)

    def __init__(
        self,
        *args: Any,
        net: int,
        owed: int,
        goods: Sequence[Option] = (),
        targets: Sequence[Target] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.goods = {option.key: option for option in goods}
        self.targets = {target.key: target for target in targets}
        self._offer_goods()
        self._offer_savings()
        barter = [Way.BARTER] if self.goods else []
        offered = [Way.SAVE, Way.CASH, *barter, Way.DONATE, *([Way.DUES] if owed else [])]
        self.fields["dues_first"].label = _("Pay the dues first, %(amount)s") % {"amount": rupiah(owed)}
        if not owed:
            del self.fields["dues_first"]
        about = {Way.DUES.value: rupiah(owed)} if owed else {}
        self.fields["way"].widget = PictureRadios(
            pictures={way.value: texts.WAYS[way][0] for way in offered}, about=about
        )
        self.fields["way"].choices = [(way.value, texts.WAYS[way][1]) for way in offered]  # type: ignore[attr-defined]
        quick = [(str(amount), rupiah(amount)) for amount in QUICK if amount < net]
        self.fields["part"].choices = [  # type: ignore[attr-defined]
            (Intent.ALL.value, _("All")),
            *quick,
            (OTHER, _("Another amount")),
        ]

    def _offer_goods(self) -> None:
        """Show what this visit may take, as pictures; nothing of it when there is nothing."""
        if not self.goods:
            del self.fields["good"], self.fields["count"]
            return
        self.fields["good"].widget = PictureRadios(
            pictures={key: option.good.drawing for key, option in self.goods.items()},
            about={key: texts_goods.option_about(option) for key, option in self.goods.items()},
        )
        choices = [(key, texts_goods.option_name(option)) for key, option in self.goods.items()]
        self.fields["good"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["good"].initial = choices[0][0]

    def _offer_savings(self) -> None:
        """Show into which savings it may go, locked ones with their day; nothing where there is no choice."""
        if not self.targets:
            del self.fields["pocket"]
            return
        choices = [
            (key, ", ".join(filter(None, (target.name, lock_text(target.lock)))))
            for key, target in self.targets.items()
        ]
        self.fields["pocket"].choices = choices  # type: ignore[attr-defined]
        self.fields["pocket"].initial = ""

    def clean(self) -> dict[str, Any]:
        """Ask for the amount when a part was chosen, for the goods when she takes some."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("way") == Way.BARTER:
            self._check_goods(data)
            return data
        asks = data.get("way") != Way.SAVE and data.get("part") == OTHER
        if asks and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Please fill in the amount."))
        return data

    def _check_goods(self, data: dict[str, Any]) -> None:
        option = self.goods.get(data.get("good") or "")
        if option is None:
            self.add_error("good", _("Please choose the goods."))
        elif (data.get("count") or 1) > option.reach:
            words = _("There are not so many, or the value does not reach. %(n)d at most.")
            self.add_error("count", words % {"n": option.reach})

    def ways(self) -> tuple[WayIn, ...]:
        """Return the ways that were tapped, in their order; none when all is saved."""
        data = self.cleaned_data
        first = (WayIn(Way.DUES, Intent.ALL),) if data.get("dues_first") and data["way"] != Way.DUES else ()
        if data["way"] == Way.SAVE:
            target = self.targets.get(data.get("pocket") or "")
            if target is None or not target.key:
                return first
            kind_id = None if target.pocket_id else target.kind_id  # the same at a second press, when she has it
            return (*first, WayIn(Way.SAVE, Intent.ALL, pocket_id=target.pocket_id, kind_id=kind_id))
        if data["way"] == Way.BARTER:
            option = self.goods[data["good"]]
            goods = GoodsIn(option.good.pk, data.get("count") or 1, option.terms)
            return (*first, WayIn(Way.BARTER, Intent.AMOUNT, goods=goods))
        if data["part"] in {"", Intent.ALL}:
            return (*first, WayIn(data["way"], Intent.ALL))
        asked = data["amount"] if data["part"] == OTHER else int(data["part"])
        return (*first, WayIn(data["way"], Intent.AMOUNT, asked))


class SaveForm(WaysForm):
    """The read-back: everything again, and for a guest her name."""

    guest_name = forms.CharField(label=_("Name of the guest"), max_length=60, required=False)
    post_today = forms.BooleanField(label=_("Post it today, with the price of that day"), required=False)
