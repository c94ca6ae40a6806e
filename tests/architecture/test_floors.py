"""The house keeps its shape: floors, doors, names. Each rule here stands in docs/architecture.md."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "guyub"
MODULES = [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts]


def found(pattern: str, *, outside: set[str] = frozenset()) -> dict[str, list[str]]:
    """Return {file: lines} whose code (not comment) matches, outside the named files and folders."""
    hits: dict[str, list[str]] = {}
    for path in MODULES:
        name = str(path.relative_to(SOURCE))
        if name.startswith(tuple(outside)):
            continue
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        matching = [line for line in lines if re.search(pattern, line) and not line.startswith("#")]
        if matching:
            hits[name] = matching
    return hits


def test_imports_go_downwards_only():
    script = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([script, "--no-cache"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_clock_and_the_ids_have_one_source():
    asks_the_machine = r"datetime\.(now|utcnow|today)\(|date\.today\(|timezone\.now\("
    assert found(asks_the_machine, outside={"foundation/core/clock.py"}) == {}
    assert found(r"\buuid\.?uuid[145]\(|\buuid[145]\(") == {}


def test_transactions_start_in_one_place():
    assert found(r"transaction\.(atomic|on_commit)|ATOMIC_REQUESTS.*True", outside={"foundation/core/db.py"}) == {}


def test_no_signals_and_no_save_overrides():
    assert found(r"django\.db\.models\.signals|@receiver|def save\(self") == {}


def test_floats_stay_away_from_money_and_weights():
    drawing, print_, dice = (
        "web/charts.py",
        "foundation/core/exports/",
        "demo/",
    )  # pixels, points, and the dice of an invented history
    assert found(r"FloatField|DecimalField|\bround\(|\bfloat\(", outside={drawing, print_, dice}) == {}
    assert found(r"FloatField|DecimalField") == {}


def test_the_way_around_tenancy_is_used_only_where_it_is_listed():
    """`Model.everywhere` sees all associations; each use is a decision."""
    allowed = {
        "foundation/core/tenancy.py",  # where it is defined
        "foundation/organizations/queries/entry.py",  # which associations may this person enter?
    }
    assert found(r"\.everywhere\b", outside=allowed) == {}


def test_no_column_is_called_at():
    assert found(r"^\s*at\s*=\s*models\.") == {}


def test_sentences_are_marked_by_names_that_the_catalogues_know():
    """`lazy = gettext_lazy` hides a sentence from gettext: the screen would speak English."""
    assert found(r"^\s*\w+ = (n|p)?gettext(_lazy)?$|gettext(_lazy)? as (?!_\b)\w") == {}


def test_nothing_names_a_host_of_packages_or_a_path_of_one_machine():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    forbidden = re.compile(r"pypi\.org|pythonhosted|npmjs|/work/|/opt/|/root/")
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".png", ".woff2", ".ico", ".xlsx"} or name == str(Path(__file__).relative_to(ROOT)):
            continue
        assert not forbidden.search(path.read_text(encoding="utf-8")), name
