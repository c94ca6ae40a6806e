from __future__ import annotations

import os
import socket
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils.translation import gettext as _

from guyub.foundation.core.commands import GuyubCommand
from guyub.foundation.core.errors import Refused


class Command(GuyubCommand):
    help = "Start the server: guyub serve [--host HOST] [--port PORT] [--workers N]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets phones in the same network in")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="processes; each one takes a request at a time")

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        refuse_taken_port(host, port)
        prepare()
        connections.close_all()
        self.say(_("Guyub answers on %(url)s (stop with Ctrl-C)") % {"url": f"http://{host}:{port}/"})
        run(host=host, port=port, workers=options["workers"])


def prepare() -> None:
    """Bring tables and static files to this version."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    call_command("messages", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def refuse_taken_port(host: str, port: int) -> None:
    """Say clearly that another program listens there, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                _("Port %(port)s is in use by another program.") % {"port": port},
                next_step=_("Choose another one with --port."),
            ) from error


def run(*, host: str, port: int, workers: int) -> None:
    """Serve until stopped. One request at a time per worker: the ORM is synchronous, SQLite has one writer."""
    from granian.constants import Interfaces  # noqa: PLC0415 -- loaded only to serve
    from granian.server import Server  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guyub.config.settings")
    Server(
        target="guyub.config.wsgi:application",
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=1,
        log_access=False,
        websockets=False,
    ).serve()
