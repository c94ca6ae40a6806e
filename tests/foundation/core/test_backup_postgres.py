"""The backup on PostgreSQL: one dump, brought back in one transaction, into a database that is empty or told so."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from guyub.foundation.core.ids import uuid7

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's twin is in test_backup")


@pytest.fixture
def installation(tmp_path):
    """Run `guyub …` on a database of its own; returns (run, count of audit rows, env)."""
    base = urlsplit(os.environ["GUYUB_DATABASE_URL"])
    name = f"guyub_backup_{uuid7().hex}"
    with psycopg.connect(urlunsplit(base), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    url = urlunsplit(base._replace(path=f"/{name}"))
    env = {**os.environ, "GUYUB_DATA_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    env |= {"GUYUB_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "guyub.config.settings", "GUYUB_LANGUAGE": "en"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "guyub", *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=tmp_path)

    def acts() -> int:
        with psycopg.connect(url) as database:
            return database.execute("SELECT count(*) FROM core_auditevent").fetchone()[0]

    assert run("migrate", "-v0").returncode == 0
    yield run, acts
    with psycopg.connect(urlunsplit(base), autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_dump_comes_back_and_the_books_verify(installation, tmp_path):
    run, acts = installation
    founded = run(
        "create-association", "--slug", "sekar", "--name", "Sekar", "--region", "33.02.15",
        "--chair-name", "Tumirah", "--chair-phone", "0840-0000-0001",
    )  # fmt: skip
    assert founded.returncode == 0, founded.stderr
    before = acts()
    assert before > 0
    made = run("backup", str(tmp_path / "b.tar.gz"))
    assert made.returncode == 0, made.stderr
    later = run(
        "create-association", "--slug", "melati", "--name", "Melati", "--region", "33.02.15",
        "--chair-name", "Kasinem", "--chair-phone", "0840-0000-0002",
    )  # fmt: skip
    assert later.returncode == 0, later.stderr
    assert acts() > before
    refused = run("restore", str(tmp_path / "b.tar.gz"))
    assert (refused.returncode, "--replace" in refused.stderr) == (1, True)
    assert acts() > before
    restored = run("restore", str(tmp_path / "b.tar.gz"), "--replace")
    assert restored.returncode == 0, restored.stderr
    assert "sound" in restored.stdout
    assert acts() == before
