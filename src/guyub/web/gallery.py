"""What the style guide shows: one of each component, in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.charts import Chart, Series
from guyub.foundation.core.exports import Column, Table
from guyub.foundation.core.fields import QuantityField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.pictures import PictureRadios, Price
from guyub.foundation.core.quantities import Unit
from guyub.web.icons import names

# Whole pages of one kind, by their address.
SAMPLES = {"layar-penuh": "snug", "lembar": "sheet", "struk": "slip"}

KINDS = [("cardboard", "Kardus"), ("bottle", "Botol PET"), ("oil", "Jelantah"), ("iron", "Besi"), ("glass", "Kaca")]
PICTURES = {value: value for value, _label in KINDS} | {"more": "list"}
PRICES = {
    "cardboard": Price(1700, "kg"),
    "bottle": Price(4000, "kg"),
    "oil": Price(3000, "l"),
    "iron": Price(4000, "kg"),
    "glass": Price(200, "kg"),
}
ABOUT = {value: f"{rupiah(price.rupiah)}/{price.unit}" for value, price in PRICES.items()}


class SampleForm(ActionForm):
    """Every kind of input."""

    name = forms.CharField(label=_("Name"), help_text=_("As it stands on her identity card."), max_length=120)
    nickname = forms.CharField(label=_("Nickname"), required=False)
    amount = RupiahField(label=_("Amount"), minimum=1000)
    weight = QuantityField(label=_("Weight"), unit=Unit.GRAM)
    kind = forms.ChoiceField(
        label=_("Kind of waste"),
        choices=[*KINDS, ("more", _("Others"))],
        widget=PictureRadios(pictures=PICTURES, about=ABOUT, prices=PRICES),
    )
    way = forms.ChoiceField(
        label=_("What shall be done with the money?"),
        choices=[("save", _("Save it")), ("cash", _("Take it home")), ("donate", _("Give it to the association"))],
        widget=forms.RadioSelect,
    )
    village = forms.ChoiceField(label=_("Village"), choices=[("1", "Cihonje"), ("2", "Gumelar"), ("3", "Tlaga")])
    count = forms.IntegerField(label=_("How many sacks?"), min_value=0, max_value=20, initial=2)
    story = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    file = forms.FileField(label=_("Photo of the receipt"), required=False)
    agree = forms.BooleanField(label=_("She agrees that her photo is kept."), required=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Where the rows before and after are."""

    previous: str = "?"
    next: str = "?"


PRICE_CHART = Chart(
    title="Minyak goreng curah, Gumelar",
    summary="Naik Rp6.000 sejak Oktober, dari Rp14.000 ke Rp20.000 seliter.",
    labels=["Okt", "Nov", "Des", "Jan", "Feb", "Mar"],
    series=[Series("Harga seliter", [14_000, 14_500, 16_000, None, 19_500, 20_000])],
)
TWO_LINES = Chart(
    title="Keripik dan biayanya",
    summary="Untung sebungkus tinggal Rp1.280, tadinya Rp2.080.",
    labels=["Okt", "Nov", "Des", "Jan", "Feb", "Mar"],
    series=[
        Series("Harga jual", [8_000, 8_000, 8_000, 8_000, 8_000, 8_000]),
        Series("HPP", [5_920, 6_010, 6_250, 6_400, 6_650, 6_720]),
    ],
)
BARS = Chart(
    title="Setoran tiap bulan",
    summary="Maret paling banyak: 412 kg.",
    labels=["Okt", "Nov", "Des", "Jan", "Feb", "Mar"],
    series=[Series("Berat", [310_000, 295_500, 280_000, 333_200, 371_000, 412_000])],
    kind="bars",
    unit="grams",
)
LYING = Chart(
    title="Jenis terbanyak bulan ini",
    summary="Kardus hampir setengah dari semua setoran.",
    labels=["Kardus", "Botol PET bening", "Kertas putih", "Besi", "Jelantah"],
    series=[Series("Berat", [188_400, 92_350, 61_000, 40_200, 12_500])],
    kind="bars",
    unit="grams",
)
STACKED = Chart(
    title="Untuk apa uang setoran",
    summary="Dua dari tiga rupiah ditabung.",
    labels=["Des", "Jan", "Feb", "Mar"],
    series=[
        Series("Ditabung", [420_000, 455_000, 510_000, 560_000]),
        Series("Dibawa pulang", [180_000, 160_000, 175_000, 190_000]),
        Series("Iuran", [60_000, 64_000, 66_000, 70_000]),
    ],
    kind="stacked",
)
ONE_NUMBER = Chart("Kas hari ini", "Di kotak ada Rp325.000.", ["Hari ini"], [Series("Kas", [325_000])])

TABLE = Table(
    title="Buku kas Maret 2022",
    columns=[Column("Tanggal", "date"), Column("Uraian"), Column("Masuk", "rupiah"), Column("Keluar", "rupiah")],
    rows=[
        [date(2022, 3, 6), "Jual ke Pengepul Mugi Lancar", 412_500, None],
        [date(2022, 3, 6), "Bayar tunai Bu Sutinah", None, 50_000],
        [date(2022, 3, 20), "Iuran Maret", 64_000, None],
    ],
    totals=["Jumlah", "", 476_500, 50_000],
    notes=["Cocok dengan uang di kotak."],
)
READBACK = [
    ("Nasabah", "Bu Sutinah, No. 117"),
    ("Kardus", "3,20 kg × Rp1.700"),
    ("Botol PET", "1,50 kg × Rp4.000"),
    ("Jumlah", "Rp11.440", "total"),
]
TABS = [("?", "Semua", True), ("?tab=2", "Masuk", False), ("?tab=3", "Keluar", False)]
BAD = {
    "client_id": "0190a000-0000-7000-8000-00000000dead",
    "amount": "12",
    "weight": "1,250",
    "village": "9",
    "count": "40",
}


def everything() -> dict[str, Any]:
    """Return the values that the page of the style guide needs."""
    return {
        "icons": sorted(names()),
        "form": SampleForm(initial={"weight": 3200, "kind": "cardboard"}),
        "bad_form": SampleForm({f"bad-{name}": value for name, value in BAD.items()}, prefix="bad"),
        "charts": [PRICE_CHART, TWO_LINES, BARS, LYING, STACKED, ONE_NUMBER],
        "table": TABLE,
        "readback": READBACK,
        "tabs": TABS,
        "page": Page(),
        "colours": [
            "paper", "paper-2", "card", "line", "ink", "head", "indigo", "indigo-wash", "leaf", "leaf-wash",
            "turmeric-ground", "turmeric-wash", "chilli", "chilli-wash",
        ],
    }  # fmt: skip
