"""What happened at the waste bank in three years: who came when, with what, and what she did with its value.

A plan in plain dataclasses, drawn from one seed; `build` hands it to the real actions. Weights are integers: g, ml,
pieces.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from guyub.demo.calendar_days import before_lebaran, in_ramadan, is_suspended, months, sundays
from guyub.demo.people import DATA, Person, params

ZONE = ZoneInfo("Asia/Jakarta")
UNITS = {"kg": "g", "liter": "ml", "biji": "pcs"}


@dataclass(frozen=True, slots=True)
class PlannedPrice:
    """A price from a day on, in rupiah per kg, litre or piece; `sell` is what the collector pays."""

    code: str
    name: str
    unit: str
    starts_on: date
    buy: int
    sell: int


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One weighed kind. `typed` differs from `quantity` where the officer's finger slipped by a factor of ten."""

    code: str
    quantity: int
    typed: int


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A member at the scale. `way` is save, cash, donate or dues; `recorded_after` > 0: sent later."""

    member: int
    happened_at: datetime
    recorded_after: timedelta
    lines: tuple[PlannedLine, ...]
    way: str

    @property
    def slipped(self) -> bool:
        """Whether a comma was missed in one of its lines."""
        return any(line.typed != line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A weighing day at one post."""

    post: str
    opens_at: datetime
    closes_at: datetime
    visits: tuple[PlannedVisit, ...]


@cache
def prices() -> list[PlannedPrice]:
    """Return all price rows. Batteries (aki) are hazardous and stay off."""
    with (DATA / "waste_prices.csv").open(encoding="utf-8", newline="") as file:
        return [
            PlannedPrice(
                code=row["jenis_kode"],
                name=row["jenis"],
                unit=UNITS[row["satuan"]],
                starts_on=date.fromisoformat(row["berlaku_mulai"]),
                buy=int(row["beli_rp"]),
                sell=int(row["jual_rp"]),
            )
            for row in csv.DictReader(file)
            if row["jenis_kode"] != "AKI"
        ]


def sell_price(code: str, day: date) -> int:
    """Return what the collector pays on `day`."""
    return [price.sell for price in prices() if price.code == code and price.starts_on <= day][-1]


def sessions(rng: Random, people: Sequence[Person]) -> Iterator[PlannedSession]:
    """Yield the weighing days of all posts in order of time."""
    reopened: set[str] = set()
    for year, month in months():
        planned = []
        for post, times in params()["waste_bank"]["posts"].items():
            days = [sundays(year, month)[week] for week in ((0, 2) if times == 2 else (1,))]
            planned += [(day, post, times) for day in days if not is_suspended(day)]
        for day, post, times in sorted(planned):
            first_again = year == 2021 and month >= 9 and post not in reopened
            if first_again:
                reopened.add(post)
            yield _session(rng, people, day=day, post=post, times=times, heavy=1.8 if first_again else 1.0)


def _session(
    rng: Random, people: Sequence[Person], *, day: date, post: str, times: int, heavy: float
) -> PlannedSession:
    opens = datetime.combine(day, time(8, 0), ZONE)
    here = [p for p in people if p.post == post and p.joined_on <= day and (p.left_on is None or day < p.left_on)]
    chance = _active_share(day) / times * (0.85 if in_ramadan(day) else 1.0)
    offline = timedelta(days=rng.randint(1, 3)) if rng.random() < 0.08 else timedelta(0)
    come = [person for person in here if rng.random() < chance]
    rng.shuffle(come)
    gap = 130 * 60 // max(len(come), 1)
    visits = []
    for place, person in enumerate(come):
        moment = opens + timedelta(seconds=place * gap + rng.randint(20, max(gap - 20, 21)))
        lines = _lines(rng, day, heavy)
        if lines:
            visits.append(
                PlannedVisit(
                    member=person.number,
                    happened_at=moment,
                    recorded_after=offline,
                    lines=lines,
                    way=rng.choices(["save", "cash", "donate", "dues"], weights=[64, 18, 12, 6])[0],
                )
            )
    return PlannedSession(post, opens, datetime.combine(day, time(10, 30), ZONE), tuple(visits))


def _active_share(day: date) -> float:
    """Return the share of members that comes in the month of `day`: the weak enthusiasm, then the recovery."""
    key = f"{day:%Y-%m}"
    for span, share in params()["waste_bank"]["active_share_of_members_per_month"].items():
        first, last = span.split("..")
        if first <= key <= f"{first[:5]}{last}":
            return float(share)
    return 0.0


def _lines(rng: Random, day: date, heavy: float) -> tuple[PlannedLine, ...]:
    lines = []
    for code, (chance, median, sigma) in params()["waste_bank"]["category"].items():
        scarce_oil = code == "JLT" and "2022-03" <= f"{day:%Y-%m}" <= "2022-06"
        if rng.random() >= (0.10 if scarce_oil else chance):
            continue
        factor = heavy * (1.4 if code == "KRD" and before_lebaran(day) else 1.0)
        tenths = max(round(rng.lognormvariate(0, sigma) * median * factor * 10), 1)
        quantity = min(tenths, 480) * 100  # the scale shows 0,1 kg
        typed = quantity * 10 if rng.random() < 1 / 250 and quantity <= 20_000 else quantity
        lines.append(PlannedLine(code, quantity, typed))
    return tuple(lines)
