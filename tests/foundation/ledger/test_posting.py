"""post_entry: what it writes, what it refuses, what it answers twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import rules, setup
from guyub.foundation.ledger.actions import correction, post_entry, reverse_entry
from guyub.foundation.ledger.balances import balance, fund_cash, party_balance, totals
from guyub.foundation.ledger.chain import receipt_code
from guyub.foundation.ledger.entries import OPENING, Line, Move
from guyub.foundation.ledger.models import (
    Account,
    Balance,
    Counter,
    Entry,
    EntryLine,
    MonthTotal,
    Period,
    Receipt,
    StockBalance,
)
from guyub.foundation.ledger.stock import create_item, create_lot, create_place, mirror, on_hand
from tests.factories import make_actor
from tests.factories_ledger import cash, make_fund, make_item, make_place, open_books, post, savings
from tests.foundation.ledger.vectors import ENTRIES, LEDGER, open_published, post_published

NOON = datetime(2026, 3, 15, 5, tzinfo=UTC)


@pytest.fixture
def books(org):
    with clock.set_to(NOON):
        yield open_books(org)


def dues(amount: int = 20_000, **rest) -> tuple[Line, Line]:
    return Line("1101", amount, cash_flow="O2", **rest), Line("4202", -amount, **rest)


def test_the_published_entries_get_their_published_hashes(db):
    org = open_published()
    posted = post_published(org)
    assert [row.hash for row in posted] == [entry["hash"] for entry in ENTRIES]
    assert [row.n for row in posted] == list(range(1, 21))
    codes = {row.n: (row.receipt_number, row.receipt_code) for row in posted if row.receipt_number}
    assert codes == {row["entry"]: (row["receipt"], row["code"]) for row in LEDGER["receipts"]}
    with tenant(org.pk):
        trial = totals(org=org, upto=date(2026, 1, 31))
        expected = LEDGER["statements"]["neraca_saldo"]
        assert {code: debit - credit for code, (debit, credit) in trial.items()} == {
            code: row["closing"] for code, row in expected.items()
        }
        january = MonthTotal.objects.filter(month=date(2026, 1, 1))
        assert sum(january.values_list("debit", flat=True)) == LEDGER["statements"]["jumlah_debit"]
        assert fund_cash(org=org, fund="DINAS") == 300_000


def test_an_entry_moves_every_total_in_the_same_transaction(books):
    member = uuid7()
    cash(books, 100_000)
    posted = savings(books, member, 25_000)
    assert posted.n == 2
    assert balance(org=books, account="1101") == 125_000
    assert balance(org=books, account="1101", unit="BSP") == 25_000
    assert balance(org=books, account="1101", fund="UMUM", unit="PAG") == 100_000
    assert party_balance(org=books, account="2101", party=member) == -25_000
    assert fund_cash(org=books, fund="UMUM") == 125_000
    month = MonthTotal.objects.get(account="1101", unit="BSP")
    assert (month.month, month.cash_flow, month.debit, month.credit) == (date(2026, 3, 1), "D2", 25_000, 0)
    counter = Counter.objects.get(name="entry")
    assert (counter.value, counter.head) == (2, posted.hash)
    entry = Entry.get(posted.entry_id)
    assert entry.prev == Entry.objects.get(n=1).hash
    assert list(entry.lines.order_by("no").values_list("no", "account", "amount")) == [
        (1, "1101", 25_000),
        (2, "2101", -25_000),
    ]


def test_a_memorandum_proves_a_fact_without_money(books):
    posted = post(books, doc={"note": "ditimbang 3 kg"}, receipt=True)
    entry = Entry.get(posted.entry_id)
    assert entry.lines.count() == 0
    assert len(entry.doc_hash) == 64
    assert posted.receipt_code == receipt_code(posted.hash, 1)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([Line("1101", 1000, cash_flow="O2")], "bad_input"),
        ([Line("1101", 1000, cash_flow="O2"), Line("4202", -900)], "unbalanced"),
        ([Line("1101", 1000, cash_flow="O2"), Line("4202", -1000, fund="DINAS")], "unbalanced"),
        ([Line("1101", 0, cash_flow="O2"), Line("4202", 0)], "bad_input"),
        ([Line("1101", 10**12 + 1, cash_flow="O2"), Line("4202", -(10**12) - 1)], "bad_input"),
        ([Line("9999", 1000), Line("4202", -1000)], "no_account"),
        ([Line("1101", 1000, fund="X", cash_flow="O2"), Line("4202", -1000, fund="X")], "no_fund"),
        ([Line("1101", 1000, unit="X", cash_flow="O2"), Line("4202", -1000, unit="X")], "no_unit"),
        ([Line("1101", 1000), Line("4202", -1000)], "bad_input"),  # cash without a cash-flow code
        ([Line("1101", 1000, cash_flow="ZZ"), Line("4202", -1000)], "bad_input"),
        ([Line("6102", 1000, cash_flow="O5"), Line("4202", -1000)], "bad_input"),  # a code without cash
        ([Line("1101", 1000, cash_flow="T"), Line("4202", -1000)], "bad_input"),  # a transfer that arrives nowhere
        ([Line("1201", 1000), Line("4202", -1000)], "bad_input"),  # a personal account without a person
        ([Line("1301", 1000), Line("4202", -1000)], "goods_differ"),
    ],
)
def test_what_is_not_an_entry_is_refused_and_leaves_nothing(books, lines, code):
    make_fund(books, "DINAS")
    with pytest.raises(BadInput) as caught:
        post(books, *lines)
    assert caught.value.code == code
    assert Entry.objects.count() == EntryLine.objects.count() == Balance.objects.count() == 0
    assert Counter.objects.get(name="entry").value == 0


def test_memo_and_types_are_checked(books):
    with pytest.raises(BadInput) as caught:
        post(books, *dues(), memo="x" * 141)
    assert caught.value.field == "memo"
    with pytest.raises(TypeError):
        post(books, Line("1101", 1.0, cash_flow="O2"), Line("4202", -1.0))
    assert post(books, *dues(), memo="x" * 140).n == 1


def test_closed_account_is_refused(books):
    Account.objects.filter(code="4202").update(closed_on=date(2026, 1, 1))
    with pytest.raises(BadInput, match="4202"):
        post(books, *dues())


def test_the_same_entry_again_is_the_first_result(books):
    ids = {"client_id": uuid7(), "source_id": uuid7(), "event_at": NOON}
    first = post(books, *dues(), receipt=True, **ids)
    assert post(books, *dues(), receipt=True, **ids) == first
    assert post(books, *dues(), receipt=True, **(ids | {"client_id": uuid7()})) == first  # the same source
    with pytest.raises(Clash):
        post(books, *dues(30_000), **ids)
    with pytest.raises(Clash):
        post(books, *dues(30_000), **(ids | {"client_id": uuid7()}))
    assert Entry.objects.count() == Receipt.objects.count() == 1


def test_cash_never_falls_below_zero(books):
    cash(books, 50_000)
    with pytest.raises(Refused) as caught:
        post(books, Line("6102", 50_001), Line("1101", -50_001, cash_flow="O5"))
    assert caught.value.code == "cash_short"
    assert "Rp50.000" in str(caught.value)
    assert "Rp50.001" in str(caught.value)
    assert Entry.objects.count() == 1
    post(books, Line("6102", 50_000), Line("1101", -50_000, cash_flow="O5"))
    assert balance(org=books, account="1101") == 0


def test_one_fund_never_lends_to_another(books):
    make_fund(books, "DINAS")
    cash(books, 50_000)
    post(books, *dues(30_000, fund="DINAS"))
    with pytest.raises(Refused):
        post(books, Line("6104", 30_001, "DINAS"), Line("1101", -30_001, "DINAS", cash_flow="O5"))


def test_units_may_use_one_cash_box_together(books):
    cash(books, 50_000)  # of PAG
    post(books, Line("6102", 40_000, unit="BSP"), Line("1101", -40_000, unit="BSP", cash_flow="O5"))
    assert balance(org=books, account="1101", unit="BSP") == -40_000
    assert fund_cash(org=books, fund="UMUM") == 10_000


def test_savings_never_fall_below_zero(books):
    member, other = uuid7(), uuid7()
    savings(books, member, 10_000)
    savings(books, other, 90_000)
    with pytest.raises(Refused) as caught:
        post(books, Line("2101", 10_001, unit="BSP", party=member), Line("1101", -10_001, unit="BSP", cash_flow="D2"))
    assert caught.value.code == "balance_short"
    assert caught.value.details["held"] == 10_000
    with pytest.raises(Refused):  # a person without savings
        post(books, Line("2101", 1, unit="BSP", party=uuid7()), Line("1101", -1, unit="BSP", cash_flow="D2"))
    assert party_balance(org=books, account="2101", party=member) == -10_000


def test_a_refusal_that_is_caught_still_leaves_nothing(books):
    cash(books, 100)
    with atomic():
        sid = transaction.savepoint()
        with pytest.raises(Refused), atomic():
            post_entry(
                org=books,
                by=SYSTEM,
                kind="uji",
                source_id=uuid7(),
                client_id=uuid7(),
                event_at=NOON,
                lines=[Line("6102", 200), Line("1101", -200, cash_flow="O5")],
            )
        transaction.savepoint_commit(sid)
    assert Entry.objects.count() == 1
    assert balance(org=books, account="1101") == 100


def test_posting_needs_open_books(org):
    with pytest.raises(Refused) as caught:
        post(org, *dues())
    assert caught.value.code == "books_not_open"


# Days


def close(org, month: date) -> None:
    head = Counter.objects.get(name="entry")
    Period.objects.create(
        org=org, month=month, closed_at=NOON, head_n=head.value, head_hash=head.head, totals=totals(org=org, upto=month)
    )


def test_the_book_day_is_the_event_day_in_the_zone_of_the_association(books):
    late = datetime(2026, 3, 3, 18, tzinfo=UTC)  # 01.00 on the 4th in Gumelar
    assert Entry.get(post(books, *dues(), event_at=late).entry_id).booked_on == date(2026, 3, 4)


def test_a_phone_with_a_wrong_clock_does_not_book_in_the_future(books):
    entry = Entry.get(post(books, *dues(), event_at=NOON + timedelta(days=40)).entry_id)
    assert entry.booked_on == date(2026, 3, 15)
    assert entry.happened_at == NOON + timedelta(days=40)


def test_a_closed_month_is_booked_today_and_keeps_its_event_day(books):
    close(books, date(2026, 2, 1))
    entry = Entry.get(post(books, *dues(), event_at=datetime(2026, 2, 10, tzinfo=UTC)).entry_id)
    assert entry.booked_on == date(2026, 3, 15)
    assert entry.happened_at == datetime(2026, 2, 10, tzinfo=UTC)
    assert Entry.get(post(books, *dues(), event_at=NOON).entry_id).booked_on == date(2026, 3, 15)


def test_when_this_month_is_closed_nothing_is_booked(books):
    close(books, date(2026, 3, 1))
    with pytest.raises(Refused) as caught:
        post(books, *dues())
    assert caught.value.code == "month_closed"


def test_a_chosen_day_must_be_open_and_not_ahead(books):
    close(books, date(2026, 1, 1))
    with pytest.raises(Refused):
        post(books, *dues(), booked_on=date(2026, 1, 31))
    with pytest.raises(BadInput):
        post(books, *dues(), booked_on=date(2026, 3, 16))
    assert Entry.get(post(books, *dues(), booked_on=date(2026, 2, 28)).entry_id).booked_on == date(2026, 2, 28)


# Reversal


def reverse(org, entry_id, **rest):
    with atomic():
        return reverse_entry(
            org=org, by=SYSTEM, entry_id=entry_id, **({"client_id": uuid7(), "event_at": clock.now()} | rest)
        )


def test_a_reversal_is_the_mirror_and_happens_once(books):
    posted = post(books, *dues(20_000), receipt=True)
    client_id = uuid7()
    back = reverse(books, posted.entry_id, client_id=client_id, receipt=True)
    entry = Entry.get(back.entry_id)
    assert list(entry.lines.order_by("no").values_list("account", "amount", "cash_flow")) == [
        ("1101", -20_000, "O2"),
        ("4202", 20_000, ""),
    ]
    assert Receipt.objects.get(entry=entry).replaces.entry_id == posted.entry_id
    assert balance(org=books, account="1101") == balance(org=books, account="4202") == 0
    assert reverse(books, posted.entry_id, client_id=client_id, receipt=True) == back
    with pytest.raises(Refused) as caught:
        reverse(books, posted.entry_id)
    assert caught.value.code == "reversed_before"
    with pytest.raises(Refused) as caught:
        reverse(books, back.entry_id)
    assert caught.value.code == "reversal_of_reversal"


def test_a_reversal_is_never_before_its_original(books):
    posted = post(books, *dues())
    back = reverse(books, posted.entry_id, event_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert Entry.get(back.entry_id).booked_on == date(2026, 3, 15)


def test_an_entry_of_the_neighbour_is_not_here(books, other_org):
    with tenant(other_org.pk):
        theirs = post(open_books(other_org), *dues())
    with pytest.raises(NotHere):
        reverse(books, theirs.entry_id)


def test_a_correction_is_checked_at_its_end(books):
    member = uuid7()
    wrong = savings(books, member, 10_000)
    out = Line("2101", 7_000, unit="BSP", party=member), Line("1101", -7_000, unit="BSP", cash_flow="D2")
    post(books, *out)

    def correct(amount: int) -> None:
        with atomic(), correction(books):
            reverse(books, wrong.entry_id)
            savings(books, member, amount)

    with pytest.raises(Refused, match="Rp"):
        correct(6_999)
    assert Entry.objects.count() == 2
    assert party_balance(org=books, account="2101", party=member) == -3_000
    with pytest.raises(Refused):  # without `correction` the reversal alone is too much
        reverse(books, wrong.entry_id)
    correct(7_000)
    assert Entry.objects.count() == 4
    assert party_balance(org=books, account="2101", party=member) == 0
    assert balance(org=books, account="1101") == 0


# Goods


def buy(org, item, place, quantity: int, value: int, **rest):
    return post(
        org,
        Line("1301", value, unit="BSP"),
        Line("2105", -value, unit="BSP", party=rest.pop("party", None) or uuid7()),
        moves=[Move(item.pk, place.pk, quantity, value, **rest)],
    )


def test_goods_move_with_the_entry(books):
    item, place = make_item(books), make_place(books)
    buy(books, item, place, 3000, 6_000)
    buy(books, item, place, 1000, 3_000)
    stock = on_hand(org=books, item_id=item.pk, place_id=place.pk)
    assert (stock.quantity, stock.value) == (4000, 9_000)
    post(
        books,
        Line("5101", 2_250, unit="BSP"),
        Line("1301", -2_250, unit="BSP"),
        moves=[Move(item.pk, place.pk, -1000, -2_250)],
    )
    assert balance(org=books, account="1301") == 6_750 == StockBalance.objects.get().value


def test_goods_never_fall_below_zero(books):
    item, place = make_item(books), make_place(books)
    buy(books, item, place, 3000, 6_000)
    with pytest.raises(Refused) as caught:
        post(books, Line("5101", 1), Line("1301", -1), moves=[Move(item.pk, place.pk, -3001, -1)])
    assert caught.value.code == "stock_short"
    with pytest.raises(Refused) as caught:  # the last gram takes the whole value
        post(books, Line("5101", 1), Line("1301", -1), moves=[Move(item.pk, place.pk, -3000, -1)])
    assert caught.value.code == "stock_value"
    with pytest.raises(Refused):
        post(books, Line("5101", 6_001), Line("1301", -6_001), moves=[Move(item.pk, place.pk, -1, -6_001)])
    assert on_hand(org=books, item_id=item.pk, place_id=place.pk).quantity == 3000


def test_gains_at_cost_nothing_are_a_memorandum_with_goods(books):
    item, place = make_item(books), make_place(books)
    post(books, moves=[Move(item.pk, place.pk, 500, 0)])
    stock = on_hand(org=books, item_id=item.pk, place_id=place.pk)
    assert (stock.quantity, stock.value) == (500, 0)
    with pytest.raises(BadInput):
        post(books, moves=[Move(item.pk, place.pk, 0, 0)])


def test_goods_in_a_shop_stand_on_the_account_of_consignment(books):
    item = create_item(org=books, code="C1", name="Cantir", unit="pcs", account="1306")
    store = create_place(org=books, name="Gudang", kind="store")
    shop = create_place(org=books, name="Toko Bu Sri", kind="shop")
    post(
        books,
        Line("1306", 492_000),
        Line("1304", -492_000),
        moves=[Move(item.pk, store.pk, 100, 492_000)],
    )
    post(
        books,
        Line("1307", 196_800, party=uuid7()),
        Line("1306", -196_800),
        moves=[Move(item.pk, shop.pk, 40, 196_800), Move(item.pk, store.pk, -40, -196_800)],
    )
    assert balance(org=books, account="1307") == 196_800
    assert on_hand(org=books, item_id=item.pk, place_id=store.pk).value == 295_200


def test_lots_carry_quantity_and_are_never_negative(books):
    item = create_item(org=books, code="M1", name="Minyak", unit="ml", account="1301", by_lot=True)
    place = make_place(books)
    first = create_lot(org=books, item=item, code="A", expires_on=date(2026, 9, 1))
    second = create_lot(org=books, item=item, code="B")
    with pytest.raises(BadInput) as caught:
        buy(books, item, place, 1000, 14_000)
    assert caught.value.code == "lot_missing"
    buy(books, item, place, 1000, 14_000, lot_id=first.pk)
    buy(books, item, place, 1000, 14_000, lot_id=second.pk)
    with pytest.raises(Refused) as caught:
        post(
            books,
            Line("5101", 21_000),
            Line("1301", -21_000),
            moves=[Move(item.pk, place.pk, -1500, -21_000, lot_id=first.pk)],
        )
    assert caught.value.code == "lot_short"
    other = create_item(org=books, code="M2", name="Lain", unit="ml", account="1301")
    with pytest.raises(BadInput) as caught:
        buy(books, other, place, 1, 1, lot_id=first.pk)
    assert caught.value.code == "no_lot"


def test_only_the_room_reverses_an_entry_that_moved_goods(books):
    item, place = make_item(books), make_place(books)
    posted = buy(books, item, place, 3000, 6_000)
    with pytest.raises(Refused) as caught:
        reverse(books, posted.entry_id)
    assert caught.value.code == "room_corrects"
    reverse(books, posted.entry_id, moves=mirror(org=books, entry_id=posted.entry_id))
    assert on_hand(org=books, item_id=item.pk, place_id=place.pk).quantity == 0


def test_a_fund_rule_sees_the_lines_of_its_fund_only(books, monkeypatch):
    seen = []
    monkeypatch.setattr(rules, "_fund_rules", [seen.append])
    make_fund(books, "DINAS")
    cash(books, 100)
    assert not seen
    post(books, *dues(30_000, fund="DINAS"), *dues())
    assert [(spend.fund, [line.amount for line in spend.lines]) for spend in seen] == [("DINAS", [30_000, -30_000])]


def test_opening_twice_changes_nothing_and_needs_the_right(books):
    before = Account.objects.count()
    open_books(books)
    assert Account.objects.count() == before == 61
    with pytest.raises(Forbidden):
        setup.open_books(org=books, by=make_actor(books))
    cash(books, 1)
    assert Entry.objects.get().kind == OPENING
