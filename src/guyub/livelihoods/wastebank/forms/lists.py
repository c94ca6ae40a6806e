"""Files that bring rows: choosing one, and publishing the prices of one."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.fields import DateField
from guyub.foundation.core.forms import ActionForm


class FileForm(ActionForm):
    """A table to be looked at; nothing is saved by choosing it."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.ods"}),
        error_messages={
            "required": _("Choose the file with the list."),
            "missing": _("Choose the file with the list."),
        },
    )


class PriceListForm(ActionForm):
    """From when the prices of a file hold."""

    start = forms.ChoiceField(
        label=_("From when?"),
        widget=forms.RadioSelect,
        initial="now",
        choices=[("now", _("From now on")), ("later", _("From the day below"))],
    )
    day = DateField(label=_("Day"), required=False)

    field_of = {"rows": "start", "item": "start", "price": "start"}

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a later start."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("start") == "later" and data.get("day") is None and "day" not in self.errors:
            self.add_error("day", _("Please choose the day."))
        return data

    def starts_at(self, zone: str) -> datetime:
        """Return the moment from which the prices hold: now, or when the day begins."""
        if self.cleaned_data["start"] == "now":
            return clock.now()
        return datetime.combine(self.cleaned_data["day"], time(), tzinfo=ZoneInfo(zone))


def price_token(item_id: UUID, price: int) -> str:
    """Return a price as the page carries it."""
    return f"{item_id}:{price}"


def read_price(token: str) -> tuple[UUID, int]:
    """Read it back, or say that the page arrived incomplete."""
    try:
        item_id, price = token.split(":")
        return UUID(item_id), int(price)
    except ValueError:
        raise BadInput(_("This page was incomplete. Please send it once more."), field="rows") from None
