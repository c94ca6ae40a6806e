"""Addresses of what the savings are for: whether the cash reaches, paydays, pockets, transfers, bills."""

from django.urls import URLPattern, path

from guyub.livelihoods.wastebank.views import bills, coverage, pockets, transfers

_HERS, _BILL = "buku/<uuid:member_id>/", "tagihan/<uuid:bill_id>/"
urlpatterns: list[URLPattern] = [
    path("kecukupan-kas/", coverage.page, name="coverage"),
    path("kecukupan-kas/kecukupan-kas.<slug:kind>", coverage.coverage_file, name="coverage-file"),
    path(f"{_HERS}kantong/", pockets.overview, name="purses"),
    path(f"{_HERS}kantong/pindah/", pockets.move, name="savings-move"),
    path(f"{_HERS}kantong/buka/", pockets.open_early, name="savings-open"),
    path(f"{_HERS}kantong/beri/", transfers.give, name="savings-give"),
    path(f"{_HERS}kantong/beri/surat/", transfers.consent, name="consent-print"),
    path("pindah/<uuid:transfer_id>/", transfers.transfer, name="transfer"),
    path("pindah/<uuid:transfer_id>/bukti.pdf", transfers.transfer_file, name="transfer-file"),
    path(f"{_HERS}tagihan/", bills.ask, name="bill-ask"),
    path("tagihan/", bills.listing, name="bills"),
    path(_BILL, bills.bill, name="bill"),
    path(f"{_BILL}bayar/", bills.pay, name="bill-pay"),
    path(f"{_BILL}gagal/", bills.fail, name="bill-fail"),
    path(f"{_BILL}bukti.pdf", bills.bill_file, name="bill-file"),
    path(f"{_BILL}foto/", bills.photo, name="bill-photo"),
]
