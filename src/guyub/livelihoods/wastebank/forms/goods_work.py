"""Work on the stock: given back, carried, sorted, thrown away, valued; and what collectors say they pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import DateField, QuantityField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.quantities import Unit, quantity_text, spoken_unit
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.actions.carrying import CarryIn
from guyub.livelihoods.wastebank.actions.sorting import SortedOut
from guyub.livelihoods.wastebank.choices import CostFollows, Pool
from guyub.livelihoods.wastebank.models import Collector, Post, PostTransferLine, WasteItem
from guyub.livelihoods.wastebank.queries.stock import StockRow

_PREFIX = {Pool.OWN: "kind_", Pool.CONSIGNED: "consigned_"}  # of the fields for weights


class AmountForm(ActionForm):
    """All of what is there, or a part of it, and why."""

    take = forms.ChoiceField(label=_("How much?"), initial="all", widget=forms.RadioSelect)
    quantity = QuantityField(label=_("Weight of the part"), unit=Unit.GRAM, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=140, required=False)

    def __init__(self, *args: Any, unit: Unit, have: int, asks_why: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.have = have
        self.fields["reason"].required = asks_why
        self.fields["take"].choices = [  # type: ignore[attr-defined]
            ("all", _("All of it, %(have)s") % {"have": quantity_text(have, unit)}),
            ("part", _("A part: I weighed it")),
        ]
        field = self.fields["quantity"]
        if isinstance(field, QuantityField):
            field.unit = unit

    def clean(self) -> dict[str, Any]:
        """Ask for the weight of a part."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("take") == "part" and data.get("quantity") is None and "quantity" not in self.errors:
            self.add_error("quantity", _("How much? Weigh it first."))
        return data

    def amount(self) -> int:
        return self.have if self.cleaned_data["take"] == "all" else int(self.cleaned_data["quantity"])


class WhereForm(ActionForm):
    """From which post to which."""

    source = forms.ChoiceField(label=_("From which post?"), widget=forms.RadioSelect)
    target = forms.ChoiceField(label=_("To which post?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, posts: Sequence[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("source", "target"):
            self.fields[name].choices = [(str(post.pk), post.name) for post in posts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a load that goes nowhere."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("source") and data.get("source") == data.get("target"):
            self.add_error("target", _("Choose another post."))
        return data


class WeightsForm(ActionForm):
    """A weight for each of several kinds; an empty one stays out."""

    def offer(
        self, pk: UUID, label: str, unit: str, *, pool: str = Pool.OWN, about: str = "", initial: int | None = None
    ) -> None:
        """Ask for the weight of one kind."""
        self.fields[_name(pk, pool)] = QuantityField(
            label=texts.pooled(label, pool), unit=Unit(unit), required=False, help_text=about, initial=initial
        )

    def weights(self, pool: str = Pool.OWN) -> dict[UUID, int]:
        """Return what was typed of one pool, kind by kind."""
        found, start = {}, _PREFIX[Pool(pool)]
        for name, value in self.cleaned_data.items():
            if name.startswith(start) and value is not None:
                found[UUID(name.removeprefix(start))] = int(value)
        return found


class SendForm(WeightsForm):
    """What goes on the load to another post."""

    everything = forms.BooleanField(label=_("Everything that lies there"), required=False)

    def __init__(self, *args: Any, rows: Sequence[StockRow], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = rows
        for row in rows:
            have = _("%(have)s on the books. Empty: it stays.") % {"have": quantity_text(row.quantity, Unit(row.unit))}
            self.offer(row.item_id, row.item, row.unit, pool=row.pool, about=have)

    def clean(self) -> dict[str, Any]:
        """Ask for one weight at least."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data.get("everything") and not any(self.weights(pool) for pool in Pool):
            self.add_error("everything", _("What goes along? Weigh at least one kind."))
        return data

    def lines_in(self) -> list[CarryIn]:
        if self.cleaned_data["everything"]:
            return [CarryIn(row.item_id, pool=row.pool) for row in self.rows]
        return [CarryIn(pk, quantity, pool) for pool in Pool for pk, quantity in self.weights(pool).items()]


class ReceiveForm(WeightsForm):
    """What arrived, weighed by the post that receives."""

    reason = forms.CharField(
        label=_("Why does it differ?"), max_length=140, required=False, help_text=_("Only if more arrived than left.")
    )

    def __init__(self, *args: Any, lines: Sequence[PostTransferLine], **options: Any) -> None:
        super().__init__(*args, **options)
        for line in lines:
            sent = _("%(sent)s left. Empty: nothing arrived.") % {"sent": quantity_text(line.quantity, Unit(line.unit))}
            self.offer(line.item_id, line.item_name, line.unit, pool=line.pool, about=sent, initial=line.quantity)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])


class SortForm(WeightsForm):
    """What was sorted, and what came out of it."""

    quantity = QuantityField(label=_("How much was sorted?"), unit=Unit.GRAM)
    cost_follows = forms.ChoiceField(
        label=_("How is the cost shared?"),
        choices=CostFollows.choices,
        initial=CostFollows.WEIGHT,
        widget=forms.RadioSelect,
    )

    field_of = {"outputs": "quantity"}

    def __init__(self, *args: Any, unit: str, kinds: Sequence[WasteItem], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["quantity"]
        if isinstance(field, QuantityField):
            field.unit = Unit(unit)
        for kind in kinds:
            self.offer(kind.pk, kind.name, unit)
        self.order_fields([*(name for name in self.fields if name != "cost_follows"), "cost_follows"])

    def outputs(self) -> list[SortedOut]:
        return [SortedOut(pk, quantity) for pk, quantity in self.weights().items()]


class ValueForm(ActionForm):
    """What stock will bring: the collector's price, and what selling costs."""

    price = RupiahField(label=_("Collector's price"))
    selling_cost = RupiahField(
        label=_("Costs of selling"), required=False, help_text=_("For each unit, for example transport. Empty: none.")
    )

    def __init__(self, *args: Any, unit: str, **options: Any) -> None:
        super().__init__(*args, **options)
        word = spoken_unit(Unit(unit))
        self.fields["price"].label = _("Collector's price for one %(unit)s") % {"unit": word}


class QuoteForm(ActionForm):
    """What a collector says he pays."""

    collector = forms.ChoiceField(label=_("Which collector?"), widget=forms.RadioSelect)
    price = RupiahField(label=_("His price"), minimum=1)
    quoted_on = DateField(label=_("Day"), future=False)
    note = forms.CharField(label=_("Note"), max_length=140, required=False)

    def __init__(self, *args: Any, unit: str, collectors: Sequence[Collector], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["collector"].choices = [(str(one.pk), one.name) for one in collectors]  # type: ignore[attr-defined]
        self.fields["price"].label = _("His price for one %(unit)s") % {"unit": spoken_unit(Unit(unit))}


def _name(pk: UUID, pool: str = Pool.OWN) -> str:
    return f"{_PREFIX[Pool(pool)]}{pk}"
