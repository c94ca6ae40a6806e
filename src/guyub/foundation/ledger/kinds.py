"""Names of the kinds of entries, as people say them. Each room names its own at start."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guyub.foundation.ledger.entries import OPENING, REVERSAL

_names: dict[str, str | Promise] = {OPENING: _("Opening balances"), REVERSAL: _("Correction")}


def register_kind(kind: str, name: str | Promise) -> None:
    """Say what entries of `kind` are called on the journal and on the receipt check."""
    _names[kind] = name


def kind_name(kind: str) -> str:
    """Return the name of a kind; a general word while its room has not named it."""
    return str(_names.get(kind, _("Transaction")))
