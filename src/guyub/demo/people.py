"""Who belongs to the demo association: 240 members at the end of 2023, all invented, the same on every machine.

Shares and figures come from `data/params.json`, names from `data/names.csv`. Phones start with 0840, which no
operator has.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

DATA = Path(__file__).parent / "data"
START, END = date(2021, 1, 1), date(2023, 12, 31)

T = TypeVar("T")

# Where the members of a village without a post bring their waste: to the nearest one.
NEAREST_POST = {
    "Samudra": "Gumelar",
    "Samudra Kulon": "Gumelar",
    "Gancang": "Gumelar",
    "Cilangkap": "Cihonje",
}
COUNTRIES = {
    "Hong Kong": "HK",
    "Taiwan": "TW",
    "Malaysia": "MY",
    "Singapura": "SG",
    "Arab Saudi": "SA",
    "Brunei": "BN",
    "Makau/Korea": "KR",
}
KINDS = {"purna_pmi": "former_migrant", "keluarga_pmi": "family", "pendamping": "companion"}


@cache
def params() -> dict[str, Any]:
    """Return the figures of the demo."""
    return json.loads((DATA / "params.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def names() -> dict[str, list[str]]:
    """Return the name lists by group."""
    groups: dict[str, list[str]] = {}
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            groups.setdefault(row["kelompok"], []).append(row["nama"])
    return groups


@dataclass(frozen=True, slots=True)
class Stay:
    """A time of work abroad."""

    country: str
    sector: str
    year_from: int
    year_to: int


@dataclass(frozen=True, slots=True)
class Person:
    """A member to be registered. `number` counts from 1 in the order of joining."""

    number: int
    name: str
    sex: str
    birth_year: int
    kind: str
    village: str
    village_code: str
    hamlet: str
    rt: int
    rw: int
    phone: str
    phone_shared: bool
    joined_on: date
    left_on: date | None
    stay: Stay | None
    skills: tuple[str, ...]

    @property
    def post(self) -> str:
        """The post where she brings her waste."""
        return NEAREST_POST.get(self.village, self.village)


def pick(rng: Random, shares: dict[T, float]) -> T:
    """Choose a key by its share."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def people(rng: Random) -> list[Person]:
    """Return all who were ever members: 240 who stay and 14 who left, by date of joining."""
    homes = _homes(rng)
    joined = _joining_dates(rng, len(homes))
    made = [
        _person(rng, number=i + 1, home=home, joined_on=day, leaves=leaves)
        for i, ((home, leaves), day) in enumerate(zip(homes, joined, strict=True))
    ]
    return _with_namesakes(made)


def _homes(rng: Random) -> list[tuple[tuple[str, str], bool]]:
    """Return ((code, village), leaves) in order of joining: the quota of each village stays, 14 more leave."""
    stay: list[tuple[str, str]] = []
    for key, count in params()["members_by_village_end2023"].items():
        code, _space, village = key.partition(" ")
        stay += [(code, village)] * count
    homes = [(home, False) for home in stay]
    rng.shuffle(homes)
    for home in rng.choices(stay, k=params()["members"]["exits_total"]):
        homes.insert(rng.randrange(20, 200), (home, True))
    return homes


def _joining_dates(rng: Random, total: int) -> list[date]:
    """Return ascending dates: the founders on 1 January 2021, the others at the given rate a month."""
    founders = params()["members"]["on_2021_01_01"]
    rates = params()["members"]["joins_per_month"]
    months = [(year, month) for year in (2021, 2022, 2023) for month in range(1, 13)]
    weights = [rates[str(year)] for year, _month in months]
    later = rng.choices(months, weights=weights, k=total - founders)
    return [START] * founders + sorted(date(year, month, rng.randint(1, 28)) for year, month in later)


def _person(rng: Random, *, number: int, home: tuple[str, str], joined_on: date, leaves: bool) -> Person:
    shape = params()["members"]
    sex = "f" if rng.random() < shape["female"] else "m"
    birth = min(max(round(rng.gauss(shape["birth_year"]["mean"], shape["birth_year"]["sd"])), 1955), 2003)
    kind = KINDS[pick(rng, shape["type"])]
    phone = pick(rng, shape["phone"])
    left_on = None
    if leaves:
        left_on = min(joined_on + timedelta(days=rng.randint(200, 700)), END - timedelta(days=rng.randint(10, 90)))
        left_on = max(left_on, joined_on + timedelta(days=30))
    return Person(
        number=number,
        name=_name(rng, sex, birth),
        sex=sex,
        birth_year=birth,
        kind=kind,
        village=home[1],
        village_code=home[0],
        hamlet=rng.choice(["Karanganyar", "Kalisari", "Sidamulya", "Wanasari", "Tegalsari", "Krajan"]),
        rt=rng.randint(1, 6),
        rw=rng.randint(1, 8),
        phone="" if phone == "none" else f"+62840000{number:05d}",
        phone_shared=phone == "shared_with_family",
        joined_on=joined_on,
        left_on=left_on,
        stay=_stay(rng, birth, joined_on) if kind == "former_migrant" else None,
        skills=tuple(skill for skill, share in shape["skills"].items() if rng.random() < share),
    )


def _name(rng: Random, sex: str, birth_year: int) -> str:
    """One word for most of the older ones, two for most of the younger."""
    shares = params()["members"]["single_word_name_by_cohort"]
    cohort = "<1980" if birth_year < 1980 else "1980-1989" if birth_year < 1990 else ">=1990"
    groups = names()
    if sex == "m":
        return rng.choice(groups["laki_laki_satu_kata"])
    if rng.random() < shares[cohort]:
        return rng.choice(groups["perempuan_1965_1984_satu_kata"])
    return f"{rng.choice(groups['perempuan_1980_2000_depan'])} {rng.choice(groups['perempuan_belakang'])}"


def _stay(rng: Random, birth_year: int, joined_on: date) -> Stay:
    spread = params()["members"]["years_abroad_lognormal"]
    years = min(max(round(rng.lognormvariate(0, spread["sigma"]) * spread["median"]), 1), spread["max"])
    back = rng.randint(min(birth_year + 20 + years, joined_on.year), joined_on.year)
    country = COUNTRIES[pick(rng, params()["members"]["destination_last"])]
    sector = rng.choice(["domestic", "domestic", "domestic", "care", "factory"])
    return Stay(country=country, sector=sector, year_from=back - years, year_to=back)


def _with_namesakes(made: Sequence[Person]) -> list[Person]:
    """Give three pairs in one village the same name: real, and a trap for every search and merge."""
    changed = list(made)
    for village in ("Cihonje", "Gumelar", "Paningkaban"):
        women = [i for i, person in enumerate(changed) if person.village == village and person.sex == "f"]
        first, second = women[-2:]  # officers are chosen from the beginning: they should be told apart
        twin = changed[second]
        fields = {name: getattr(twin, name) for name in Person.__slots__}
        changed[second] = Person(**{**fields, "name": changed[first].name})
    return changed
