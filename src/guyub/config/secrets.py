"""The secret key of an installation that was given none: made once, readable by its owner only."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """Return the key kept in `data_dir/secret-key`, making it on first use (mode 0600).

    Two processes starting at once agree: the file is created exclusively, and the loser reads the winner's.
    """
    path = data_dir / "secret-key"
    with contextlib.suppress(FileExistsError):
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        draft.chmod(0o600)
        try:
            os.link(draft, path)  # appears whole or not at all
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
