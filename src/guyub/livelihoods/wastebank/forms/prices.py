"""A new price, from a moment on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.fields import DateField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.livelihoods.wastebank.choices import Channel, MemberClass, Mode
from guyub.livelihoods.wastebank.forms.selling import PercentField
from guyub.livelihoods.wastebank.forms.sessions import ClockField


class PriceForm(ActionForm):
    """The price of one kind; channel and class only where they differ."""

    mode = forms.ChoiceField(label=_("How is it paid?"), widget=forms.RadioSelect, initial=Mode.PURCHASE)
    price = RupiahField(label=_("New price"), required=False)
    start = forms.ChoiceField(label=_("From when?"), widget=forms.RadioSelect, initial="now")
    day = DateField(label=_("Day"), required=False)
    hour = ClockField(label=_("Time"), required=False, initial="00:00")
    channel = forms.ChoiceField(label=_("How it comes"), choices=Channel.choices, required=False)
    member_class = forms.ChoiceField(label=_("Who brings it"), choices=MemberClass.choices, required=False)
    deduction = PercentField(label=_("Deduction for the bank, in percent"), help_text=_("Empty: none."))
    fee = PercentField(
        label=_("Fee for selling consigned waste, in percent"), help_text=_("Only for consigned waste."), initial="10"
    )

    field_of = {"rows": "price", "item": "price"}

    def __init__(self, *args: Any, unit_word: str, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        self.fields["price"].label = _("New price for one %(unit)s") % {"unit": unit_word}
        self.fields["mode"].choices = [  # type: ignore[attr-defined]
            (Mode.PURCHASE, _("Bought now, at this price")),
            (Mode.CONSIGNMENT, _("Left for sale, paid after the collector has paid")),
        ]
        self.fields["start"].choices = [  # type: ignore[attr-defined]
            ("now", _("From now on")),
            ("later", _("From the day and time below")),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a later start."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("start") == "later" and data.get("day") is None and "day" not in self.errors:
            self.add_error("day", _("Please choose the day."))
        if data.get("mode") == Mode.PURCHASE and data.get("price") is None and "price" not in self.errors:
            self.add_error("price", _("Please fill in the price."))
        return data

    def starts_at(self) -> datetime:
        """Return the moment from which the price holds."""
        data = self.cleaned_data
        if data["start"] == "later":
            hour = data["hour"] or datetime.min.time()
            return datetime.combine(data["day"], hour, tzinfo=ZoneInfo(self.zone))
        return clock.now()
