"""The writes of the books that rooms call."""

from guyub.foundation.ledger.posting import correction, post_entry, reverse_entry
from guyub.foundation.ledger.setup import create_unit, open_account, open_books

__all__ = ["correction", "create_unit", "open_account", "open_books", "post_entry", "reverse_entry"]
