"""A weighing day as it was typed, and what must come of it: worked out here, by hand, from the rules of the spec.

Nothing of the product is asked: not its prices, not its rounding, not its sharing.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

DUES = 7_500  # a month, and one month is owed
IN_CASH = 1_000_000
AWAY = 3  # members of `set_up` who stay at home
NEWCOMERS = ("Partinah", "Wagiyem", "Suminten", "Legiyah")
FIRST = (
    "Sutinah", "Kasiyem", "Tukinem", "Rusmini", "Poniyem", "Jumirah", "Warsini", "Ngatinah", "Sarinem", "Mujiati",
    "Kartini", "Samirah",
)  # fmt: skip
LAST = ("Widodo", "Slamet", "Prawira", "Santosa", "Raharjo", "Gunawan", "Bejo", "Kusnadi", "Marto", "Utomo")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of waste: what it is called, its unit, rupiah per kilogram, litre or piece, deduction, its class."""

    name: str
    unit: str
    price: int
    sipsn: str
    deduction_bp: int = 0


KINDS = (
    Kind("Kardus", "g", 1700, "paper"),
    Kind("Botol PET bersih", "g", 4000, "plastic"),
    Kind("Tray telur", "pcs", 150, "paper"),
    Kind("Jelantah", "ml", 4000, "other"),
    Kind("Gelas plastik", "g", 3000, "plastic"),
    Kind("Kertas HVS", "g", 1500, "paper"),
    Kind("Besi", "g", 4000, "metal", 500),
    Kind("Kaleng", "g", 1700, "metal", 500),
    Kind("Botol kaca", "g", 300, "glass"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A kind and the keys that were pressed for its weight."""

    kind: Kind
    text: str

    @property
    def quantity(self) -> int:
        if self.kind.unit == "pcs":
            return int(self.text)
        whole, _comma, rest = self.text.partition(",")
        return int(whole) * 1000 + int(rest.ljust(3, "0"))

    @property
    def amount(self) -> int:
        value = self.quantity * self.kind.price
        return value if self.kind.unit == "pcs" else half_up(value, 1000)

    def typed(self) -> dict[str, Any]:
        return {"name": self.kind.name, "text": self.text, "quantity": self.quantity}


def half_up(a: int, b: int) -> int:
    return (2 * a + b) // (2 * b)


def shared(total: int, weights: list[int]) -> list[int]:
    """Floors; what is left goes one each to the largest fractions, ties to the earlier."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


def nets(lines: list[Line]) -> list[int]:
    """What each line is worth after the deduction, which is taken from all lines of one rate together."""
    found = [0] * len(lines)
    for rate in {line.kind.deduction_bp for line in lines}:
        own = [i for i, line in enumerate(lines) if line.kind.deduction_bp == rate]
        gross = sum(lines[i].amount for i in own)
        for i, part in zip(
            own, shared(gross - half_up(gross * rate, 10_000), [lines[i].amount for i in own]), strict=True
        ):
            found[i] = part
    return found


@dataclass(slots=True)
class Visit:
    """One member at the table; each correction is a version. `asked`: 0 for all of it."""

    name: str
    number: int
    versions: list[list[Line]]
    way: str
    asked: int = 0
    part: str = "all"
    requests: list[int] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return self.versions[-1]

    @property
    def values(self) -> list[int]:
        return [sum(nets(lines)) for lines in self.versions]

    @property
    def net(self) -> int:
        return self.values[-1]

    def of_value(self, value: int) -> int:
        return min(self.asked or value, value)

    @property
    def donated(self) -> int:
        return self.of_value(self.net) if self.way == "donate" else 0

    @property
    def dues(self) -> int:
        return min(self.of_value(self.net), DUES) if self.way == "dues" else 0

    @property
    def saved(self) -> int:
        return self.net - self.donated - self.dues

    @property
    def holds(self) -> list[int]:
        """Cash asked for at the table and later; what a correction leaves uncovered is called off."""
        at_table = self.of_value(self.values[0]) if self.way == "cash" else 0
        covered = at_table <= min(self.values)
        return [*([at_table] if at_table and covered else []), *self.requests]

    @property
    def falls_short(self) -> bool:
        ours = self.values[:1] if self.way == "cash" else self.values
        return any(self.asked > value for value in ours)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is typed from beginning to end: a visit, a correction or a request."""

    kind: str
    visit: Visit
    lines: tuple[Line, ...] = ()
    amount: int = 0

    def typed(self) -> dict[str, Any]:
        visit = self.visit
        return {
            "kind": self.kind, "name": visit.name, "number": visit.number, "way": visit.way, "part": visit.part,
            "asked": visit.asked, "amount": self.amount, "lines": [line.typed() for line in self.lines],
        }  # fmt: skip


@dataclass(slots=True)
class Day:
    """What was typed, in order."""

    steps: list[Step] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(step.kind == kind for step in self.steps)

    def stock(self) -> dict[str, list[int]]:
        """Quantity and value of each kind."""
        found = {kind.name: [0, 0] for kind in KINDS}
        for visit in self.visits:
            for line, net in zip(visit.lines, nets(visit.lines), strict=True):
                found[line.kind.name][0] += line.quantity
                found[line.kind.name][1] += net
        return found

    def told(self) -> dict[str, Any]:
        """What the environment office is told: nothing was sold yet, so what came is there."""
        stock = self.stock()
        grams: Counter[str] = Counter()
        for kind in KINDS:
            if kind.unit == "g":
                grams[kind.sipsn] += stock[kind.name][0]
        columns = {"paper": "Kertas dan karton", "plastic": "Plastik", "metal": "Logam", "glass": "Kaca"}
        apart = [kind for kind in KINDS if kind.unit != "g"]
        return {
            "members": len(self.visits), "active": len(self.visits), "sold_rupiah": 0,
            "credited_rupiah": sum(visit.net for visit in self.visits),
            "classes": [{"class": name, "column": columns[name], **came(amount)} for name, amount in grams.items()],
            "apart": [{"item": kind.name, "unit": kind.unit, **came(stock[kind.name][0])} for kind in apart],
        }  # fmt: skip

    def books(self) -> dict[str, Any]:
        """What every book must say in the evening, in the words of `weighing_day_world.look`."""
        visits, receipts = self.visits, self.count("visit") + self.count("correction")
        holds = sorted(hold for visit in visits for hold in visit.holds)
        return {
            "receipts": list(range(1, receipts + 1)),
            "visits": {
                visit.name: [len(visit.versions), {line.kind.name: line.quantity for line in visit.lines}, visit.net]
                for visit in visits
            },
            "passbooks": {visit.name: [visit.saved, sum(visit.holds)] for visit in visits},
            "holds": holds,
            "coverage": [[days, sum(holds), IN_CASH, max(0, sum(holds) - IN_CASH)] for days in (7, 14, 30, 60)],
            "stock": self.stock(),
            "accounts": {
                "1101": IN_CASH, "1201": 0, "1301": sum(visit.net for visit in visits),
                "2101": -sum(visit.saved for visit in visits), "2201": -sum(visit.donated for visit in visits),
                "4202": -sum(visit.dues for visit in visits),
            },
            "report": self.told(),
            "hours": len(visits),
            "flags": sorted(["shortfall", visit.name] for visit in visits if visit.falls_short),
            "facts": {"accepted": len(self.steps) + len(NEWCOMERS)},
            "clashes": 0,
            "gaps": [],
        }  # fmt: skip


def came(amount: int) -> dict[str, int]:
    """A line of the report for goods that came and lie there."""
    gone = dict.fromkeys(("opening", "gain", "sold", "transferred", "susut", "residue"), 0)
    return {"in": amount, "closing": amount, **gone}


def people(count: int) -> list[str]:
    """Names that stand for one person each."""
    names = [f"{first} {last}" for last in LAST for first in FIRST]
    return names[:count]


def weight(dice: random.Random, kind: Kind) -> str:
    if kind.unit == "pcs":
        return str(dice.randint(1, 60))
    if dice.random() < 0.02:
        return str(dice.randint(51, 80))  # asked about, and right
    grams = dice.choice([dice.randrange(100, 12_000, 100), dice.randrange(10, 20_000, 10), dice.randrange(5, 3000)])
    whole, rest = divmod(grams, 1000)
    return f"{whole},{rest:03}".rstrip("0").rstrip(",")


def way_of(dice: random.Random, net: int) -> tuple[str, int, str]:
    """As the demo's association uses its value: most is saved."""
    way = dice.choices(["save", "cash", "donate", "dues"], [50, 26, 14, 10])[0]
    if way == "save":
        return way, 0, "all"
    quick = [amount for amount in (5_000, 10_000, 20_000, 50_000) if amount < net]
    part = dice.choice(["all", "other", *(["quick"] if quick else [])])
    if part == "all":
        return way, 0, "all"
    if part == "quick":
        asked = dice.choice(quick)
        return way, asked, str(asked)
    return way, dice.randrange(1_000, net + 4_000, 500), "other"


def corrected(dice: random.Random, lines: list[Line]) -> list[Line]:
    """One line was typed wrongly; sometimes another was forgotten or belonged to somebody else."""
    wrong = dice.randrange(len(lines))
    rest = [line for i, line in enumerate(lines) if i != wrong]
    fresh = [Line(lines[wrong].kind, weight(dice, lines[wrong].kind))]
    turn = dice.random()
    if turn < 0.3:
        taken = {line.kind for line in lines}
        kind = dice.choice([kind for kind in KINDS if kind not in taken])
        fresh.append(Line(kind, weight(dice, kind)))
    elif turn < 0.5:
        rest.pop(dice.randrange(len(rest)))
    return rest + fresh


def typed_day(*, members: int, corrections: int, requests: int, seed: int) -> Day:
    """`members` visits of five lines each, some by newcomers, with corrections at once and later, and requests."""
    dice = random.Random(seed)
    known = people(members - len(NEWCOMERS))
    who = [(name, number) for number, name in enumerate(known, AWAY + 1)] + [(name, 0) for name in NEWCOMERS]
    dice.shuffle(who)
    at_once = set(dice.sample(range(members), corrections // 2))
    later = set(dice.sample(range(members // 4, members), corrections - len(at_once)))
    asking = set(dice.sample(range(members // 3, members), requests))
    day = Day()
    for turn, (name, number) in enumerate(who):
        lines = [Line(kind, weight(dice, kind)) for kind in dice.sample(KINDS, 5)]
        visit = Visit(name, number, [lines], *way_of(dice, sum(nets(lines))))
        day.visits.append(visit)
        day.steps.append(Step("visit", visit, tuple(lines)))
        if turn in at_once:
            correct(dice, day, visit)
        if turn in later:
            correct(dice, day, dice.choice([one for one in day.visits[: turn // 2] if not one.requests]))
        if turn in asking:
            ask(dice, day)
    return day


def correct(dice: random.Random, day: Day, visit: Visit) -> None:
    lines = corrected(dice, visit.lines)
    visit.versions.append(lines)
    day.steps.append(Step("correction", visit, tuple(lines)))


def ask(dice: random.Random, day: Day) -> None:
    """Somebody who saved comes back for a part of it."""
    savers = [one for one in day.visits if one.way == "save" and one.number and not one.requests]
    visit = dice.choice([one for one in savers if len(one.versions) == 1])
    visit.requests.append(dice.randrange(1_000, visit.net, 500))
    day.steps.append(Step("request", visit, amount=visit.requests[0]))
