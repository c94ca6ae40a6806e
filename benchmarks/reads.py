"""A passbook page and a balance with ten thousand and with a million passbook lines: the aim is the same time."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.harness import Section, installation, median_ms, percentile, timed

LINES_EACH = 100
SMALL, LARGE = 10_000, 1_000_000
READS = 300


def main() -> None:
    folder = installation("guyub-reads")
    from django.core.management import call_command  # noqa: PLC0415 -- needs the installation

    call_command("collectstatic", verbosity=0, interactive=False)
    figures = {}
    for lines in (SMALL, LARGE):
        figures[lines] = _measure(folder / "guyub.sqlite3", lines)
    section = Section(
        "Reading a member's savings",
        ["", f"{SMALL:,} lines", f"{LARGE:,} lines", "ratio"],
        [
            [
                name,
                *(
                    f"{median_ms(figures[n][name]):.2f} ms (p95 {percentile(figures[n][name], 0.95) * 1000:.2f})"
                    for n in figures
                ),
                f"{median_ms(figures[LARGE][name]) / median_ms(figures[SMALL][name]):.2f}",
            ]
            for name in figures[SMALL]
        ],
        [
            f"Two associations in one database, {LINES_EACH} lines for each member, {READS} reads of members in turn.",
            "The page is the whole answer of the program to a signed-in officer, without the network.",
        ],
    )
    print(json.dumps([section.__dict__]) if "--json" in sys.argv else section.markdown())


def _time(seconds: list[float]) -> str:
    return f"{median_ms(seconds):.2f} ms (p95 {percentile(seconds, 0.95) * 1000:.2f})"


def _measure(database: Path, lines: int) -> dict[str, list[float]]:
    from django.test import Client  # noqa: PLC0415 -- needs the installation
    from django.urls import reverse  # noqa: PLC0415
    from tests.factories import enter, make_membership  # noqa: PLC0415

    from benchmarks.world import weighing_day  # noqa: PLC0415
    from guyub.foundation.core.actor import SYSTEM  # noqa: PLC0415
    from guyub.foundation.core.tenancy import tenant  # noqa: PLC0415
    from guyub.foundation.ledger.balances import party_balance  # noqa: PLC0415
    from guyub.livelihoods.wastebank.queries.passbook import passbook  # noqa: PLC0415

    day = weighing_day(members=lines // LINES_EACH, slug=f"tolok-{lines}")
    _fill(database, day.org.pk.hex, [member.hex for member in day.members])
    client = Client(headers={"user-agent": "benchmark"}, SERVER_NAME="localhost")
    enter(client, make_membership(day.org, "treasurer").user)
    step = max(len(day.members) // READS, 1)
    turn = iter(day.members[::step] * READS)
    pages = iter(day.members[::step] * READS)
    with tenant(day.org.pk):
        found = {
            "passbook, 25 lines (query)": timed(
                lambda: passbook(org=day.org, by=SYSTEM, member_id=next(turn)), repeat=READS
            ),
            "balance (books)": timed(
                lambda: party_balance(org=day.org, account="2101", party=next(turn)), repeat=READS
            ),
        }

    def page() -> None:
        answer = client.get(reverse("wastebank:passbook", args=[day.org.slug, next(pages)]))
        assert answer.status_code == 200, answer.status_code

    page()
    found["passbook (page)"] = timed(page, repeat=READS)
    return found


def _fill(database: Path, org: str, members: list[str]) -> None:
    """Write pockets, their lines and the books' balances of the members in bulk."""
    bare = sqlite3.connect(database)
    kind = bare.execute("SELECT id FROM wastebank_pocketkind WHERE org_id = ? AND code = 'reguler'", [org]).fetchone()[
        0
    ]
    now = datetime(2022, 3, 6, 1, tzinfo=UTC)
    with bare:
        bare.executemany(
            "INSERT INTO wastebank_pocket (id, org_id, member_id, kind_id, label, balance, held, last_no, opened_at)"
            " VALUES (?, ?, ?, ?, '', ?, 0, ?, ?)",
            [(f"{i:032x}", org, m, kind, 500 * LINES_EACH, LINES_EACH, str(now)) for i, m in _numbered(org, members)],
        )
        bare.executemany(
            "INSERT INTO wastebank_passbookline (id, org_id, pocket_id, no, kind, amount, balance_after, happened_at,"
            " recorded_at, source_id, entry_id, receipt_number) VALUES (?, ?, ?, ?, 'deposit', 500, ?, ?, ?, ?, ?, ?)",
            _lines(org, members, now),
        )
        bare.executemany(
            "INSERT INTO ledger_partybalance (id, org_id, account, party, debit, credit, guard)"
            " VALUES (?, ?, '2101', ?, 0, ?, -1)",
            [(f"{i:032x}", org, m, 500 * LINES_EACH) for i, m in _numbered(org, members)],
        )
    bare.execute("ANALYZE")
    bare.close()


def _numbered(org: str, members: list[str]) -> Iterator[tuple[int, str]]:
    base = int(org, 16) & ~((1 << 40) - 1)
    return ((base + i, member) for i, member in enumerate(members))


def _lines(org: str, members: list[str], now: datetime) -> Iterator[tuple[object, ...]]:
    serial = int(org, 16) & ~((1 << 60) - 1)
    for pocket, _member in _numbered(org, members):
        for no in range(1, LINES_EACH + 1):
            serial += 1
            moment = str(now + timedelta(days=no))
            key = f"{serial:032x}"
            yield key, org, f"{pocket:032x}", no, 500 * no, moment, moment, key, key, serial % 2_000_000_000


if __name__ == "__main__":
    main()
