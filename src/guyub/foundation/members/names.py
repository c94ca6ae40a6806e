"""Names as people write them. How they sound is `core.search.key`; no Django in here."""

from __future__ import annotations

import unicodedata

from guyub.foundation.core import search

_HONORIFICS = {
    "bu": "bu ibu bunda ny nyonya", "mbak": "mbak mba mb mbakyu yu", "pak": "pak bapak bpk tn tuan", "mas": "mas kang",
}  # fmt: skip
_HONORIFIC_OF = {title: honorific for honorific, titles in _HONORIFICS.items() for title in titles.split()}


def clean(name: str) -> str:
    """Return `name` with single spaces, no control characters, and capitals if it was written in one case only."""
    text = "".join(
        " " if unicodedata.category(sign)[0] in "CZ" else sign for sign in unicodedata.normalize("NFC", name)
    )
    text = " ".join(text.split()).strip(" .,;-")
    if not (text.isupper() or text.islower()):
        return text
    return " ".join("'".join(_capital(part, n) for n, part in enumerate(word.split("'"))) for word in text.split())


def _capital(part: str, place: int) -> str:
    # Nur'aini: what follows an apostrophe goes on in small letters.
    return part.lower() if place else part[:1].upper() + part[1:].lower()


def split_title(name: str) -> tuple[str, str]:
    """Return (honorific, name without titles): ("bu", "Sutinah") for "Bu Hj. Sutinah". A bare title stays a name."""
    words = name.split()
    honorific = ""
    while len(words) > 1:
        title = words[0].lower().rstrip(".")
        if title not in search.TITLES:
            break
        honorific = honorific or _HONORIFIC_OF.get(title, "")
        words = words[1:]
    return honorific, " ".join(words)


def called(name: str, nickname: str, honorific: str) -> str:
    """Return how she is addressed: "Bu Sutinah", with the nickname if she has one, by her own choice of honorific."""
    short = nickname or name
    return f"{honorific.capitalize()} {short}" if honorific else short


def search_key(name: str, nickname: str = "") -> str:
    """Return what is stored for the search: the key of the name, then that of the nickname if it adds something."""
    full, short = search.key(name), search.key(nickname)
    return full[:200] if not short or short in full.split() else f"{full} | {short}"[:200]


def full_name_key(stored: str) -> str:
    """Return the part of a stored search key that stands for the full name."""
    return stored.split(" | ", maxsplit=1)[0]


def numbered(name: str, number: object) -> str:
    """Return `Sutinah (No. 12)`: which of two with the same name it is, on pages and papers."""
    return f"{name} (No. {number})"
