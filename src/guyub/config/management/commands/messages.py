from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from guyub.config.messages import SOURCE, compile_catalogues
from guyub.foundation.core.commands import GuyubCommand


class Command(GuyubCommand):
    help = "Compile the message catalogues that changed: guyub messages [--all]"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those that did not change")

    def handle(self, *_args: Any, **options: Any) -> None:
        built = compile_catalogues(force=options["all"])
        if options["verbosity"]:
            for path in built:
                self.say(path.relative_to(SOURCE))
