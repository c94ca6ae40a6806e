"""Addresses of accounts that begin with a balance or end."""

from django.urls import URLPattern, path

from guyub.livelihoods.wastebank.views import exits, openings

urlpatterns: list[URLPattern] = [
    path("buku/saldo-awal/", openings.page, name="openings"),
    path("buku/saldo-awal/lembar.xlsx", openings.sheet, name="openings-sheet"),
    path("buku/ditutup/", exits.listing, name="exits"),
    path("buku/ditutup/<uuid:exit_id>/", exits.paper, name="exit-print"),
    path("buku/<uuid:member_id>/tutup/", exits.account, name="exit"),
    path("buku/<uuid:member_id>/tutup/selesai/", exits.end, name="exit-end"),
]
