"""A load for a collector, kind by kind; his payments; himself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import PhoneField, QuantityField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.quantities import Unit, quantity_text, spoken_unit
from guyub.livelihoods.wastebank.actions import SaleLineIn
from guyub.livelihoods.wastebank.choices import Pool
from guyub.livelihoods.wastebank.forms.savings import offer_posts
from guyub.livelihoods.wastebank.models import Collector, Post, WasteItem
from guyub.livelihoods.wastebank.queries.stock import StockRow

_PERCENT = re.compile(r"^(\d{1,2})(?:[.,](\d{1,2}))?\s*%?$")


class PercentField(forms.CharField):
    """A share below 100 %, with two places at most: `3,5` is 350 basis points."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "short"})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value: Any) -> int:
        """Return basis points; nothing typed is no cut."""
        text = super().clean(value).strip()
        if not text:
            return 0
        found = _PERCENT.match(text)
        if found is None:
            raise ValidationError(_("Write a percentage below 100, for example 3 or 3,5."))
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0") or 0)


class StartForm(ActionForm):
    """Where the load lies, and who buys it."""

    post = forms.ChoiceField(label=_("From which post?"), widget=forms.RadioSelect)
    collector = forms.ChoiceField(label=_("Which collector?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, posts: list[Post], collectors: list[Collector], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_posts(self.fields["post"], posts)
        self.fields["collector"].choices = [(str(c.pk), c.name) for c in collectors]  # type: ignore[attr-defined]
        if len(collectors) == 1:
            self.fields["collector"].initial = str(collectors[0].pk)


class LoadForm(ActionForm):
    """One kind: what leaves our stock, what the collector weighs, his cut and his price."""

    take = forms.ChoiceField(label=_("What leaves our stock?"), initial="all", widget=forms.RadioSelect)
    own = QuantityField(label=_("Our own weight"), unit=Unit.GRAM, required=False)
    sold_unit = forms.ChoiceField(label=_("How does he count it?"), required=False, widget=forms.RadioSelect)
    weight = QuantityField(label=_("The collector's weight"), unit=Unit.GRAM)
    rafaksi = PercentField(label=_("Rafaksi (his cut, in percent)"), help_text=_("For dirt and water. Empty: none."))
    price = RupiahField(label=_("His price"))
    costs = RupiahField(
        label=_("Costs of the owners"),
        required=False,
        help_text=_("Transport and the like, taken off first. Empty: none."),
    )
    over_reason = forms.CharField(label=_("Why is it more than on the books?"), max_length=140, required=False)

    field_of = {"lines": "weight"}

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        item: WasteItem,
        stock: StockRow | None,
        pool: str = Pool.OWN,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        unit = Unit(item.unit)
        sold_unit = self._offer_units(
            item, unit, str((data or {}).get("sold_unit") or (self.initial or {}).get("sold_unit") or "")
        )
        have = quantity_text(stock.quantity if stock else 0, unit)
        for name, counted in (("own", unit), ("weight", sold_unit)):
            field = self.fields[name]
            if isinstance(field, QuantityField):
                field.unit = counted
        self.fields["take"].choices = [  # type: ignore[attr-defined]
            ("all", _("All of it, %(have)s on the books") % {"have": have}),
            ("own", _("A part: I weighed it")),
        ]
        self.fields["price"].label = _("His price for one %(unit)s") % {"unit": spoken_unit(sold_unit)}
        self.item, self.pool = item, pool
        if pool == Pool.OWN:
            del self.fields["costs"]
        if not (data or {}).get("over_reason"):
            self.fields["over_reason"].widget = forms.HiddenInput()

    def _offer_units(self, item: WasteItem, unit: Unit, chosen: str) -> Unit:
        """Let litres or pieces of known weight be sold by the kilogram too; return the unit that is chosen."""
        if unit is Unit.GRAM or item.factor_grams is None:
            del self.fields["sold_unit"]
            return unit
        field = self.fields["sold_unit"]
        field.choices = [(one.value, spoken_unit(one)) for one in (unit, Unit.GRAM)]  # type: ignore[attr-defined]
        field.initial = unit.value
        return Unit.GRAM if chosen == Unit.GRAM else unit

    def clean(self) -> dict[str, Any]:
        """Ask for our own weight when only a part leaves."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("take") == "own" and data.get("own") is None and "own" not in self.errors:
            self.add_error("own", _("How much leaves? Weigh it first."))
        return data

    def ask_over(self) -> None:
        """Let her confirm that more leaves than stands on the books, with a reason."""
        self.fields["over_reason"].widget = forms.TextInput()

    def line_in(self) -> SaleLineIn:
        data = self.cleaned_data
        take_all = data["take"] == "all"
        return SaleLineIn(
            item_id=self.item.pk,
            weight=data["weight"],
            price=data["price"],
            own_quantity=0 if take_all else data["own"],
            take_all=take_all,
            rafaksi_bp=data["rafaksi"],
            sold_unit=data.get("sold_unit") or self.item.unit,
            over_reason=data["over_reason"],
            pool=self.pool,
            costs=data.get("costs") or 0,
        )


class FinalForm(ActionForm):
    """The load leaves: paid at once, or owed."""

    paid = forms.ChoiceField(label=_("Does he pay now?"), widget=forms.RadioSelect, initial="now")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["paid"].choices = [  # type: ignore[attr-defined]
            ("now", _("Yes, all of it in cash")),
            ("later", _("No, he owes it")),
        ]


class SalePaymentForm(ActionForm):
    """Money from a collector, all or a part."""

    amount = RupiahField(label=_("How much does he pay?"), minimum=1)


class CollectorForm(ActionForm):
    """A buyer of sorted waste."""

    name = forms.CharField(label=_("Name"), max_length=80)
    phone = PhoneField(label=_("Phone"), required=False)
    note = forms.CharField(label=_("Note"), max_length=140, required=False)
    is_active = forms.BooleanField(label=_("He still buys from us"), required=False, initial=True)
