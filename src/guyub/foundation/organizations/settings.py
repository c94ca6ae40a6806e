"""What an association may set for itself. Each room registers its settings when it starts, with kind and default.

    register_setting("wastebank.min_payout", 10_000, "rupiah", _("Least payout"), _("…"), _("Waste bank"), minimum=0)

Only values that differ from the default are stored, so a better default reaches everybody who never chose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.errors import BadInput

Kind = Literal["integer", "rupiah", "grams", "millilitres", "percent", "days", "yes_no", "text", "choice", "date"]
NUMBERS: frozenset[str] = frozenset({"integer", "rupiah", "grams", "millilitres", "percent", "days"})
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting: its key, how it is asked, and what is allowed."""

    key: str
    default: Any
    kind: Kind
    label: str | Promise
    help: str | Promise
    group: str | Promise
    minimum: int | None = None
    maximum: int | None = None
    choices: Sequence[tuple[str, str | Promise]] = ()

    def checked(self, value: Any) -> Any:
        """Return `value` as it is stored, or raise `BadInput` that says what is allowed."""
        if self.kind in NUMBERS:
            return self._number(value)
        if self.kind == "yes_no" and isinstance(value, bool):
            return value
        if self.kind == "choice" and value in {key for key, _label in self.choices}:
            return value
        if self.kind == "text" and isinstance(value, str) and len(value.strip()) <= LONGEST_TEXT:
            return value.strip()
        if self.kind == "date" and (value is None or isinstance(value, date)):
            return value.isoformat() if value else None
        raise BadInput(_("“%(label)s” cannot have this value.") % {"label": self.label}, field=self.key)

    def loaded(self, stored: Any) -> Any:
        """Return the stored value as Python has it."""
        return date.fromisoformat(stored) if self.kind == "date" and stored else stored

    def _number(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadInput(_("“%(label)s” needs a whole number.") % {"label": self.label}, field=self.key)
        if self.minimum is not None and value < self.minimum:
            raise BadInput(
                _("“%(label)s” is at least %(least)d.") % {"label": self.label, "least": self.minimum}, field=self.key
            )
        if self.maximum is not None and value > self.maximum:
            raise BadInput(
                _("“%(label)s” is at most %(most)d.") % {"label": self.label, "most": self.maximum}, field=self.key
            )
        return value


_registry: dict[str, SettingSpec] = {}


def register_setting(  # noqa: PLR0917 -- reads as one line of a table
    key: str,
    default: Any,
    kind: Kind,
    label: str | Promise,
    help: str | Promise,  # noqa: A002 -- the word a reader of the screen knows
    group: str | Promise,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    choices: Sequence[tuple[str, str | Promise]] = (),
) -> SettingSpec:
    """Make a setting known. Called once per key, from the room's `AppConfig.ready`; the default must be allowed."""
    if kind not in get_args(Kind):
        raise ValueError(f"{key}: unknown kind {kind!r}")
    if str(key) in _registry:
        raise ValueError(f"{key} is registered twice")
    spec = SettingSpec(str(key), default, kind, label, help, group, minimum, maximum, tuple(choices))
    spec.checked(default)
    _registry[spec.key] = spec
    return spec


def spec_of(key: str) -> SettingSpec:
    """Return a registered setting; an unknown key is a programming mistake."""
    return _registry[str(key)]


def all_settings() -> list[SettingSpec]:
    """Return every registered setting, in the order in which the rooms registered them."""
    return list(_registry.values())
