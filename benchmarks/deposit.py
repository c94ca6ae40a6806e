"""Five-line visits a second through `record_deposit`, and the same statements by the bare driver; both durable."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.floor import Statement, copy_database, recording, replay, use_database
from benchmarks.harness import Section, installation, median_ms, percentile, stopwatch

if TYPE_CHECKING:
    from benchmarks.world import WeighingDay  # importing it for real needs the installation

VISITS = 400
MEMBERS = 100
WARM_UP = 100
BLOCK = 20


def main() -> None:
    folder = installation("guyub-deposit")
    from benchmarks.world import weighing_day  # noqa: PLC0415 -- needs the installation
    from guyub.foundation.core.tenancy import tenant  # noqa: PLC0415

    day = weighing_day(members=MEMBERS)
    with tenant(day.org.pk):
        for serial in range(WARM_UP):
            day.visit(serial)
        database, copy = folder / "guyub.sqlite3", folder / "floor.sqlite3"
        copy_database(database, copy)
        transactions = _recorded(folder, copy, day)
        use_database(database)
        taken: list[float] = []
        floor: list[float] = []
        for start in range(0, VISITS, BLOCK):  # in turns, so that both meet the same machine
            for serial in range(start, start + BLOCK):
                with stopwatch() as spent:
                    day.visit(WARM_UP + serial)
                taken.append(spent())
            floor += replay(copy, transactions[start : start + BLOCK])
    section = Section(
        "A visit of five lines, saved, with receipt; durable commits",
        ["", "visits/s", "median", "p95", "of the floor"],
        [
            _row("bare sqlite3, the same statements", floor, 1.0),
            _row("`record_deposit`", taken, statistics.median(floor) / statistics.median(taken)),
        ],
        [
            f"{len(transactions[-1])} statements a visit, from the checks to the trail; triggers on both sides.",
            f"In turns of {BLOCK} visits; the share compares medians.",
        ],
    )
    print(json.dumps([section.__dict__]) if "--json" in sys.argv else section.markdown())


def _recorded(folder: Path, copy: Path, day: WeighingDay) -> list[list[Statement]]:
    """Return the statements of the same visits, run once on another copy: same work, same start."""
    again = folder / "again.sqlite3"
    copy_database(copy, again)
    use_database(again)
    transactions: list[list[Statement]] = []
    for serial in range(VISITS):
        with recording() as statements:
            day.visit(WARM_UP + serial)
        transactions.append([s for s in statements if s[0].split()[0] in {"SELECT", "INSERT", "UPDATE"}])
    return transactions


def _row(name: str, seconds: list[float], ratio: float) -> list[str]:
    return [
        name,
        f"{len(seconds) / sum(seconds):.0f}",
        f"{median_ms(seconds):.2f} ms",
        f"{percentile(seconds, 0.95) * 1000:.2f} ms",
        f"{ratio * 100:.0f} %",
    ]


if __name__ == "__main__":
    main()
