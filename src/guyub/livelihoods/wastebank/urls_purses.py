"""Addresses of what the savings are for: whether the cash reaches, paydays, pockets, transfers, bills."""

from django.urls import URLPattern, path

from guyub.livelihoods.wastebank.views import coverage

urlpatterns: list[URLPattern] = [
    path("kecukupan-kas/", coverage.page, name="coverage"),
    path("kecukupan-kas/kecukupan-kas.<slug:kind>", coverage.coverage_file, name="coverage-file"),
]
