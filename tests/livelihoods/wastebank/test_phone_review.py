"""What an officer reads of a visit that a phone recorded, before it is booked."""

from __future__ import annotations

from guyub.foundation.core.ids import uuid7
from guyub.livelihoods.wastebank.models import PocketKind
from guyub.livelihoods.wastebank.phone.review import deposit_rows, request_rows
from tests.factories_goods import make_oil


def wishes(bank, *ways):
    return [text for word, text in deposit_rows(bank.org, {"ways": list(ways)}) if word == "Keinginan"]


def test_goods_are_named_with_their_count_and_whether_they_were_handed_out(bank):
    oil = make_oil(bank)
    handed = {"way": "barter", "intent": "amount", "asked": 0, "good": str(oil.pk), "count": 2, "terms": "swap"}
    asked, foreign = handed | {"intent": "ask", "count": 1}, handed | {"good": str(uuid7())}
    assert wishes(bank, handed, asked, foreign) == [
        "Tukar barang: 2 l Minyak goreng",
        "Tukar barang: 1 l Minyak goreng (diminta)",
        "Tukar barang: belum diketahui",
    ]


def test_the_chosen_savings_are_named(bank):
    kind = PocketKind.objects.get(code="lebaran")
    saved = {"way": "save", "intent": "all", "asked": 0, "pocket_kind": str(kind.pk)}
    half = {"way": "save", "intent": "amount", "asked": 2000}
    assert wishes(bank, saved, half) == ["Tabung (Lebaran): semuanya", "Tabung: Rp2.000"]


def test_a_request_names_the_savings_it_is_out_of(bank):
    kind = PocketKind.objects.get(code="lebaran")
    asked = {"member": str(uuid7()), "amount": 5000}
    assert request_rows(bank.org, asked | {"pocket_kind": str(kind.pk)})[1:] == [
        ("Jumlah", "Rp5.000"),
        ("Tabungan", "Lebaran"),
    ]
    assert request_rows(bank.org, asked)[1:] == [("Jumlah", "Rp5.000")]
