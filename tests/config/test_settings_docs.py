"""A setting without a page, or a page without a setting, does not pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from guyub.config.env import Environment

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_every_setting_is_documented_with_its_description():
    text = PAGE.read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `GUYUB_(\w+)` \| .*? \| (.*) \|$", text, flags=re.MULTILINE))
    expected = {name.upper(): field.description for name, field in Environment.model_fields.items()}
    assert documented == expected


def test_a_wrong_value_is_refused_at_start_with_its_name(monkeypatch):
    monkeypatch.setenv("GUYUB_DATABASE_URL", "mysql://x")
    with pytest.raises(ValidationError, match="database_url"):
        Environment()


def test_a_postgres_address_is_read_with_its_escapes(monkeypatch):
    monkeypatch.setenv("GUYUB_DATABASE_URL", "postgres://guyub:p%40ss@db.example:5433/gu%2Fyub")
    database = Environment().database
    assert {k: database[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "ATOMIC_REQUESTS")} == {
        "NAME": "gu/yub",
        "USER": "guyub",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "ATOMIC_REQUESTS": False,
    }
