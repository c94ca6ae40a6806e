"""Weighing days: when, where, who serves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import DateField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.livelihoods.wastebank.models import Post


class ClockField(forms.TimeField):
    """A time of the day, by the phone's own picker."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"})


class PlanForm(ActionForm):
    """A weighing day: post, day, from when to when."""

    post = forms.ChoiceField(label=_("Post"), widget=forms.RadioSelect)
    day = DateField(label=_("Day"))
    opens = ClockField(label=_("Opens at"), initial="08:00")
    closes = ClockField(label=_("Closes at"), initial="10:30")
    open_now = forms.BooleanField(label=_("Open it right now"), required=False)

    field_of = {"planned_close": "closes", "planned_open": "opens"}

    def __init__(self, *args: Any, posts: list[Post], zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        self.fields["post"].choices = [(str(post.pk), post.name) for post in posts]  # type: ignore[attr-defined]
        if len(posts) == 1:
            self.fields["post"].initial = str(posts[0].pk)

    def moments(self) -> tuple[datetime, datetime]:
        """Return opening and closing as moments on the association's wall clock."""
        data, zone = self.cleaned_data, ZoneInfo(self.zone)
        return (
            datetime.combine(data["day"], data["opens"], tzinfo=zone),
            datetime.combine(data["day"], data["closes"], tzinfo=zone),
        )


class ServingForm(ActionForm):
    """Who serves at the scale that day."""

    officers = forms.MultipleChoiceField(
        label=_("Who serves?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their hours are kept."),
    )

    def __init__(self, *args: Any, members: list[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["officers"].choices = [  # type: ignore[attr-defined]
            (str(member.pk), numbered(member.name, member.number)) for member in members
        ]

    def chosen(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["officers"]]


class PressForm(ActionForm):
    """Nothing to type: only yes."""
