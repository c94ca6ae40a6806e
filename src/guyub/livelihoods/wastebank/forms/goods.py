"""Goods for barter: what they are, at what terms they go, how they come, who holds some."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guyub.foundation.core import clock
from guyub.foundation.core.fields import DateField, PhoneField, QuantityField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.pictures import PictureRadios
from guyub.foundation.core.quantities import Unit
from guyub.livelihoods.wastebank import texts_goods
from guyub.livelihoods.wastebank.choices import Drawing, PurchaseKind
from guyub.livelihoods.wastebank.forms.savings import offer_posts
from guyub.livelihoods.wastebank.forms.sessions import ClockField
from guyub.livelihoods.wastebank.models import Collector, Post, Shop, WasteItem
from guyub.livelihoods.wastebank.queries.goods import GoodCard
from guyub.livelihoods.wastebank.queries.goods_phones import PhoneRow

PIECE, LITRE, HALF_LITRE, KILO = "pcs:1", "ml:1000", "ml:500", "g:1000"
SALE_UNITS = (
    (PIECE, _("One piece")),
    (LITRE, _("One litre")),
    (HALF_LITRE, _("Half a litre")),
    (KILO, _("One kilogram")),
)


class GoodForm(ActionForm):
    """A good: its name, a drawing, in which whole unit it is given, whether one eats it."""

    name = forms.CharField(label=_("Name"), max_length=60)
    sale_unit = forms.ChoiceField(label=_("Given by"), choices=SALE_UNITS, widget=forms.RadioSelect, initial=LITRE)
    is_food = forms.BooleanField(
        label=_("One eats or cooks with it"), required=False, help_text=_("Used oil never gets into this stock.")
    )
    drawing = forms.ChoiceField(label=_("Drawing"), choices=Drawing.choices, initial=Drawing.BOX)

    def unit(self) -> Unit:
        return Unit(self.cleaned_data["sale_unit"].split(":")[0])

    def unit_size(self) -> int:
        return int(self.cleaned_data["sale_unit"].split(":")[1])


class GoodChangeForm(ActionForm):
    """The name, the drawing, and whether it is still given."""

    name = forms.CharField(label=_("Name"), max_length=60)
    drawing = forms.ChoiceField(label=_("Drawing"), choices=Drawing.choices)
    is_active = forms.BooleanField(label=_("Members may take it"), required=False)


class TermsForm(ActionForm):
    """From when something holds, and whether the association bears a loss by it."""

    start = forms.ChoiceField(label=_("From when?"), widget=forms.RadioSelect, initial="now")
    day = DateField(label=_("Day"), required=False)
    hour = ClockField(label=_("Time"), required=False, initial="00:00")
    is_subsidised = forms.BooleanField(label=_("The association bears the difference"), required=False)
    reason = forms.CharField(
        label=_("Why?"), max_length=140, required=False, help_text=_("Only if the association bears something.")
    )

    field_of = {"starts_at": "start"}

    def __init__(self, *args: Any, zone: str, may_subsidise: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        self.fields["start"].choices = [  # type: ignore[attr-defined]
            ("now", _("From now on")),
            ("later", _("From the day and time below")),
        ]
        if not may_subsidise:
            del self.fields["is_subsidised"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a later start."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("start") == "later" and data.get("day") is None and "day" not in self.errors:
            self.add_error("day", _("Please choose the day."))
        return data

    def starts_at(self) -> datetime:
        """Return the moment from which it holds."""
        data = self.cleaned_data
        if data["start"] == "later":
            return datetime.combine(data["day"], data["hour"] or datetime.min.time(), tzinfo=ZoneInfo(self.zone))
        return clock.now()

    def subsidy(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"is_subsidised": data.get("is_subsidised", False), "reason": data.get("reason", "")}


class GoodPriceForm(TermsForm):
    """What one costs a member from a moment on."""

    price = RupiahField(label=_("Price of one"), minimum=1)

    field_order = ("price", "start", "day", "hour", "is_subsidised", "reason")


class SwapForm(TermsForm):
    """So much waste for one; or no longer."""

    item = forms.ChoiceField(label=_("Which waste?"))
    ends = forms.BooleanField(label=_("No longer: the offer ends"), required=False)
    quantity = QuantityField(label=_("How much for one?"), unit=Unit.MILLILITRE, required=False)

    field_order = ("item", "quantity", "ends", "start", "day", "hour", "is_subsidised", "reason")
    field_of = {"starts_at": "start", "price": "quantity"}

    def __init__(self, *args: Any, items: Sequence[WasteItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = {str(item.pk): item for item in items}
        self.fields["item"].choices = [(pk, item.name) for pk, item in self.items.items()]  # type: ignore[attr-defined]
        chosen = self.items.get(str(self.data.get("item", ""))) or next(iter(items), None)
        quantity = self.fields["quantity"]
        if chosen is not None and isinstance(quantity, QuantityField):
            quantity.unit = Unit(chosen.unit)

    def clean(self) -> dict[str, Any]:
        """Ask how much, unless the offer ends."""
        data = super().clean()
        if not data.get("ends") and data.get("quantity") is None and "quantity" not in self.errors:
            self.add_error("quantity", _("How much is given for one?"))
        return data

    def asked(self) -> int:
        return 0 if self.cleaned_data["ends"] else int(self.cleaned_data["quantity"])


class CountField(forms.IntegerField):
    """How many whole units, with − and +."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 1)
        super().__init__(**options)
        self.widget.attrs.setdefault("inputmode", "numeric")


class BuyForm(ActionForm):
    """Goods that came: how many, for how much, from whom."""

    count = CountField(label=_("How many?"), min_value=1)
    cost = RupiahField(label=_("Cost of all of them"), minimum=0)
    kind = forms.ChoiceField(
        label=_("How were they paid?"), choices=PurchaseKind.choices, widget=forms.RadioSelect, initial="cash"
    )
    party = forms.ChoiceField(label=_("From which shop or collector?"), required=False)
    giver = forms.CharField(label=_("Who gave them?"), max_length=80, required=False)
    post = forms.ChoiceField(label=_("To which post?"), widget=forms.RadioSelect)

    field_of = {"shop": "party", "cash_account": "post"}

    def __init__(
        self, *args: Any, posts: list[Post], shops: Sequence[Shop], collectors: Sequence[Collector], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        offer_posts(self.fields["post"], posts)
        collector = _("%(name)s, collector")
        self.fields["party"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("shop", "none")),
            *((f"shop:{shop.pk}", shop.name) for shop in shops),
            *((f"collector:{one.pk}", collector % {"name": one.name}) for one in collectors),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask whom we owe."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == PurchaseKind.CREDIT and not data.get("party") and "party" not in self.errors:
            self.add_error("party", _("To whom do we owe them?"))
        return data

    def from_whom(self) -> dict[str, UUID | None]:
        """Return the shop or the collector, as the action names them."""
        kind, _colon, pk = self.cleaned_data["party"].partition(":")
        owed = self.cleaned_data["kind"] == PurchaseKind.CREDIT
        return {
            "shop_id": UUID(pk) if kind == "shop" and self.cleaned_data["kind"] != PurchaseKind.GIFT else None,
            "collector_id": UUID(pk) if kind == "collector" and owed else None,
        }


class GoodsCountForm(ActionForm):
    """What really lies there, in whole units, with what the phones hold."""

    counted = CountField(label=_("How many are there?"), min_value=0)
    reason = forms.CharField(
        label=_("Why does it differ?"),
        max_length=140,
        required=False,
        help_text=_("Broken, expired, gone, found. Only if it differs."),
    )


class AllotForm(ActionForm):
    """So many for which phone."""

    phone = forms.ChoiceField(label=_("For whose phone?"), widget=forms.RadioSelect)
    post = forms.ChoiceField(label=_("From which post?"), widget=forms.RadioSelect)
    count = CountField(label=_("How many?"), initial=1)

    def __init__(self, *args: Any, phones: Sequence[PhoneRow], posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"].choices = [(str(p.id), f"{p.holder}, {p.device}") for p in phones]  # type: ignore[attr-defined]
        offer_posts(self.fields["post"], posts)


class HowManyForm(ActionForm):
    """How many of it."""

    count = CountField(label=_("How many came back?"))


class TakeForm(ActionForm):
    """Goods for savings: which, how many, from which post."""

    field_of = {"amount": "count"}

    good = forms.ChoiceField(label=_("Which goods?"))
    count = CountField(label=_("How many?"), initial=1)
    post = forms.ChoiceField(label=_("From which post?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, goods: Sequence[GoodCard], posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        self.goods = {str(card.id): card for card in goods}
        self.fields["good"].widget = PictureRadios(
            pictures={pk: card.drawing for pk, card in self.goods.items()},
            about={pk: texts_goods.price_of(card) for pk, card in self.goods.items()},
        )
        self.fields["good"].choices = [(pk, card.name) for pk, card in self.goods.items()]  # type: ignore[attr-defined]
        offer_posts(self.fields["post"], posts)

    def chosen(self) -> GoodCard:
        return self.goods[self.cleaned_data["good"]]


class ShopForm(ActionForm):
    """A shop where goods are bought."""

    name = forms.CharField(label=_("Name of the shop"), max_length=80)
    phone = PhoneField(label=_("Phone"), required=False)


class ShopPayForm(ActionForm):
    """Money for goods that were bought on credit."""

    amount = RupiahField(label=_("How much is paid?"), minimum=1)
    post = forms.ChoiceField(label=_("Which post pays?"), widget=forms.RadioSelect)

    field_of = {"cash_account": "post"}

    def __init__(self, *args: Any, posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_posts(self.fields["post"], posts)


class SetOffForm(ActionForm):
    """Goods of a collector against what he owes for waste."""

    amount = RupiahField(label=_("How much is set off?"), minimum=1)
