"""Kinds of savings: their name, their lock, their least amounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import DateField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.livelihoods.wastebank.actions import KindRules
from guyub.livelihoods.wastebank.choices import Lock


class PocketKindForm(ActionForm):
    """A kind of savings. The regular one is never locked and never rests, so it is not asked."""

    name = forms.CharField(label=_("Name"), max_length=40)
    lock = forms.ChoiceField(
        label=_("Locked?"), choices=Lock.choices, required=False, widget=forms.RadioSelect, initial=Lock.NONE
    )
    locked_until = DateField(
        label=_("Locked until"), required=False, help_text=_("Only with “until a day”. From this day on it is open.")
    )
    opens_before = forms.IntegerField(
        label=_("Days before Lebaran on which it opens"),
        initial=14,
        min_value=0,
        max_value=60,
        help_text=_("Only with “until Lebaran”. The calendar has the day."),
    )
    minimum_withdrawal = RupiahField(label=_("Smallest withdrawal"), initial=0)
    minimum_left = RupiahField(label=_("What must stay"), initial=0)
    per_month = forms.IntegerField(
        label=_("Withdrawals a month, at most"), initial=0, min_value=0, max_value=31, help_text=_("0: no limit.")
    )
    is_active = forms.BooleanField(label=_("Members can save into it"), required=False, initial=True)
    reason = forms.CharField(
        label=_("Why is the lock lifted or shortened?"),
        max_length=140,
        required=False,
        help_text=_("Only then. The other officer reads it."),
    )

    def __init__(self, *args: Any, is_regular: bool, is_new: bool = False, keeps: bool = False, **options: Any) -> None:
        """Leave out what is not asked. `keeps`: its lock keeps savings, so that it takes two officers to open it."""
        super().__init__(*args, **options)
        dropped = ["lock", "locked_until", "opens_before"] if is_regular else []
        dropped += ["is_active"] if is_regular or is_new else []
        for name in dropped if keeps else [*dropped, "reason"]:
            del self.fields[name]

    def rules(self) -> KindRules:
        """Return what was chosen."""
        data = self.cleaned_data
        return KindRules(
            lock=data.get("lock", Lock.NONE),
            locked_until=data.get("locked_until"),
            opens_before=data.get("opens_before", 14),
            minimum_withdrawal=data["minimum_withdrawal"],
            minimum_left=data["minimum_left"],
            per_month=data["per_month"],
        )
