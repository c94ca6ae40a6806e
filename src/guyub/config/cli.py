"""The `guyub` command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one command, `guyub help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guyub.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["guyub", *sys.argv[1:]])
