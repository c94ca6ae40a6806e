"""How an officer settles a record of a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.recording import Amendable


class AcceptForm(ActionForm):
    """What the phone wrote, to be put right where it is wrong. `refused`: the code for which it is not booked yet."""

    def __init__(self, data: Any = None, *, amends: Sequence[Amendable] = (), refused: str = "") -> None:
        super().__init__(data, initial={one.name: one.value for one in amends})
        self.amends = amends
        for one in amends:
            self.fields[one.name] = one.field()
        self._ask(refused)

    def explain(self, error: GuyubError) -> None:
        """Put the error where it belongs, and show the question that answers it."""
        self._ask(error.code)
        super().explain(error)

    def amended(self, payload: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the payload as it shall be booked, None if nothing was changed."""
        changed = [one for one in self.amends if self.cleaned_data[one.name] != one.value]
        if not changed:
            return None
        found = dict(payload)
        for one in changed:
            one.put(found, self.cleaned_data[one.name])
        return found

    def _ask(self, refused: str) -> None:
        """Hide what answers another refusal, unless it was answered."""
        for one in self.amends:
            if one.asked_by:
                asked = refused == one.asked_by or bool(self.data.get(one.name))
                field = one.field()
                self.fields[one.name].widget = field.widget if asked else field.hidden_widget()


class ReasonForm(ActionForm):
    """Why a record is not booked, or what was found when two versions were compared."""

    reason = forms.CharField(label=_("Reason"), max_length=140, help_text=_("The one who recorded it reads this."))


class NoteForm(ActionForm):
    """What was found when two versions were compared."""

    note = forms.CharField(label=_("What did you find?"), max_length=140)
