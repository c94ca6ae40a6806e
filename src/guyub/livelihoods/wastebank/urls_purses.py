"""Addresses of what the savings are for: whether the cash reaches, paydays, pockets, transfers, bills."""

from django.urls import URLPattern, path

from guyub.livelihoods.wastebank.views import coverage, pockets, transfers

_HERS = "buku/<uuid:member_id>/"
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
]
