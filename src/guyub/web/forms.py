"""How forms are drawn."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import django.forms
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.translation import gettext_noop


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


# What Django's own fields say, in the words of this house: the catalogue of this room has their translations.
HOUSE_WORDS = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a valid value."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("No file was submitted. Check the encoding type on the form."),
    gettext_noop("The submitted file is empty."),
)
