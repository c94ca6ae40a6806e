"""A slip for the 58 mm printer: as long as what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Slip:
    """What a receipt says, from top to bottom.

    `heading` are facts above the lines (number, day, name), `lines` what was given, `totals` what it comes to;
    each is a pair (left, right), and a pair without a right side runs over the whole width.
    `code` is the short receipt code, `qr_text` the link to check it, `footer` a closing sentence.
    """

    title: str | Promise
    org_name: str
    lines: Sequence[tuple[str, str]]
    heading: Sequence[tuple[str, str]] = ()
    totals: Sequence[tuple[str, str]] = ()
    code: str = ""
    qr_text: str = ""
    footer: str | Promise = ""
