"""Places: names from codes, and codes from what people write."""

from __future__ import annotations

import csv

import pytest

from guyub.foundation.core import regions
from guyub.foundation.core.regions import Level
from tests.shared_data import shared

GUMELAR = "33.02.15"


def test_a_code_has_a_name_with_or_without_dots():
    assert regions.name_of("33.02.15.2003") == "Cihonje"
    assert regions.name_of("3302152003") == "Cihonje"
    assert regions.name_of("33") == "Jawa Tengah"
    assert [regions.name_of(code) for code in ("", "99.99", "33.02.15.9999", "x", "33.02.15.2003.1")] == [""] * 5


def test_a_district_has_its_villages_in_order():
    villages = regions.villages(GUMELAR)
    assert [village.name for village in villages][:3] == ["Karangkemojing", "Paningkaban", "Cihonje"]
    assert {village.postal_code for village in villages} == {"53165"}
    assert all(village.level is Level.VILLAGE for village in villages)
    assert regions.villages("33.02") == ()
    assert regions.villages("") == ()
    assert len(regions.children()) == 38
    assert GUMELAR in {region.code for region in regions.children("33.02")}


def test_parents_from_near_to_far():
    assert [p.name for p in regions.parents("33.02.15.2003")] == ["Gumelar", "Kabupaten Banyumas", "Jawa Tengah"]
    assert regions.parents("33") == ()
    assert regions.get("33.02.15.2003").path == "Cihonje, Gumelar, Kabupaten Banyumas, Jawa Tengah"


@pytest.mark.parametrize(
    ("text", "within", "first"),
    [
        ("Karang Kemojing", "", "33.02.15.2001"),
        ("karangkemojing", "33.02", "33.02.15.2001"),
        ("Tjihonje", "33", "33.02.15.2003"),
        ("Kec. Gumelar", "", "33.02.15"),
        ("Banyumas", "", "33.02"),
        ("samud", GUMELAR, "33.02.15.2009"),
    ],
)
def test_search_forgives(text, within, first):
    assert regions.search(text, within=within)[0].code == first


def test_search_keeps_to_its_bounds():
    assert all(r.level is Level.DISTRICT for r in regions.search("Gumelar", level=Level.DISTRICT))
    assert len(regions.search("Sidomulyo", limit=4)) == 4
    assert regions.search("Gumelar", within="32") == () or all(
        r.code.startswith("32") for r in regions.search("Gumelar", within="32")
    )
    assert regions.search("  ") == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Karang Kemojing", "Karangkemojing"),
        ("KARANGKEMOJING", "Karangkemojing"),
        ("Tlaga/Tiaga", "Tlaga"),
        ("Tiaga", "Tlaga"),
        ("Samudera Kulon", "Samudra Kulon"),
        ("Samudra  kulon", "Samudra Kulon"),
        ("Samudera", "Samudra"),
        ("Desa Cihonje", "Cihonje"),
        ("ds. Gancang", "Gancang"),
        ("Tjihonje", "Cihonje"),
        ("Cilangkp", "Cilangkap"),
        ("3302152003", "Cihonje"),
        ("33.02.15.2006", "Gumelar"),
        ("Samudra Wetan", None),
        ("Purwokerto", None),
        ("Tlaga/Cihonje", None),
        ("", None),
    ],
)
def test_a_village_is_matched_or_left_to_a_person(text, name):
    found = regions.match_village(text, GUMELAR)
    assert (found.name if found else None) == name


def test_the_codes_agree_with_the_list_of_the_regency():
    with shared("wilayah_banyumas.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 300
    wrong = {
        row["kode_kemendagri"]: (row["nama"], regions.name_of(row["kode_kemendagri"]))
        for row in rows
        if regions.name_of(row["kode_kemendagri"]).replace(" ", "").casefold()
        != row["nama"].replace(" ", "").casefold()
    }
    assert wrong == {}
