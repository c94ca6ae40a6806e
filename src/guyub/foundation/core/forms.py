"""The form behind every POST: safe to send twice, and able to explain what an action refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.ids import uuid7

CONFIRM = "confirm"  # the code of an error that a tick can answer, and the name of that tick


class ClientIdField(forms.UUIDField):
    """The name that the page gives to what it is about to record. Sent twice, it is recorded once.

    A page that comes back without a usable one is shown again with a new one: nothing was recorded yet.
    """

    widget = forms.HiddenInput
    default_error_messages = {
        "required": _("This page was incomplete. Please send it once more."),
        "invalid": _("This page was incomplete. Please send it once more."),
    }

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Keep the id that came, or give a fresh one in place of a broken one."""
        try:
            return UUID(str(data))
        except ValueError:
            return initial or uuid7()


class TickField(forms.BooleanField):
    """A tick that must be set anew each time: it belongs to what the person sees now."""

    def bound_data(self, data: Any, initial: Any) -> bool:
        """Draw it empty."""
        del data, initial
        return False


class ActionForm(forms.Form):
    """One form, one action. Drawn again after an error, it keeps what was typed and the same `client_id`."""

    client_id = ClientIdField(initial=uuid7, label=_("Page"))

    field_of: ClassVar[Mapping[str, str]] = {}  # the action's name of an input → this form's, where they differ
    status = 422  # of the answer that shows the form again

    def explain(self, error: GuyubError) -> None:
        """Put what the action said on the field that it is about, or on the form.

        An error with the code `confirm` also adds a tick; the next POST of the same content has `confirmed`.
        """
        _own_checks = self.errors  # they run first, so that this error joins theirs
        field = self.field_of.get(error.field, error.field)
        sentence = format_lazy("{} {}", error.sentence, error.next_step) if error.next_step else error.sentence
        self.add_error(field if field in self.fields else None, ValidationError(str(sentence), code=error.code))
        self.status = error.status
        if error.code == CONFIRM:
            tick = forms.CheckboxInput(attrs={"value": self._fingerprint()})
            self.fields[CONFIRM] = TickField(label=_("Yes, this is right."), required=False, widget=tick)

    @property
    def confirmed(self) -> bool:
        """Whether the person ticked that just this content is right."""
        return bool(self.data) and self.data.get(self.add_prefix(CONFIRM)) == self._fingerprint()

    def action_args(self) -> dict[str, Any]:
        """Return the keyword arguments that every action wants from its form."""
        return {"client_id": self.cleaned_data["client_id"]}

    def _fingerprint(self) -> str:
        """Return a short name of what was typed, so that a tick for one content never counts for another.

        Secrets stay out of it: it is written into the page.
        """
        names = [name for name in self.fields if name not in {CONFIRM, "client_id"}]
        typed = [
            (name, str(self[name].data))
            for name in names
            if not isinstance(self.fields[name].widget, forms.PasswordInput)
        ]
        return hashlib.sha256(repr(typed).encode()).hexdigest()[:16]
