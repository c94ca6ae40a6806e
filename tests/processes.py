"""Real processes on a database of their own: SQLite in a file, or a new PostgreSQL database beside the test's."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
_PREAMBLE = """
import sys
sys.path[:0] = {paths!r}
import django
django.setup()
"""

# One process loads everything and forks: the racers share no connection, and start at one moment.
_RACE = """
import json, os, traceback
from pathlib import Path
code, folder = compile(sys.argv[1], "racer", "exec"), Path(sys.argv[2])
arguments = json.loads(sys.argv[3])
waits, starts = os.pipe()
children = []
for number, each in enumerate(arguments):
    child = os.fork()
    if child:
        children.append(child)
        continue
    os.close(starts)
    sys.argv[1:] = each
    out = os.open(folder / f"racer-{number}", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    os.dup2(out, 1)
    status = 1
    try:
        os.read(waits, 1)  # ends when the parent closes the other side
        exec(code, {"sys": sys, "__name__": "racer"})
        status = 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
os.close(starts)
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""


class Installation:
    """An installation in a folder; `run` starts one process, `race` several at once."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "GUYUB_DATA_DIR": str(folder),
            "GUYUB_DURABLE": "false",
            "GUYUB_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "guyub.config.settings",
            **({"GUYUB_DATABASE_URL": database_url} if database_url else {}),
        }

    def migrate(self) -> None:
        self.run("from django.core.management import call_command; call_command('migrate', verbosity=0)")

    def run(self, code: str, *args: object) -> str:
        """Run `code` with `args` in sys.argv[1:] in a process of its own, and return what it printed."""
        preamble = _PREAMBLE.format(paths=[str(ROOT / "src"), str(ROOT)])
        done = subprocess.run(
            [sys.executable, "-c", preamble + code, *map(str, args)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def race(self, code: str, arguments: Sequence[Sequence[object]]) -> list[str]:
        """Run `code` in as many processes as there are `arguments`, all starting at one moment."""
        folder = self.folder
        self.run(_RACE, code, folder, json.dumps([[str(value) for value in each] for each in arguments]))
        return [(folder / f"racer-{number}").read_text() for number in range(len(arguments))]


@cache
def _migrated() -> Path:
    """Return the folder of an empty installation on SQLite: migrated once, copied by every test of this process."""
    folder = Path(tempfile.mkdtemp(prefix="guyub-migrated-"))
    atexit.register(shutil.rmtree, folder)
    Installation(folder, "").migrate()
    return folder


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """A migrated installation on the kind of database that this test run uses."""
    if connection.vendor == "sqlite":
        shutil.copytree(_migrated(), folder, dirs_exist_ok=True)
        yield Installation(folder, "")
        return
    import psycopg  # noqa: PLC0415 -- only there when PostgreSQL is used

    own = connection.settings_dict
    name = f"guyub_race_{uuid.uuid4().hex[:12]}"
    where = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "password": own["PASSWORD"]}
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            address = f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{name}"
            house = Installation(folder, address)
            house.migrate()
            yield house
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
