"""What recycling saves, by named methods: an estimate with its method and version, never a bare number.

grams of CO2e = half_up(grams sold × factor / 1000), the factor in grams of CO2e for a kilogram. Figures of different
sets stand beside each other; they are never added. A material without a factor stays without a figure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from guyub.foundation.core.money import half_up

_DATA = Path(__file__).resolve().parent.parent / "data" / "impact_factors.json"


@dataclass(frozen=True, slots=True)
class FactorSet:
    """The factors of one publication. `factors` maps a material to grams of CO2e for a kilogram.

    `raw` holds the published figures where they come in another unit; `unsure` the materials that were noted from
    memory. `landfill_methane` is what a kilogram of paper gives off in a landfill, if the publication says.
    """

    code: str
    name: str
    version: str
    method: str
    source: str
    licence: str
    note: str
    factors: Mapping[str, int]
    raw: Mapping[str, str]
    unsure: frozenset[str]
    landfill_methane: int | None

    @property
    def title(self) -> str:
        """Return the name with its version, as it stands beside every figure."""
        return titled(self.name, self.version)


def titled(name: str, version: str) -> str:
    """Return a name that tells its version."""
    return name if version in name else f"{name} ({version})"


@cache
def factor_sets() -> tuple[FactorSet, ...]:
    """Return all sets of factors, the default one first."""
    rows = json.loads(_DATA.read_text(encoding="utf-8"))["sets"]
    return tuple(
        FactorSet(
            code=row["code"],
            name=row["name"],
            version=row["version"],
            method=row["method"],
            source=row["source"],
            licence=row["licence"],
            note=row["note"],
            factors=MappingProxyType(dict(row["grams_per_kg"])),
            raw=MappingProxyType(dict(row.get("tonnes_per_short_ton", {}))),
            unsure=frozenset(row.get("from_memory", ())),
            landfill_methane=row.get("landfill_methane_grams_per_kg"),
        )
        for row in rows
    )


@cache
def materials() -> tuple[str, ...]:
    """Return every material that some set knows, in the order of the file."""
    names: dict[str, None] = {}
    for each in factor_sets():
        names.update(dict.fromkeys(each.factors))
    return tuple(names)


def set_of(code: str) -> FactorSet | None:
    """Return the set of a code, None if it is not kept."""
    return next((each for each in factor_sets() if each.code == code), None)


def grams_saved(grams_sold: int, factor: int) -> int:
    """Return grams of CO2e for grams sold: 96,400 g of PET at 1,650 g/kg are 159,060 g."""
    return half_up(grams_sold * factor, 1000)


@dataclass(frozen=True, slots=True)
class Saving:
    """What one set says: grams of CO2e in all and by material, and the grams for which it has no factor."""

    factors: FactorSet
    by_material: tuple[tuple[str, int, int], ...]  # material, grams sold, grams of CO2e
    without_factor: tuple[tuple[str, int], ...]  # what was sold, grams

    @property
    def total(self) -> int:
        return sum(saved for _material, _grams, saved in self.by_material)

    @property
    def counted(self) -> int:
        """Return the grams behind the figure."""
        return sum(grams for _material, grams, _saved in self.by_material)

    @property
    def uncounted(self) -> int:
        return sum(grams for _name, grams in self.without_factor)


def saving(factors: FactorSet, sold: Mapping[str, int], material_of: Mapping[str, str]) -> Saving:
    """Work out one set: grams sold by item name, and which material each item counts as in this set."""
    by_material: dict[str, int] = {}
    without: dict[str, int] = {}
    for item, grams in sold.items():
        material = material_of.get(item, "")
        if material in factors.factors:
            by_material[material] = by_material.get(material, 0) + grams
        elif grams:
            without[item] = without.get(item, 0) + grams
    order = {name: place for place, name in enumerate(factors.factors)}
    return Saving(
        factors,
        tuple(
            (name, by_material[name], grams_saved(by_material[name], factors.factors[name]))
            for name in sorted(by_material, key=order.__getitem__)
        ),
        tuple(sorted(without.items())),
    )


PAPER = ("cardboard", "paper", "mixed_paper")


def paper_methane(saved: Saving) -> int | None:
    """Return the landfill gas of the paper that was sold, as a line of its own; None if the set says nothing of it."""
    if saved.factors.landfill_methane is None:
        return None
    grams = sum(grams for material, grams, _saved in saved.by_material if material in PAPER)
    return grams_saved(grams, saved.factors.landfill_methane)
