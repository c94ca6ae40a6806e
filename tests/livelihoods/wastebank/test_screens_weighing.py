"""The weighing pages, step by step: nothing typed is lost, nothing is recorded twice."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import dues
from guyub.foundation.members.cards import address_of
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, Flag, Pocket, PocketKind, UseOfValue
from guyub.livelihoods.wastebank.visits import WayIn
from tests.factories import enter, make_membership, make_user, signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank
from tests.foundation.accounts.test_held_forms import hidden
from tests.livelihoods.wastebank.pages import fields, follow, hidden_pairs, press, text_of, url


@pytest.fixture
def officer(org):
    return signed_in(org, Office.WEIGHING)


@pytest.fixture
def member(org):
    return make_member(org, "Sutinah")


@pytest.fixture
def scale(org, bank, member):
    """The address of her visit at today's weighing day."""
    return url(org, "weigh-member", bank.session().pk, member.pk)


def add(officer, scale, answer, bank, code, weight, **more):
    return press(officer, scale, answer, step="add", item=str(bank.items[code].pk), weight=weight, **more)


def two_kinds(officer, scale, bank):
    answer = add(officer, scale, officer.get(scale), bank, "KRD", "3,2")
    return add(officer, scale, answer, bank, "TRY", "40")


def test_from_the_scale_to_the_slip(org, bank, officer, member, scale):
    answer = two_kinds(officer, scale, bank)
    assert "2 jenis, Rp11.440" in text_of(answer)
    answer = press(officer, scale, answer, step="ways")
    assert "Sebelas ribu empat ratus empat puluh rupiah".lower() in text_of(answer).lower()
    answer = press(officer, scale, answer, step="check", way="save")
    said = text_of(answer)
    assert "Kardus 3,20 kg Rp5.440" in said
    assert "Tray telur 40 biji Rp6.000" in said
    assert "Saldo setelah ini Rp11.440" in said
    slip = follow(officer, press(officer, scale, answer, step="save"))
    deposit = Deposit.objects.get()
    assert (deposit.net, deposit.line_count, deposit.member_id) == (11_440, 2, member.pk)
    assert Pocket.objects.get(member=member).balance == 11_440
    assert deposit.receipt_code in text_of(slip)
    assert "Penyetor berikutnya" in text_of(slip)
    assert officer.get(url(org, "slip-file", deposit.pk)).content.startswith(b"%PDF")


def test_a_second_press_gives_the_same_slip(org, bank, officer, scale):
    answer = press(officer, scale, press(officer, scale, two_kinds(officer, scale, bank), step="ways"), step="check")
    first = press(officer, scale, answer, step="save")
    second = press(officer, scale, answer, step="save")
    assert first.headers["Location"] == second.headers["Location"]
    assert Deposit.objects.count() == 1


def test_a_lost_answer_leads_to_the_first_slip_and_nothing_is_doubled(bank, officer, scale):
    answer = press(officer, scale, press(officer, scale, two_kinds(officer, scale, bank), step="ways"), step="check")
    first = press(officer, scale, answer, step="save")
    more = press(officer, scale, add(officer, scale, answer, bank, "PET", "1"), step="ways")
    again = press(officer, scale, press(officer, scale, more, step="check"), step="save")
    assert again.headers["Location"] == first.headers["Location"]
    assert "Timbang terpisah yang belum tercatat." in text_of(follow(officer, again))
    assert Deposit.objects.get().net == 11_440


@pytest.mark.parametrize(
    ("typed", "dues_paid", "saved"),
    [
        ({"way": "dues", "part": "all"}, 6_000, 5_440),
        ({"way": "dues", "part": "5000"}, 5_000, 6_440),
        ({"way": "cash", "part": "all", "dues_first": "on"}, 6_000, 0),
        ({"way": "save", "dues_first": "on"}, 6_000, 5_440),
    ],
)
def test_dues_are_paid_from_the_value(typed, dues_paid, saved, org, bank, officer, member, scale):
    today = clock.today(org.time_zone)
    dues.set_rate(org=org, by=SYSTEM, starts_on=today, amount=6_000, happened_at=clock.now(), client_id=uuid7())
    Member.objects.filter(pk=member.pk).update(joined_on=today)
    answer = press(officer, scale, two_kinds(officer, scale, bank), step="ways")
    assert "Rp6.000" in text_of(answer)
    answer = press(officer, scale, answer, step="check", **typed)
    assert press(officer, scale, answer, step="save").status_code == 303
    assert UseOfValue.objects.get(way="dues").amount == dues_paid
    assert Pocket.objects.get(member=member).balance == saved


@pytest.mark.parametrize(
    ("way", "typed", "left"),
    [
        ("cash", {"part": "all"}, 0),
        ("cash", {"part": "5000"}, 6_440),
        ("donate", {"part": "other", "amount": "1.440"}, 10_000),
        ("donate", {"part": "all"}, 0),
    ],
)
def test_ways_take_all_or_a_part(way, typed, left, bank, officer, member, scale):
    answer = press(officer, scale, two_kinds(officer, scale, bank), step="ways")
    answer = press(officer, scale, answer, step="check", way=way, **typed)
    assert press(officer, scale, answer, step="save").status_code == 303
    assert Pocket.objects.get(member=member).balance == left
    assert UseOfValue.objects.get().amount == 11_440 - left


def test_saved_into_chosen_savings_with_their_lock_named(org, bank, officer, member, scale):
    kind = PocketKind.objects.get(code="pendidikan")
    rules = actions.KindRules(lock="day", locked_until=date(2090, 7, 1))
    actions.update_pocket_kind(org=org, by=bank.chair, kind_id=kind.pk, name="Pendidikan", rules=rules)
    answer = press(officer, scale, two_kinds(officer, scale, bank), step="ways")
    assert "Pendidikan, dikunci sampai Sabtu, 1 Juli 2090" in text_of(answer)
    answer = press(officer, scale, answer, step="check", way="save", pocket=str(kind.pk))
    assert "Ditabung: Pendidikan Rp11.440" in text_of(answer)
    assert "Saldo di sana setelah ini Rp11.440" in text_of(answer)
    first, again = (press(officer, scale, answer, step="save") for _press in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert Deposit.objects.count() == 1
    assert "disimpan sebelumnya" not in text_of(follow(officer, again))
    assert (bank.pocket(member).balance, bank.pocket(member, "pendidikan").balance) == (0, 11_440)
    assert "Ditabung: Pendidikan Rp11.440" in text_of(follow(officer, first))


def test_saved_into_a_child_s_savings_after_the_dues(org, bank, officer, member, scale):
    today = clock.today(org.time_zone)
    dues.set_rate(org=org, by=SYSTEM, starts_on=today, amount=6_000, happened_at=clock.now(), client_id=uuid7())
    Member.objects.filter(pk=member.pk).update(joined_on=today)
    bank.deposit(member, bank.line("KRD", 1000))
    hers = Pocket.objects.create(
        id=uuid7(), org=org, member=member, kind=PocketKind.objects.get(code="pendidikan"), label="Wahyu",
        opened_at=clock.now(),
    )  # fmt: skip
    answer = press(officer, scale, two_kinds(officer, scale, bank), step="ways")
    typed = {"way": "save", "dues_first": "on", "pocket": str(hers.pk)}
    answer = press(officer, scale, answer, step="check", **typed)
    assert "Ditabung: Pendidikan: Wahyu Rp5.440" in text_of(answer)
    assert press(officer, scale, answer, step="save").status_code == 303
    balances = {pocket.label: pocket.balance for pocket in Pocket.objects.all()}
    assert balances == {"": 1700, "Wahyu": 5440}


def test_choosing_savings_costs_the_same_with_one_and_with_three(org, bank, officer, member, scale):
    def asked() -> int:
        answer = two_kinds(officer, scale, bank)
        with CaptureQueriesContext(connection) as seen:
            press(officer, scale, answer, step="ways")
        return len(seen)

    asked()
    before = asked()
    for code in ("pendidikan", "sembako", "sosial"):
        way = WayIn("save", kind_id=PocketKind.objects.get(code=code).pk)
        bank.deposit(member, bank.line("KRD", 1000), ways=[way])
    assert asked() == before


def test_another_amount_must_be_filled_in_and_lines_stay(bank, officer, scale):
    answer = press(officer, scale, two_kinds(officer, scale, bank), step="ways")
    answer = press(officer, scale, answer, step="check", way="cash", part="other", amount="")
    assert answer.status_code == 422
    assert "Isi jumlahnya." in text_of(answer)
    assert len(fields(answer)["line"]) == 2


def test_too_little_cash_is_saved_and_said(org, bank, officer, member, scale):
    for _month in range(15):
        bank.deposit(member, bank.line("PET", 20_000))
    treasury = bank.pocket(member).balance
    bank.withdraw(member, 999_000)
    answer = press(officer, scale, two_kinds(officer, scale, bank), step="ways")
    assert "Kas berisi Rp1.000." in text_of(answer)
    answer = press(officer, scale, answer, step="check", way="cash", part="all")
    slip = follow(officer, press(officer, scale, answer, step="save"))
    assert "Kas tidak cukup. Nilainya masuk buku tabungan." in text_of(slip)
    assert bank.pocket(member).balance == treasury - 999_000 + 11_440


def test_two_readings_are_asked_and_the_answer_counts(bank, officer, scale):
    answer = add(officer, scale, officer.get(scale), bank, "KRD", "1.250")
    assert answer.status_code == 422
    said = text_of(answer)
    assert "1,25 kg" in said
    assert "1.250,00 kg" in said
    answer = add(officer, scale, answer, bank, "KRD", "1.250", weight_reading="1250")
    assert "1 jenis, Rp2.125" in text_of(answer)


def test_a_heavy_line_is_confirmed_and_an_impossible_one_refused(bank, officer, scale):
    answer = add(officer, scale, officer.get(scale), bank, "KRD", "60")
    assert answer.status_code == 422
    assert "60,00 kg" in text_of(answer)
    answer = add(officer, scale, answer, bank, "KRD", "60", weight_confirm="60000")
    assert "1 jenis, Rp102.000" in text_of(answer)
    answer = press(officer, scale, press(officer, scale, answer, step="ways"), step="check")
    assert press(officer, scale, answer, step="save").status_code == 303
    answer = add(officer, scale, officer.get(scale), bank, "KRD", "1001")
    assert answer.status_code == 422
    assert 'value="1001"' in answer.content.decode()


def test_a_weight_without_a_kind_and_a_kind_without_a_weight(bank, officer, scale):
    answer = press(officer, scale, officer.get(scale), step="add", weight="3")
    assert "Ketuk jenisnya dulu." in text_of(answer)
    assert 'value="3"' in answer.content.decode()
    answer = add(officer, scale, officer.get(scale), bank, "KRD", "")
    assert "Ketik beratnya dulu." in text_of(answer)
    answer = press(officer, scale, officer.get(scale), step="ways")
    assert "Belum ada yang ditimbang." in text_of(answer)


def test_a_line_is_taken_away_and_the_last_weight_goes_along(bank, officer, scale):
    answer = press(officer, scale, two_kinds(officer, scale, bank), undo="0")
    assert "1 jenis, Rp6.000" in text_of(answer)
    answer = press(officer, scale, answer, step="ways", item=str(bank.items["PET"].pk), weight="2")
    assert "Rp14.000" in text_of(answer)


def test_another_kind_is_searched_and_taken(bank, officer, scale):
    answer = press(officer, scale, two_kinds(officer, scale, bank), step="more", q="jelan")
    assert "Jelantah" in text_of(answer)
    assert "Kardus" not in text_of(answer)
    answer = press(officer, scale, answer, pick=str(bank.items["JLT"].pk))
    assert fields(answer)["item"] == [str(bank.items["JLT"].pk)]
    assert len(fields(answer)["line"]) == 2


def test_picked_up_waste_has_its_own_price(org, bank, officer, scale):
    bank.price("KRD", 600, starts_at=clock.now(), channel="pickup")
    answer = press(officer, scale, officer.get(scale), to_channel="pickup")
    answer = add(officer, scale, answer, bank, "KRD", "2")
    assert "1 jenis, Rp1.200" in text_of(answer)
    assert "1 jenis, Rp3.400" in text_of(press(officer, scale, answer, to_channel="delivered"))
    answer = press(officer, scale, press(officer, scale, answer, step="ways"), step="check")
    press(officer, scale, answer, step="save")
    assert (Deposit.objects.get().channel, Deposit.objects.get().net) == ("pickup", 1_200)


def test_a_group_or_institution_has_its_own_price(org, bank, officer, scale):
    question = "Perorangan. Ubah jadi: kelompok atau lembaga"
    assert question not in text_of(officer.get(scale))  # nobody gets another price than one person
    bank.price("KRD", 1_900, starts_at=clock.now(), member_class="unit")
    assert question in text_of(officer.get(scale))
    answer = press(officer, scale, officer.get(scale), to_class="unit")
    assert "Kelompok atau lembaga. Ubah jadi: perorangan" in text_of(answer)
    answer = add(officer, scale, answer, bank, "KRD", "2")
    assert "1 jenis, Rp3.800" in text_of(answer)
    back = press(officer, scale, answer, to_class="individual")
    assert "1 jenis, Rp3.400" in text_of(back)
    answer = press(officer, scale, press(officer, scale, answer, step="ways"), step="check")
    assert "Siapa yang setor kelompok atau lembaga" in text_of(answer)
    press(officer, scale, answer, step="save")
    done = Deposit.objects.get()
    assert (done.member_class, done.net) == ("unit", 3_800)
    corrected = bank.correct(done.pk, bank.line("KRD", 1_000), by=bank.treasurer)
    assert (corrected.net, Deposit.objects.get(pk=corrected.deposit_id).member_class) == (1_900, "unit")


def test_a_kind_without_a_price_keeps_its_weight_and_is_flagged(org, officer, member):
    bank = make_bank(org, prices=False)
    scale = url(org, "weigh-member", bank.session().pk, member.pk)
    answer = add(officer, scale, officer.get(scale), bank, "KRD", "2")
    assert "perlu diperiksa" in text_of(answer)
    answer = press(officer, scale, press(officer, scale, answer, step="ways"), step="check")
    slip = follow(officer, press(officer, scale, answer, step="save"))
    assert "Ada jenis yang belum berharga." in text_of(slip)
    assert Flag.objects.get().reason == "no_price"


def test_a_guest_gives_and_may_say_her_name(org, bank, officer):
    scale = url(org, "weigh-guest", bank.session().pk)
    answer = press(officer, scale, add(officer, scale, officer.get(scale), bank, "PET", "1"), step="ways")
    assert "Sedekah ke Dana Sosial" in text_of(answer)
    assert press(officer, scale, answer, step="save", guest_name="Bu Darsini").status_code == 303
    deposit = Deposit.objects.get()
    assert (deposit.member_id, deposit.guest_name, deposit.net) == (None, "Bu Darsini", 4_000)


def test_an_ended_session_in_the_middle_loses_nothing(org, bank, member, scale):
    user = make_membership(org, Office.WEIGHING, user=make_user("Tumirah")).user
    officer = Client()
    enter(officer, user)
    answer = two_kinds(officer, scale, bank)
    officer.cookies["guyub_session"] = ""
    stopped = press(officer, scale, answer, step="ways")
    assert stopped.status_code == 401
    typed = {"phone": user.phone, "pin": "246810"}
    landed = officer.post(reverse("accounts:sign-in"), {**hidden(stopped.content.decode(), "sign-in"), **typed})
    held = hidden_pairs(officer.get(landed.headers["Location"]), "held")
    answer = officer.post(scale, held)
    assert "Rp11.440" in text_of(answer)
    answer = press(officer, scale, press(officer, scale, answer, step="check", way="save"), step="save")
    assert answer.status_code == 303
    assert Deposit.objects.get().net == 11_440


def test_a_closed_day_takes_notes_from_paper_only(org, bank, officer, member):
    session = bank.session(opens=time(0))  # paper counts as of the opening, which must lie behind us at any hour
    scale = url(org, "weigh-member", session.pk, member.pk)
    officer.post(url(org, "session-close", session.pk), {"client_id": uuid7()})
    assert "nota kertas" in text_of(officer.get(scale))
    answer = press(officer, scale, press(officer, scale, two_kinds(officer, scale, bank), step="ways"), step="check")
    assert press(officer, scale, answer, step="save").status_code == 303
    assert (Deposit.objects.get().source, Flag.objects.get().reason) == ("paper", "late")


def test_the_visitor_is_found_by_number_name_and_card(org, bank, officer, member):
    who = url(org, "weigh-who", bank.session().pk)
    hers = url(org, "weigh-member", bank.session().pk, member.pk)
    assert officer.get(who, {"q": str(member.number)}).headers["Location"] == hers
    assert officer.get(who, {"q": address_of(org, member)}).headers["Location"] == hers
    assert "Sutinah" in text_of(officer.get(who, {"q": "sutina"}))
    assert "Tidak ditemukan." in text_of(officer.get(who, {"q": "https://contoh/k/palsu/"}))
    bank.deposit(member, bank.line("KRD", 1000))
    assert "sudah datang hari ini" in text_of(officer.get(who))


def test_the_only_open_day_needs_no_question(org, bank, officer):
    assert "Buka hari timbang" in text_of(officer.get(url(org, "weigh")))
    session = bank.session()
    assert officer.get(url(org, "weigh")).headers["Location"] == url(org, "weigh-who", session.pk)


def test_what_is_foreign_is_not_here(org, other_org, bank, officer, member):
    with tenant(other_org.pk):
        theirs = make_bank(other_org)
        stranger = make_member(other_org, "Warsini")
        their_day, their_item = theirs.session().pk, theirs.items["KRD"].pk
        their_slip = theirs.deposit(stranger, theirs.line("KRD", 1000)).deposit_id
    today = bank.session().pk
    for name, args in (
        ("weigh-who", (their_day,)), ("weigh-member", (today, stranger.pk)), ("weigh-member", (their_day, member.pk)),
        ("session", (their_day,)), ("recap", (their_day,)), ("slip", (their_slip,)), ("slip-file", (their_slip,)),
        ("correct", (their_slip,)), ("passbook", (stranger.pk,)), ("passbook-print", (stranger.pk,)),
        ("payout-ask", (stranger.pk,)),
    ):  # fmt: skip
        assert officer.get(url(org, name, *args)).status_code == 404, name
    scale = url(org, "weigh-member", today, member.pk)
    forged = {**fields(officer.get(scale)), "step": "ways", "line": [f"{their_item}:1000:1700:0"]}
    assert officer.post(scale, forged).status_code == 404
    assert officer.post(scale, {**forged, "line": ["rusak"]}).status_code == 422


def test_lists_cost_the_same_with_one_and_with_three(org, bank, officer, django_assert_num_queries):
    pages = [url(org, "weigh-who", bank.session().pk), url(org, "session", bank.session().pk), url(org, "sessions")]
    bank.deposit(make_member(org, "Rumini"), bank.line("KRD", 1000))
    counts = []
    for address in pages:
        officer.get(address)
        with CaptureQueriesContext(connection) as seen:
            officer.get(address)
        counts.append(len(seen))
    for name in ("Ngatini", "Karsem"):
        bank.deposit(make_member(org, name), bank.line("KRD", 1100), bank.line("PET", 900))
    for address, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            officer.get(address)
