"""A payday: for which kind of savings, who is on the list, which day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import DateField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.livelihoods.wastebank.actions import RequestIn
from guyub.livelihoods.wastebank.forms.savings import offer_posts
from guyub.livelihoods.wastebank.models import PocketKind, Post


class PaydayForm(ActionForm):
    """For which savings, when, and where it is paid."""

    kind = forms.ChoiceField(label=_("From which savings?"), widget=forms.RadioSelect)
    day = DateField(label=_("Payday"))
    at_most = RupiahField(
        label=_("At most for each"), required=False, minimum=1, help_text=_("Empty: all that each one has.")
    )
    post = forms.ChoiceField(label=_("Which post pays?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, kinds: Sequence[PocketKind], posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(str(kind.pk), kind.name) for kind in kinds]  # type: ignore[attr-defined]
        offer_posts(self.fields["post"], posts)


class Ticks(forms.MultipleChoiceField):
    """People on a list, ticked at first. What is ticked says all: a list that was sent once may be shorter now."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"required": _("Tick at least one.")}

    def valid_value(self, value: str) -> bool:
        """Take whatever reads as this list's values do; the action looks at each."""
        try:
            read_tick(value)
        except ValueError:
            return False
        return True


def read_tick(value: str) -> tuple[UUID, int]:
    """Return the id and the amount of a tick: `<id>:<rupiah>`."""
    pk, _colon, amount = value.partition(":")
    return UUID(pk), int(amount or 0)


class ListForm(ActionForm):
    """Who is on the list. Choices are (`<id>:<rupiah>`, words)."""

    rows = Ticks(label=_("Who is on the list?"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], ticked: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rows"].choices = choices  # type: ignore[attr-defined]
        if ticked:
            self.fields["rows"].initial = [value for value, _words in choices]

    def ids(self) -> list[UUID]:
        return [read_tick(value)[0] for value in self.cleaned_data["rows"]]

    def requests(self) -> list[RequestIn]:
        return [RequestIn(*read_tick(value)) for value in self.cleaned_data["rows"]]


class PlanForm(ListForm):
    """Another day for those who are ticked."""

    day = DateField(label=_("Payday"))

    field_of = {"planned_on": "day"}
    field_order = ["client_id", "day", "rows"]
