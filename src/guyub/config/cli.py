"""The `guyub` command: our own commands under plain names, Django's behind them."""

from __future__ import annotations

import os
import sys

COMMANDS = {
    "demo": "build the fictional association of the demo, and serve it with --serve",
    "serve": "start the server",
    "create-association": "add an association and invite its chair",
    "verify": "recompute the books and name the first bad entry",
    "backup": "write everything into one file",
    "restore": "bring a backup back",
    "operator": "let the host help in one association, for minutes, on record",
    "recovery-link": "a new PIN for an officer when nobody is left to vouch for her",
    "work": "run background work in a process of its own",
    "messages": "compile the message catalogues",
    "migrate": "bring the database to this version",
}


def main() -> None:
    """Run one command; without one, list them."""
    arguments = sys.argv[1:]
    if not arguments or (arguments[0] in {"help", "-h", "--help"} and len(arguments) == 1):
        width = max(map(len, COMMANDS))
        print("guyub COMMAND [--help]\n")  # noqa: T201 -- a command line talks
        print("\n".join(f"  {name:<{width}}  {text}" for name, text in COMMANDS.items()))  # noqa: T201
        return
    if arguments[0] == "demo":  # the demo never touches an installation's own data
        os.environ.setdefault("GUYUB_DATA_DIR", "var/demo")
        os.environ.setdefault("GUYUB_DEMO", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guyub.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- help needs no Django

    execute_from_command_line(["guyub", arguments[0].replace("-", "_"), *arguments[1:]])
