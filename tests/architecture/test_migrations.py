"""The first migrations stay folded: spread over steps, they cost every test run half a minute."""

from __future__ import annotations

import pytest

from tests.architecture.test_floors import SOURCE

FIRST = sorted(SOURCE.rglob("migrations/0001_initial.py"))


@pytest.mark.parametrize("path", FIRST, ids=lambda path: path.parent.parent.name)
def test_constraints_and_indexes_stand_with_their_tables(path):
    text = path.read_text(encoding="utf-8")
    assert "CreateModel" in text
    for step in ("migrations.AddConstraint", "migrations.AddIndex"):
        assert step not in text, "run scripts/fold-migrations"
