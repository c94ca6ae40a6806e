"""Phone numbers as actions take them: read by `core.phones`, refused with a sentence."""

from __future__ import annotations

from guyub.foundation.core.phones import parse_phone
from guyub.foundation.core.reading import Unreadable
from guyub.foundation.core.sentences import bad_input


def read_phone(text: str, *, field: str = "phone") -> str:
    """Return the number in E.164, or raise `BadInput` about `field`."""
    try:
        return parse_phone(text)
    except Unreadable as error:
        raise bad_input(error, field=field) from None
