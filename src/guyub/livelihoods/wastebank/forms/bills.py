"""A bill that is paid out of savings, and the proof that it was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.fields import RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.livelihoods.wastebank.choices import BillKind
from guyub.livelihoods.wastebank.forms.savings import PayForm, offer_pockets
from guyub.livelihoods.wastebank.queries.passbook import PocketCard

KINDS = [(kind.value, kind.label) for kind in BillKind if kind is not BillKind.GOLD]


class BillForm(ActionForm):
    """What is to be paid for her. The fee is the association's; only an officer may set another one."""

    kind = forms.ChoiceField(label=_("What is to be paid?"), choices=KINDS, widget=forms.RadioSelect)
    customer = forms.CharField(
        label=_("Number of the meter, customer or phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    amount = RupiahField(label=_("How much is the bill?"), minimum=1)
    fee = RupiahField(label=_("Service fee"))
    pocket = forms.ChoiceField(label=_("From which savings?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, pockets: list[PocketCard], usual_fee: int, own: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.usual_fee = usual_fee
        offer_pockets(self.fields["pocket"], pockets)
        self.fields["fee"].initial = usual_fee
        if own:
            del self.fields["fee"]

    def pocket_id(self) -> UUID:
        return UUID(self.cleaned_data["pocket"])

    def fee_asked(self) -> int:
        """Return the fee: the usual one unless an officer wrote another."""
        return int(self.cleaned_data.get("fee", self.usual_fee))


class BillPaidForm(PayForm):
    """From which cash box it was paid, with the token number or a photo of the slip."""

    proof = forms.CharField(
        label=_("Token or reference number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    photo = forms.FileField(
        label=_("Photo of the slip"),
        required=False,
        help_text=_("A number or a photo is needed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def picture(self) -> bytes:
        """Return the photo, nothing if there is none."""
        photo = self.cleaned_data.get("photo")
        return photo.read() if photo else b""
