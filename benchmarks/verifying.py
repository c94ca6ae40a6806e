"""`guyub verify` at 100,000 lines: seconds, and what a million would take."""

from __future__ import annotations

import json
import sys
import time

from benchmarks.harness import Section, installation

ENTRIES, LINES = 20_000, 5


def main() -> None:
    installation("guyub-verify")
    from datetime import date  # noqa: PLC0415

    from guyub.foundation.core import clock  # noqa: PLC0415
    from guyub.foundation.core.actor import SYSTEM  # noqa: PLC0415
    from guyub.foundation.core.db import atomic  # noqa: PLC0415
    from guyub.foundation.core.ids import uuid7  # noqa: PLC0415
    from guyub.foundation.core.tenancy import tenant  # noqa: PLC0415
    from guyub.foundation.ledger.actions import open_books, post_entry  # noqa: PLC0415
    from guyub.foundation.ledger.entries import Line  # noqa: PLC0415
    from guyub.foundation.ledger.verify import verify  # noqa: PLC0415
    from guyub.foundation.organizations.models import Organization  # noqa: PLC0415

    org = Organization.objects.create(slug="tolok", name="Tolok", started_on=date(2021, 1, 1), created_at=clock.now())
    members = [uuid7() for _ in range(200)]
    with tenant(org.pk):
        open_books(org=org, by=SYSTEM)
        for start in range(0, ENTRIES, 1000):
            with atomic():
                for serial in range(start, start + 1000):
                    post_entry(
                        org=org,
                        by=SYSTEM,
                        kind="tolok",
                        source_id=uuid7(),
                        client_id=uuid7(),
                        event_at=clock.now(),
                        lines=[
                            Line("1101", 5_000, unit="BSP", cash_flow="D2"),
                            Line("1101", 1_000, cash_flow="O2"),
                            Line("2101", -3_000, unit="BSP", party=members[serial % 200]),
                            Line("2101", -2_000, unit="BSP", party=members[(serial + 1) % 200]),
                            Line("4202", -1_000),
                        ],
                        receipt=True,
                    )
    cpu = time.process_time()
    report = verify(org, rooms=False)
    cpu = time.process_time() - cpu
    assert report.sound
    assert report.lines == ENTRIES * LINES
    section = Section(
        "Verifying the books",
        ["lines", "seconds", "of which processor", "a million lines would take"],
        [[f"{report.lines:,}", f"{report.seconds:.1f}", f"{cpu:.1f}", f"{report.seconds * 1e6 / report.lines:.0f} s"]],
        ["Chain, numbers, sums, totals, guards, goods, receipts; the aim is a million lines within 60 s."],
    )
    print(json.dumps([section.__dict__]) if "--json" in sys.argv else section.markdown())


if __name__ == "__main__":
    main()
