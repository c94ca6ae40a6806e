"""Message catalogues: `.po` files are the source, `.mo` files are built here, without gettext on the machine."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent


def catalogues(root: Path = SOURCE) -> Iterator[Path]:
    """Yield every `.po` file of the house, room by room."""
    yield from sorted(root.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_catalogues(*, force: bool = False, root: Path = SOURCE) -> list[Path]:
    """Build each catalogue that is older than its source, or all of them; return what was built.

    A translation marked fuzzy is left out: a guess is worse than the English sentence. Several processes may do this
    at once; each file appears whole or not at all.
    """
    built = []
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        if not force and target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parent.parent.name, abort_invalid=True)
        binary = io.BytesIO()
        write_mo(binary, catalogue)
        unfinished = target.with_name(f".{target.name}.{os.getpid()}")
        unfinished.write_bytes(binary.getvalue())
        unfinished.replace(target)
        built.append(target)
    return built
