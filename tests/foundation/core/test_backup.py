"""A backup made while people write comes back as one moment; a damaged one changes nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tarfile
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's twin is in test_backup_postgres")


@pytest.fixture
def installation(tmp_path):
    """Run `guyub …` on a data folder of its own; returns (folder, run)."""
    folder = tmp_path / "data"
    env = {**os.environ, "GUYUB_DATA_DIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    env |= {"DJANGO_SETTINGS_MODULE": "guyub.config.settings", "GUYUB_LANGUAGE": "en"}
    folder.mkdir()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "guyub", *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert run("migrate", "-v0").returncode == 0
    run.env = env
    return folder, run


def rows(folder: Path) -> list[int]:
    with closing(sqlite3.connect(folder / "guyub.sqlite3")) as database:
        return [row[0] for row in database.execute("SELECT json_extract(data, '$.n') FROM core_auditevent ORDER BY 1")]


WRITER = textwrap.dedent("""
    import django, itertools, sys
    django.setup()
    from guyub.foundation.core import audit
    from guyub.foundation.core.actor import SYSTEM
    from guyub.foundation.core.db import atomic
    for n in itertools.count():
        with atomic():  # pairs: a backup that cuts one in half would hold an odd number of rows
            audit.record(org_id=None, by=SYSTEM, verb="core.first", n=2 * n)
            audit.record(org_id=None, by=SYSTEM, verb="core.second", n=2 * n + 1)
        if n == 20:
            print("writing", flush=True)
""")


def test_a_backup_during_writes_is_one_moment(installation):
    folder, run = installation
    writer = subprocess.Popen([sys.executable, "-c", WRITER], env=run.env, stdout=subprocess.PIPE, text=True)
    try:
        assert writer.stdout.readline() == "writing\n"
        made = run("backup", str(folder / "first.tar.gz"))
        assert made.returncode == 0, made.stderr
    finally:
        writer.kill()
        writer.communicate()
    assert (folder / "first.tar.gz").stat().st_mode & 0o777 == 0o600
    refused = run("restore", str(folder / "first.tar.gz"))
    assert (refused.returncode, "--replace" in refused.stderr) == (1, True)
    before = rows(folder)
    restored = run("restore", str(folder / "first.tar.gz"), "--replace")
    assert restored.returncode == 0, restored.stderr
    kept = rows(folder)
    assert kept == list(range(len(kept)))
    assert len(kept) % 2 == 0
    assert 42 <= len(kept) <= len(before)
    aside = next(folder.glob("replaced-*"))
    assert rows(aside) == before


def test_a_damaged_backup_changes_nothing(installation):
    folder, run = installation
    assert run("backup", str(folder / "b.tar.gz")).returncode == 0
    whole = (folder / "b.tar.gz").read_bytes()
    (folder / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    with tarfile.open(folder / "b.tar.gz") as tar:
        tar.extractall(folder / "x", filter="data")
    with (folder / "x/guyub.sqlite3").open("ab") as file:
        file.write(b"one byte more")
    with tarfile.open(folder / "changed.tar.gz", "w:gz") as tar:
        tar.add(folder / "x", arcname=".")
    stamp = (folder / "guyub.sqlite3").stat().st_mtime_ns
    for name in ("cut.tar.gz", "changed.tar.gz", "missing.tar.gz"):
        refused = run("restore", str(folder / name), "--replace")
        assert refused.returncode == 1
        assert "Nothing was changed" in refused.stderr
    assert (folder / "guyub.sqlite3").stat().st_mtime_ns == stamp
    assert run("backup", str(folder / "b.tar.gz")).returncode == 1, "an existing file is not overwritten"
