"""The one page of the books that is open to anybody: does this receipt still stand?"""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from guyub.foundation.accounts.access import public
from guyub.foundation.accounts.devices import address_of
from guyub.foundation.core.dates import long_date
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import receipts


class CheckForm(forms.Form):
    """What stands on the receipt. It only asks, so it is sent by GET and may be a link."""

    paguyuban = forms.SlugField(
        max_length=40, label=_("Short name of the association"), help_text=_("It stands on the receipt, such as: sekar")
    )
    nomor = forms.IntegerField(
        min_value=1,
        max_value=10**12,
        label=_("Receipt number"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    kode = forms.CharField(
        max_length=20,
        label=_("Code"),
        help_text=_("Eight letters and digits, such as: 9DF6-GGJN"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )


@public
@never_cache
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Ask for number and code, and answer from the books themselves."""
    if not request.GET.keys() & {"nomor", "kode"}:
        return render(request, "ledger/receipt_check.html", {"form": CheckForm(initial=request.GET.dict())})
    form = CheckForm(request.GET)
    verdict, status = None, 200
    if form.is_valid():
        try:
            receipts.count_try(address=address_of(request))
        except Refused as error:
            form.add_error(None, ValidationError(f"{error} {error.next_step}"))
            status = 429
        else:
            data = form.cleaned_data
            verdict = receipts.check(slug=data["paguyuban"], number=data["nomor"], code=data["kode"])
    else:
        status = 422
    return render(
        request, "ledger/receipt_check.html", {"form": form, "verdict": verdict and _shown(verdict)}, status=status
    )


def _shown(verdict: receipts.Verdict) -> dict[str, object]:
    """Return the verdict in the words of the page."""
    return {
        "standing": str(verdict.standing),
        "number": verdict.number,
        "association": verdict.association,
        "day": long_date(verdict.booked_on) if verdict.booked_on else "",
        "kind": verdict.kind,
        "amount": rupiah(verdict.amount) if verdict.amount else "",
        "later": verdict.later,
    }
