"""Countries by ISO 3166 code, named in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

from guyub.foundation.members.choices import COUNTRIES_FIRST

CODES = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == 2 and code.isalpha() and code not in {"ZZ", "EU", "EZ", "UN", "XA", "XB"}
)
_SHORT = {"HK": "Hong Kong", "MO": "Macau", "TW": "Taiwan"}  # the long forms of the tables are nobody's words


def name_of(code: str) -> str:
    """Return what people call the country."""
    return _SHORT.get(code) or _territories(get_language() or "id").get(code, code)


def choices() -> list[tuple[str, str]]:
    """Return (code, name): the frequent ones first, then all others by name."""
    rest = sorted((name_of(code), code) for code in CODES - {"ID", *COUNTRIES_FIRST})
    return [(code, name_of(code)) for code in COUNTRIES_FIRST] + [(code, name) for name, code in rest]


@lru_cache(maxsize=4)
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language.split("-", maxsplit=1)[0]).territories)
