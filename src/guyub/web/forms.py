"""How forms are drawn."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import django.forms
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Engine


class Renderer(DjangoTemplates):
    """Draws fields with the house's own templates, which win over Django's."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    @cached_property
    def engine(self) -> Engine:
        """Return the engine that knows our widgets, then Django's, then those of the rooms; with our own tags."""
        own = Path(__file__).parent / "templates"
        builtins = ["guyub.web.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"]
        return Engine(
            {
                "APP_DIRS": True,
                "DIRS": [own, Path(django.forms.__file__).parent / "templates"],
                "NAME": "djangoforms",
                "OPTIONS": {"builtins": builtins},
            }
        )
