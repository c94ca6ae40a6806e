"""A new PIN as actions take it: hard to guess, and typed twice alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.pins import check_new_pin
from guyub.foundation.core.reading import Unreadable
from guyub.foundation.core.sentences import bad_input


def check_pin(pin: str, *, again: str, phone: str) -> None:
    """Raise `BadInput` unless `pin` is good and was typed twice alike."""
    try:
        check_new_pin(pin, phone=phone)
    except Unreadable as error:
        raise bad_input(error, field="pin") from None
    if pin != again:
        raise BadInput(_("The two PINs are not the same. Type both again."), field="pin_again", code="pin_differs")
