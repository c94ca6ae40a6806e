"""Every stored text is classified: plain, personal, or specific. A new one fails here until somebody has thought."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.members.classification import sensitivity_of, stale_entries
from guyub.foundation.members.models import IdentityNumber, ImportRow, Member

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.GenericIPAddressField)
MODELS: list[Any] = [model for model in apps.get_models() if model.__module__.startswith("guyub.")]


def texts_of(model: Any) -> list[str]:
    """The fields in which words about a person could stand; a choice from a list of ours needs no entry."""
    return [f.name for f in model._meta.local_fields if isinstance(f, TEXTS) and not f.choices]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_text_is_classified(model):
    forgotten = [name for name in texts_of(model) if sensitivity_of(model, name) is None]
    assert forgotten == [], (
        f"{model._meta.label}: say what {forgotten} tells about a person, in a PERSONAL of the model "
        f"or in members/classification.py (plain, personal, specific)"
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_is_classified_exists(model):
    fields = {field.name for field in model._meta.get_fields()}
    assert set(getattr(model, "PERSONAL", {})) <= fields


def test_the_inventory_names_no_model_that_is_gone():
    assert list(stale_entries({model._meta.label for model in MODELS})) == []


def test_specific_data_is_kept_in_sealed_fields_only():
    specific = {
        f"{model._meta.label}.{name}"
        for model in MODELS
        for name in texts_of(model)
        if sensitivity_of(model, name) is Sensitivity.SPECIFIC
    }
    assert specific == {"members.IdentityNumber.sealed", "members.IdentityNumber.fingerprint"}


def test_a_forgotten_field_would_be_seen():
    assert sensitivity_of(Member, "phone") is Sensitivity.PERSONAL
    assert sensitivity_of(ImportRow, "raw") is Sensitivity.PERSONAL
    assert sensitivity_of(IdentityNumber, "sealed") is Sensitivity.SPECIFIC
    assert sensitivity_of(Member, "favourite_song") is None
