"""Plain sentences for the verbs of the audit trail: "ledger.month_closed" → "closed a month".

Each room names its own verbs when it starts. Placeholders are filled from the row's `data`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

_sentences: dict[str, str | Promise] = {}


class _Gaps(dict[str, Any]):
    """Leaves a placeholder that the row does not carry as a dash: old rows stay readable."""

    def __missing__(self, key: str) -> str:
        return "–"


def name_verbs(sentences: Mapping[str, str | Promise]) -> None:
    """Make verbs readable; said by a room's `AppConfig.ready`."""
    _sentences.update(sentences)


def sentence(verb: str, data: Mapping[str, Any]) -> str:
    """Return what `verb` did, in the active language; an unnamed verb is shown as it is."""
    known = _sentences.get(verb)
    return verb if known is None else str(known) % _Gaps(data)


def named_verbs() -> dict[str, str]:
    """Return every named verb with its sentence, gaps as dashes: the choices of a filter."""
    return {verb: str(text) % _Gaps() for verb, text in _sentences.items()}
