"""Villages (desa) that members live in: those of the association's own district."""

from __future__ import annotations

from dataclasses import dataclass

from guyub.foundation.core import regions, search
from guyub.foundation.organizations.models import Organization

_SURE = 93  # of 100: a spelling this near is taken and told; one further off is asked


@dataclass(frozen=True, slots=True)
class Found:
    """The village that a spelling means, and whether that is beyond doubt."""

    code: str
    sure: bool


def villages_of(org: Organization) -> list[tuple[str, str]]:
    """Return (code, name) of the villages of the association's district, by name."""
    found = ((village.code, village.name) for village in regions.villages(org.region_code))
    return sorted(found, key=lambda pair: pair[1])


def village_name(code: str) -> str:
    """Return the name of a village, or nothing for no code."""
    return regions.name_of(code) or code


def find_village(org: Organization, text: str) -> Found | None:
    """Return the village that `text` means: "Karang Kemojing" is Karangkemojing, "Tiaga" is perhaps Tlaga."""
    village = regions.match_village(text, org.region_code)
    if village is None:
        return None
    written = text.strip().casefold().removeprefix("desa ")
    sure = regions.dotted(text) == village.code or search.similarity(written, village.name) >= _SURE
    return Found(village.code, sure=sure)
