"""Names as people write them, and the key under which spellings of one name meet. No Django in here.

Old and new spelling, Arabic letters and the silent h fall together: Djuminah, Juminah and Jumina have one key.
A title in front ("Bu Sutinah", "Hj. Aminah") is no part of the name.
"""

from __future__ import annotations

import re
import unicodedata

TITLES = {
    "bu": "bu", "ibu": "bu", "bunda": "bu", "ny": "bu", "nyonya": "bu", "mbak": "mbak", "mba": "mbak", "mb": "mbak",
    "yu": "mbak", "pak": "pak", "bapak": "pak", "bpk": "pak", "tn": "pak", "tuan": "pak", "mas": "mas", "kang": "mas",
    "sdri": "", "sdr": "", "hj": "", "hajah": "", "haji": "", "h": "", "mbah": "", "nini": "", "almh": "", "alm": "",
}  # fmt: skip
"""Title as written, without its dot → the honorific it stands for ("" if none)."""

# In this order: each pair is (pattern, replacement) on lower-case letters.
_FOLDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"oe", "u"),  # Soetinah
        (r"dj", "j"),  # Djuminah
        (r"tj", "c"),  # Tjasmini
        (r"nj", "ny"),
        (r"(sj|sy|sh)", "s"),  # Syarifah, Sarifah
        (r"(kh|ch)", "k"),  # Khotimah, Kotimah
        (r"[dt]h", lambda found: found.group()[0]),  # Fathonah, Budhi
        (r"(ph|[fv])", "p"),  # Fitri, Pitri
        (r"[zx]", "j"),  # Zaenab, Jaenab
        (r"q", "k"),
        (r"a[ey]", "ai"),  # Zaenab, Zainab
        (r"iy(?=[aeou])", "i"),  # Tukiyah, Tukiah
        (r"uw(?=[aeio])", "u"),  # Suwarti, Suarti
        (r"ie", "i"),
        (r"(?<=[^aeiou])y(?=[^aeiou]|$)", "i"),  # Sry
        (r"h\b", ""),  # Aminah, Amina
        (r"'", ""),
        (r"(.)\1+", r"\1"),  # Muhammad, Muhamad
    )
)


def clean(name: str) -> str:
    """Return `name` with single spaces, no control characters, and capitals if it was written in one case only."""
    text = " ".join(unicodedata.normalize("NFC", name).split()).strip(" .,;-")
    text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")
    return text.title().replace("'S", "'s") if text.isupper() or text.islower() else text


def split_title(name: str) -> tuple[str, str]:
    """Return (honorific, name without titles): ("bu", "Sutinah") for "Bu Hj. Sutinah". A bare title stays a name."""
    words = name.split()
    honorific = ""
    while len(words) > 1:
        title = words[0].lower().rstrip(".")
        if title not in TITLES:
            break
        honorific = honorific or TITLES[title]
        words = words[1:]
    return honorific, " ".join(words)


def fold(text: str) -> str:
    """Return the key of some words: spellings that sound alike have one key."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))  # noqa: RUF001 -- as phones type it
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = " ".join(re.sub(r"[^a-z0-9' ]+", " ", plain).split())
    for pattern, replacement in _FOLDS:
        plain = pattern.sub(replacement, plain)
    return " ".join(plain.split())


def name_key(name: str) -> str:
    """Return the key of a name without its title: equal keys are the first sign of a duplicate."""
    return fold(split_title(name)[1])


def search_key(name: str, nickname: str = "") -> str:
    """Return what is stored for the search: the key of the name, then that of the nickname if it adds something."""
    full, short = name_key(name), fold(nickname)
    return full[:200] if short in full.split() or not short else f"{full} | {short}"[:200]
