"""Addresses of what the savings are for: whether the cash reaches, paydays, pockets, transfers, bills."""

from django.urls import URLPattern, path

from guyub.livelihoods.wastebank.views import bills, coverage, paydays, pockets, transfers

_HERS, _BILL = "buku/<uuid:member_id>/", "tagihan/<uuid:bill_id>/"
_DAY = "bayar/hari/<slug:day>/"
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
    path("bayar/hari/", paydays.listing, name="paydays"),
    path("bayar/hari/baru/", paydays.new, name="payday-new"),
    path("bayar/hari/baru/<uuid:kind_id>/<uuid:post_id>/<slug:day>/", paydays.people, name="payday-people"),
    path("bayar/hari/atur/", paydays.plan, name="payday-plan"),
    path(_DAY, paydays.payday, name="payday"),
    path(f"{_DAY}setujui/", paydays.approve, name="payday-approve"),
    path(f"{_DAY}berikutnya/", paydays.pay_next, name="payday-next"),
    path(f"{_DAY}lembar/", paydays.sheet, name="payday-sheet"),
    path(f"{_DAY}lembar.<slug:kind>", paydays.sheet_file, name="payday-file"),
]
