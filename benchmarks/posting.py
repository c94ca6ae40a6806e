"""Entries per second through `post_entry`, against the same statements by the bare driver, both durable."""

from __future__ import annotations

import json
import sys

from benchmarks.floor import copy_database, recording, replay, use_database
from benchmarks.harness import Section, installation, median_ms, percentile, stopwatch

ENTRIES = 600


def main() -> None:
    folder = installation("guyub-posting")
    from datetime import date  # noqa: PLC0415

    from guyub.foundation.core import clock  # noqa: PLC0415
    from guyub.foundation.core.actor import SYSTEM  # noqa: PLC0415
    from guyub.foundation.core.db import atomic  # noqa: PLC0415
    from guyub.foundation.core.ids import uuid7  # noqa: PLC0415
    from guyub.foundation.core.tenancy import tenant  # noqa: PLC0415
    from guyub.foundation.ledger.actions import open_books, post_entry  # noqa: PLC0415
    from guyub.foundation.ledger.entries import Line  # noqa: PLC0415
    from guyub.foundation.organizations.models import Organization  # noqa: PLC0415

    org = Organization.objects.create(slug="tolok", name="Tolok", started_on=date(2021, 1, 1), created_at=clock.now())
    members = [uuid7() for _ in range(100)]

    def post(serial: int) -> None:
        lines = [
            Line("1101", 5_000, unit="BSP", cash_flow="D2"),
            Line("1101", 1_000, unit="PAG", cash_flow="O2"),
            Line("2101", -3_000, unit="BSP", party=members[serial % 100]),
            Line("2101", -2_000, unit="BSP", party=members[(serial + 1) % 100]),
            Line("4202", -1_000, unit="PAG"),
        ]
        with atomic():
            post_entry(
                org=org,
                by=SYSTEM,
                kind="tolok",
                source_id=uuid7(),
                client_id=uuid7(),
                event_at=clock.now(),
                lines=lines,
                receipt=True,
            )

    with tenant(org.pk):
        open_books(org=org, by=SYSTEM)
        for serial in range(100):
            post(serial)
        database, copy = folder / "guyub.sqlite3", folder / "floor.sqlite3"
        copy_database(database, copy)
        taken = []
        for serial in range(ENTRIES):
            with stopwatch() as spent:
                post(serial)
            taken.append(spent())
        # The floor replays what another run recorded, on the copy: the same work from the same start.
        transactions = []
        from django.db import transaction  # noqa: PLC0415

        again = folder / "again.sqlite3"
        copy_database(copy, again)
        use_database(again)
        for serial in range(ENTRIES):
            with recording() as statements:
                post(serial)
            transactions.append([s for s in statements if s[0].split()[0] in {"SELECT", "INSERT", "UPDATE"}])
        assert not transaction.get_connection().in_atomic_block
        floor = replay(copy, transactions)
    ratio = sum(floor) / sum(taken)
    section = Section(
        "Posting: five lines, two members, a receipt, durable commits",
        ["", "entries/s", "median", "p95", "of the floor"],
        [
            [
                "bare sqlite3, the same statements",
                f"{ENTRIES / sum(floor):.0f}",
                f"{median_ms(floor):.2f} ms",
                f"{percentile(floor, 0.95) * 1000:.2f} ms",
                "100 %",
            ],
            [
                "`post_entry`",
                f"{ENTRIES / sum(taken):.0f}",
                f"{median_ms(taken):.2f} ms",
                f"{percentile(taken, 0.95) * 1000:.2f} ms",
                f"{ratio:.0%}".replace("%", " %"),
            ],
        ],
        [f"{len(transactions[0])} statements an entry, triggers included on both sides."],
    )
    if "--json" in sys.argv:
        print(json.dumps([section.__dict__]))
    else:
        print(section.markdown())


if __name__ == "__main__":
    main()
