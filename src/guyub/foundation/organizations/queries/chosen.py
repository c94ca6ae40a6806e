"""What an association has set for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.settings import SettingSpec, all_settings, spec_of


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting with the value that holds now."""

    spec: SettingSpec
    value: Any
    is_default: bool


def setting(org: Organization, key: str) -> Any:
    """Return the value that holds in `org`: its own, else the default."""
    spec = spec_of(key)
    return spec.loaded(org.chosen[spec.key]) if spec.key in org.chosen else spec.default


def setting_rows(org: Organization) -> dict[str, list[SettingRow]]:
    """Return all settings by the name of their group, in the order of registration."""
    groups: dict[str, list[SettingRow]] = {}
    for spec in all_settings():
        row = SettingRow(spec=spec, value=setting(org, spec.key), is_default=spec.key not in org.chosen)
        groups.setdefault(str(spec.group), []).append(row)
    return groups
