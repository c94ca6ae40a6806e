"""One file that holds everything: the database as of one moment, the uploaded files, and what must match on return.

A backup may be made while people work: SQLite gives a snapshot, `pg_dump` one transaction. The archive is a gzipped tar
readable by its owner only; `manifest.json` in it names the SHA-256 of every member, which restoring checks first.
The secret key is not in it, so that a stolen backup signs nothing: keep the file `secret-key` apart.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

from guyub import __version__
from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Busy, Refused

FORMAT = 1
DATABASE = {"sqlite": "guyub.sqlite3", "postgresql": "guyub.pgdump"}


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: where it lies and how large it is in bytes."""

    path: Path
    size: int


def make(path: Path) -> Backup:
    """Write a backup to `path`, which must not exist. It appears whole or not at all."""
    if path.exists():
        raise Refused(_("This file exists already: %(path)s") % {"path": path}, next_step=_("Choose another name."))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        work = Path(folder)
        _dump_database(work / DATABASE[connection.vendor])
        uploads = Path(settings.DATA_DIR) / "files"
        if uploads.exists():
            shutil.copytree(uploads, work / "files")
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "database": connection.vendor,
            "made_at": clock.now().isoformat(timespec="seconds"),
            "sha256": {name: _sha256(work / name) for name in _members(work)},
        }
        (work / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
        archive = work / "archive"
        with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
            for name in _members(work):
                if name != archive.name:
                    tar.add(work / name, arcname=name)
        archive.chmod(0o600)
        archive.replace(path)
    return Backup(path=path, size=path.stat().st_size)


def restore(path: Path, *, replace: bool = False) -> Path | None:
    """Put a backup in the place of this installation's data.

    Everything is unpacked and checked before anything is touched. Existing data is refused unless `replace`, and then
    moved aside, not deleted: its folder is returned (SQLite). On PostgreSQL the tables are replaced in one transaction.
    """
    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
        work = Path(folder)
        _unpack(path, work)
        if connection.vendor == "sqlite":
            return _restore_sqlite(work, data, replace=replace)
        _restore_postgres(work, data, replace=replace)
    return None


def _members(folder: Path) -> Iterator[str]:
    return (str(p.relative_to(folder)) for p in sorted(folder.rglob("*")) if p.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _dump_database(target: Path) -> None:
    if connection.vendor == "postgresql":
        _run_pg("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    source = Path(str(connection.settings_dict["NAME"]))
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as now, closing(sqlite3.connect(target)) as copy:
        now.backup(copy, pages=-1)  # one step: a snapshot, writers go on
        copy.execute("PRAGMA journal_mode=DELETE")
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Busy(_("The copy of the database is damaged."), next_step=_("Check the disk, then try again."))


def _unpack(path: Path, work: Path) -> dict[str, Any]:
    damaged = BadInput(
        _("This is not a whole Guyub backup: %(path)s") % {"path": path},
        next_step=_("Nothing was changed. Use another backup file."),
    )
    try:
        with tarfile.open(path, "r:gz") as tar:
            tar.extractall(work, filter="data")
        manifest: dict[str, Any] = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
        sums = manifest["sha256"]
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as error:
        raise damaged from error
    if {name: _sha256(work / name) for name in _members(work) if name != "manifest.json"} != sums:
        raise damaged
    if manifest["format"] != FORMAT or manifest["database"] != connection.vendor:
        raise Refused(
            _("This backup is of another kind: %(database)s.") % {"database": manifest["database"]},
            next_step=_("Restore it on an installation with the same kind of database."),
        )
    return manifest


def _restore_sqlite(work: Path, data: Path, *, replace: bool) -> Path | None:
    connections.close_all()
    database = Path(str(connection.settings_dict["NAME"]))
    aside: Path | None = None
    if database.exists():
        if not replace:
            raise Refused(
                _("This installation holds data already."), next_step=_("Add --replace to move it aside and restore.")
            )
        aside = data / f"replaced-{clock.now():%Y%m%dT%H%M%S}"
        aside.mkdir()
        # The journal belongs to the old database: left behind, it would be played into the restored one.
        for name in (database.name, f"{database.name}-wal", f"{database.name}-shm", "files"):
            if (database.parent / name).exists():
                (database.parent / name).replace(aside / name)
    if (work / "files").exists():
        (work / "files").replace(data / "files")
    (work / DATABASE["sqlite"]).replace(database)
    return aside


def _restore_postgres(work: Path, data: Path, *, replace: bool) -> None:
    if connection.introspection.table_names() and not replace:
        raise Refused(
            _("This installation holds data already."), next_step=_("Add --replace to move it aside and restore.")
        )
    connections.close_all()
    dump = work / DATABASE["postgresql"]
    _run_pg("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(dump), target=True)
    if (work / "files").exists():
        if (data / "files").exists():
            (data / "files").replace(data / f"files-replaced-{clock.now():%Y%m%dT%H%M%S}")
        (work / "files").replace(data / "files")


def _run_pg(program: str, *arguments: str, target: bool = False) -> None:
    """Run one of PostgreSQL's own programs on this installation's database; the password goes by environment."""
    found = shutil.which(program)
    if found is None:
        raise Busy(_("The program %(name)s is missing.") % {"name": program}, next_step=_("Install postgresql-client."))
    where = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": str(where["HOST"]),
        "PGPORT": str(where["PORT"]),
        "PGUSER": str(where["USER"]),
        "PGPASSWORD": str(where["PASSWORD"]),
    }
    database = ["--dbname", str(where["NAME"])]
    done = subprocess.run(  # noqa: S603 -- a program found on PATH, arguments of our own
        [found, *database, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        what = _("Restoring did not finish.") if target else _("The backup did not finish.")
        raise Busy(what, next_step=done.stderr.strip()[-500:])
