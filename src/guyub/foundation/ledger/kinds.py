"""Names of the kinds of entries, as people say them, and where their sources are. Each room names its own at start.

register_kind("setoran", _("Deposit"), page="wastebank:deposit")
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guyub.foundation.ledger.entries import OPENING, REVERSAL

_names: dict[str, str | Promise] = {OPENING: _("Opening balances"), REVERSAL: _("Reversal")}
_pages: dict[str, str] = {}


def register_kind(kind: str, name: str | Promise, *, page: str = "") -> None:
    """Say what entries of `kind` are called on the journal and on the receipt check.

    `page` is the URL name of their sources, with the association's slug and the source's id as arguments.
    """
    _names[kind] = name
    if page:
        _pages[kind] = page


def kind_name(kind: str) -> str:
    """Return the name of a kind; a general word while its room has not named it."""
    return str(_names.get(kind, _("Transaction")))


def source_page(kind: str) -> str:
    """Return the URL name of the page of this kind's sources, or nothing."""
    return _pages.get(kind, "")


def kind_choices() -> list[tuple[str, str]]:
    """Return all named kinds, in the order of their names."""
    return sorted(((kind, str(name)) for kind, name in _names.items()), key=lambda choice: choice[1])
