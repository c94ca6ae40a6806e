"""Reads about uploaded files."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from guyub.foundation.core.exports import Column, Table
from guyub.foundation.members.choices import Answer, Verdict
from guyub.foundation.members.importing.judging import villages_asked
from guyub.foundation.members.importing.reading import ReadRow
from guyub.foundation.members.importing.sentences import problem_text
from guyub.foundation.members.models import ImportBatch, ImportRow


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many rows have a verdict, and how many of those an officer still has to decide."""

    verdict: Verdict
    rows: int
    open: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Where an import stands. `creates` and `fills` are what committing would do now."""

    counts: list[VerdictCount]
    rows: int
    creates: int
    fills: int
    open: int


def summary_of(*, batch: ImportBatch) -> Summary:
    """Count the rows of a file. One query."""
    found = ImportRow.objects.filter(batch=batch).values_list("verdict", "answer").annotate(Count("pk")).order_by()
    by_verdict: dict[str, dict[str, int]] = {}
    for verdict, answer, count in found:
        by_verdict.setdefault(verdict, {})[answer] = count
    counts = [
        VerdictCount(verdict, sum(answers.values()), answers.get("", 0) if verdict in OPEN else 0)
        for verdict in Verdict
        if (answers := by_verdict.get(verdict))
    ]
    new = by_verdict.get(Verdict.NEW, {}).get("", 0)
    decided = sum(answers.get(Answer.CREATE, 0) for answers in by_verdict.values())
    return Summary(
        counts,
        rows=sum(count.rows for count in counts),
        creates=new + decided,
        fills=sum(answers.get(Answer.FILL, 0) for answers in by_verdict.values()),
        open=sum(count.open for count in counts),
    )


OPEN = frozenset({Verdict.UPDATE, Verdict.DUPLICATE, Verdict.QUESTION})
"""Verdicts that wait for an answer."""


def rows_of(*, batch: ImportBatch, verdict: str = "", after: int = 0, size: int = 50) -> list[ImportRow]:
    """Return rows of a file after a row number, one more than `size` if there are more. One query."""
    rows = ImportRow.objects.filter(batch=batch, row_number__gt=after).select_related("match")
    if verdict:
        rows = rows.filter(verdict=verdict)
    return list(rows.order_by("row_number")[: size + 1])


def villages_to_explain(*, batch: ImportBatch) -> list[str]:
    """Return the spellings of villages that nobody explained yet."""
    problems = ImportRow.objects.filter(batch=batch, verdict=Verdict.QUESTION).values_list("problems", flat=True)
    return villages_asked(ReadRow(problems=found) for found in problems)


def left_over(*, batch: ImportBatch) -> Table:
    """Return the rows that became no member, as they stood in the file, with the reason in a last column."""
    rows = ImportRow.objects.filter(batch=batch, member__isnull=True).exclude(
        Q(verdict=Verdict.SAME) | Q(verdict=Verdict.NEW, answer="", problems=[])
    )
    width = len(batch.headings)
    lines = [
        [
            *_padded(row.raw.get("cells", []), width),
            " ".join(map(problem_text, row.problems)) or row.get_verdict_display(),
        ]
        for row in rows.order_by("row_number")
    ]
    columns = [Column(heading or "–") for heading in batch.headings]
    return Table(batch.sheet, [*columns, Column(REASON)], lines)


REASON = "Alasan"  # the importer finds its own files again, whatever the language


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]
