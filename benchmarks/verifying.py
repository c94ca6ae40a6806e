"""`guyub verify` over many associations: seconds, and what a million lines would take.

`python -m benchmarks.verifying --associations 1000` builds the million (about six minutes) and measures it whole.
"""

from __future__ import annotations

import argparse
import json
import time

from benchmarks.harness import Section, installation

ENTRIES, LINES, MEMBERS = 200, 5, 20  # of each association
MILLION = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--associations", type=int, default=100)
    asked = parser.parse_args()
    installation("guyub-verify")
    from guyub.foundation.core.tenancy import tenant  # noqa: PLC0415 -- needs the installation
    from guyub.foundation.ledger.verify import verify  # noqa: PLC0415
    from guyub.foundation.organizations.models import Organization  # noqa: PLC0415

    for serial in range(asked.associations):
        _association(serial)
    cpu, begun, lines = time.process_time(), time.perf_counter(), 0
    for org in Organization.objects.order_by("id"):
        with tenant(org.pk):
            report = verify(org, rooms=False)
        assert report.sound, report.findings
        lines += report.lines
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    assert lines == asked.associations * ENTRIES * LINES
    section = Section(
        "Verifying the books",
        ["associations", "lines", "seconds", "of which processor", "a million lines would take"],
        [
            [
                f"{asked.associations:,}",
                f"{lines:,}",
                f"{seconds:.1f}",
                f"{cpu:.1f}",
                f"{seconds * MILLION / lines:.0f} s",
            ]
        ],
        ["Chain, numbers, sums, totals, guards, goods, receipts. Aim: a million lines of 1,000 associations in 60 s."],
    )
    print(json.dumps([section.__dict__]) if asked.json else section.markdown())


def _association(serial: int) -> None:
    """Books with their entries, posted one by one."""
    from datetime import date  # noqa: PLC0415 -- beside what needs the installation

    from guyub.foundation.core import clock  # noqa: PLC0415
    from guyub.foundation.core.actor import SYSTEM  # noqa: PLC0415
    from guyub.foundation.core.db import atomic  # noqa: PLC0415
    from guyub.foundation.core.ids import uuid7  # noqa: PLC0415
    from guyub.foundation.core.tenancy import tenant  # noqa: PLC0415
    from guyub.foundation.ledger.actions import open_books, post_entry  # noqa: PLC0415
    from guyub.foundation.ledger.entries import Line  # noqa: PLC0415
    from guyub.foundation.organizations.models import Organization  # noqa: PLC0415

    org = Organization.objects.create(
        slug=f"tolok-{serial}", name=f"Tolok {serial}", started_on=date(2021, 1, 1), created_at=clock.now()
    )
    members = [uuid7() for _ in range(MEMBERS)]
    with tenant(org.pk):
        open_books(org=org, by=SYSTEM)
        with atomic():
            for n in range(ENTRIES):
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
                        Line("2101", -3_000, unit="BSP", party=members[n % MEMBERS]),
                        Line("2101", -2_000, unit="BSP", party=members[(n + 1) % MEMBERS]),
                        Line("4202", -1_000),
                    ],
                    receipt=True,
                )


if __name__ == "__main__":
    main()
