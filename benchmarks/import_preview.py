"""A dirty file of 2,000 members, from upload to undo, and the search over them; durable commits."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.harness import Section, installation, median_ms, stopwatch, timed

ROWS = 2000
SEARCHES = ("sutinah", "siti kotimah", "bu soemarni", "117", "3400 0042", "rahayu karangpucung")


def main() -> None:
    installation("guyub-import")
    from tests.factories import make_org  # noqa: PLC0415

    from guyub.foundation.core.tenancy import tenant  # noqa: PLC0415 -- needs the installation

    org = make_org("sekar")
    with tenant(org.pk):
        sections = [_import(org), _search()]
    if "--json" in sys.argv:
        print(json.dumps([section.__dict__ for section in sections]))
    else:
        print("\n".join(section.markdown() for section in sections))


def _import(org: Any) -> Section:
    from tests.dirty_members import dirty_members  # noqa: PLC0415

    from guyub.foundation.core.actor import SYSTEM  # noqa: PLC0415
    from guyub.foundation.core.clock import now  # noqa: PLC0415
    from guyub.foundation.core.ids import uuid7  # noqa: PLC0415
    from guyub.foundation.members import actions  # noqa: PLC0415
    from guyub.foundation.members.models import ImportRow, Member  # noqa: PLC0415

    content = dirty_members(ROWS).xlsx()
    table: list[list[str]] = []

    def step(name: str, work: Callable[[], Any]) -> Any:
        with stopwatch() as spent:
            result = work()
        table.append([name, f"{spent():.2f} s"])
        return result

    facts = {"org": org, "by": SYSTEM, "happened_at": now()}
    batch = step(
        "preview: read, judge, store",
        lambda: actions.start_import(**facts, client_id=uuid7(), file_name="anggota.xlsx", content=content),
    )
    common = {"org": org, "by": SYSTEM, "batch_id": batch.pk}
    step(
        "one answer for a village, judged anew",
        lambda: actions.explain_villages(**common, villages={"Tiaga": "33.02.15.2008"}),
    )
    step("commit", lambda: actions.commit_import(**common, happened_at=now()))
    made = Member.objects.count()
    step("undo", lambda: actions.undo_import(**common))
    left = Member.objects.count()
    again = actions.start_import(**facts, client_id=uuid7(), file_name="anggota.xlsx", content=content)
    actions.commit_import(org=org, by=SYSTEM, batch_id=again.pk, happened_at=now())
    return Section(
        f"A dirty file of {ROWS} members ({len(content) // 1024} kB XLSX)",
        ["step", "time"],
        table,
        [f"{made} members made of {ImportRow.objects.filter(batch=again).count()} rows; {left} left after the undo."],
    )


def _search() -> Section:
    from guyub.foundation.members.models import Member  # noqa: PLC0415
    from guyub.foundation.members.queries import find_members  # noqa: PLC0415

    rows = [
        [f"`{text}`", f"{median_ms(timed(lambda text=text: find_members(text=text), repeat=15)):.1f} ms"]
        for text in SEARCHES
    ]
    title = f"Search over {Member.objects.count()} members, two queries"
    return Section(title, ["typed", "median"], rows)


if __name__ == "__main__":
    main()
