"""What a phone takes along: enough to weigh for anybody, and nothing that hurts her when the phone is lost."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.organizations.choices import Office
from tests.factories_members import make_member
from tests.factories_sync import make_phone
from tests.factories_wastebank import make_bank, saver

ALLOWED = {
    "version", "server_time", "user", "device", "counter", "org", "parts", "id", "name", "code", "slug", "zone",
    "wastebank", "members", "items", "prices", "list_version", "confirm_above", "refuse_above", "sessions", "posts",
    "pockets", "swap_offers", "allotments", "goods", "goods_prices", "category", "unit", "drawing", "hazardous", "item",
    "channel", "class", "starts_at", "mode", "price", "deduction_bp", "g", "ml", "post", "post_name", "held_on",
    "status", "planned_open", "planned_close", "good", "quantity", "unit_size", "left", "locked", "opens",
}  # fmt: skip


def keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def values(value):
    """Yield what stands at the end of every branch, whole: the random ids hold any short number by chance."""
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from values(inner)
        else:
            yield inner


def taken(phone):
    answer = phone.client.get(reverse("sync:pack", args=[phone.org.slug]))
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_what_weighing_needs(org):
    bank = make_bank(org)
    session = bank.session()
    later = clock.now() + timedelta(days=3)
    bank.price("KRD", 1500, starts_at=later)
    member = make_member(org, "Sutinah", nickname="Inah", hamlet="Cihonje Lor")
    make_member(org, "Sudah Pergi", status="left", left_on=date(2024, 1, 1))
    phone = make_phone(org, Office.WEIGHING)
    pack = taken(phone)
    bought = pack["parts"]["wastebank"]
    assert pack["parts"]["members"] == {"members": [[str(member.pk), 1, "Inah", "Cihonje Lor"]]}
    assert {item["name"] for item in bought["items"]} == {"Botol PET bersih", "Kardus", "Tray telur", "Jelantah"}
    cardboard = [row["price"] for row in bought["prices"] if row["item"] == str(bank.items["KRD"].pk)]
    assert (cardboard, bought["list_version"]) == ([1700, 1500], 2)
    assert [(row["id"], row["status"]) for row in bought["sessions"]] == [(str(session.pk), "open")]
    assert pack["device"] == {"id": str(phone.device_id), "code": phone.stay.device.code}


def test_the_counter_goes_on_where_the_server_saw_it_last(org):
    bank = make_bank(org)
    phone = make_phone(org, Office.WEIGHING)
    for _number in range(3):
        phone.deposit(bank, None, ("PET", 1000))
    phone.send()
    assert (taken(phone)["counter"], taken(phone.again())["counter"]) == (3, 0)


def test_never_nik_phone_or_balance(org):
    bank = make_bank(org)
    member = saver(bank, 123_456, "Sutinah")
    type(member).objects.filter(pk=member.pk).update(phone="+628400012345", birth_year=1979, rt="004", rw="002")
    phone = make_phone(org, *Office)
    pack = taken(phone)
    written = json.dumps(pack)
    for secret in ("+628400012345", "8400012345", phone.user.phone):
        assert secret not in written, secret
    assert not {123_456, 1979, "123456", "1979", "004", "RT 004"} & set(values(pack))
    assert set(keys(pack)) <= ALLOWED
    assert not {"balance", "held", "phone", "nik", "child", "case", "birth"} & {key.lower() for key in keys(pack)}


def test_a_member_without_an_office_takes_nothing_of_others(org):
    make_bank(org)
    make_member(org, "Sutinah")
    assert taken(make_phone(org))["parts"] == {}
