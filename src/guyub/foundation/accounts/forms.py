"""Forms of sign-in and of her own account."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts.models import Honorific
from guyub.foundation.core.fields import PhoneField, PinField
from guyub.foundation.core.forms import ActionForm


class SignInForm(ActionForm):
    """Phone and PIN; carries where she wanted to go, and a form that she had filled in before."""

    phone = PhoneField(label=_("Phone number"), help_text=_("The number that your officers know."))
    pin = PinField(new=False, label=_("PIN"), help_text=_("6 to 12 digits."))
    next = forms.CharField(required=False, widget=forms.HiddenInput)
    held = forms.CharField(required=False, widget=forms.HiddenInput)


class NewPinForm(ActionForm):
    """A new PIN, typed twice."""

    pin = PinField(
        label=_("New PIN"), help_text=_("6 to 12 digits that others do not guess. Tell nobody, officers neither.")
    )
    pin_again = PinField(new=False, label=_("The same PIN again"))


class ChangePinForm(NewPinForm):
    """Her own new PIN, after the old one."""

    old_pin = PinField(new=False, label=_("PIN until now"))
    field_order = ("old_pin", "pin", "pin_again")


class ProfileForm(ActionForm):
    """How she is called, and which language she reads."""

    name = forms.CharField(max_length=120, label=_("Name"), help_text=_("As it should be written."))
    honorific = forms.ChoiceField(
        choices=Honorific.choices, required=False, widget=forms.RadioSelect, label=_("How shall we address you?")
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.RadioSelect, label=_("Language"))
