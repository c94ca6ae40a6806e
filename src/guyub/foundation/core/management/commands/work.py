from __future__ import annotations

import signal
from argparse import ArgumentParser
from threading import Thread
from typing import Any

from django.utils.translation import gettext as _

from guyub.foundation.core import jobs
from guyub.foundation.core.commands import GuyubCommand


class Command(GuyubCommand):
    help = "Run background work in a process of its own: guyub work [--once]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks at the queue")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["once"]:
            self.say(_("%(count)s jobs done.") % {"count": jobs.run_due()})
            return
        worker = jobs.Worker(every=options["every"])
        for number in (signal.SIGTERM, signal.SIGINT):
            # In a thread: a signal may come while this one holds the very lock that `stop` needs.
            signal.signal(number, lambda *_signal: Thread(target=worker.stop).start())
        self.say(_("Background work runs (stop with Ctrl-C)"))
        worker.loop()
