"""The pages of the books: who sees what, reading back before saving, and the same queries for one row and three."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import approvals, cash, dues, periods
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Approval, CashCount, Entry, Fund, StatementNote
from guyub.foundation.organizations.choices import Office
from tests.factories import make_actor, signed_in
from tests.factories_ledger import cash as fill_cash
from tests.factories_ledger import open_books
from tests.factories_members import make_member

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)


@pytest.fixture
def books(org):
    with clock.set_to(NOW):
        open_books(org)
        fill_cash(org, 2_000_000)
        yield org


@pytest.fixture
def treasurer(books):
    return signed_in(books, Office.TREASURER)


@pytest.fixture
def chair(books):
    return signed_in(books, Office.CHAIR)


@pytest.fixture
def member(books):
    return make_member(books, "Sutinah")


def url(org, name, *args):
    return reverse(f"ledger:{name}", args=[org.slug, *args])


def money(**values):
    return {
        "client_id": str(uuid7()),
        "category": "donation",
        "amount": "50.000",
        "box": "1101",
        "payee_name": "Bu Lurah",
        "day": "2026-03-10",
        "fund": "UMUM",
        "unit": "PAG",
        "note": "",
    } | values


def give(org, amount=50_000, name="Bu Lurah"):
    return cash.receive_money(
        org=org,
        by=make_actor(org, Office.TREASURER),
        category_key="donation",
        amount=amount,
        box="1101",
        payer_name=name,
        happened_at=NOW,
        client_id=uuid7(),
    )


PAGES_FOR_ALL = ["home", "mine", "reports"]
PAGES_FOR_BOOKS = ["entries", "dues", "approvals", "closing", "funds", "assets"]
PAGES_FOR_TREASURER = ["money-in", "money-out", "move", "new-tin", "manual", "opening", "dues-rate", "dues-exempt"]


@pytest.mark.parametrize(
    "name", PAGES_FOR_ALL + PAGES_FOR_BOOKS + PAGES_FOR_TREASURER + ["new-fund", "new-asset", "count"]
)
def test_the_treasurer_opens_every_page(books, treasurer, name):
    response = treasurer.get(url(books, name))
    assert response.status_code == 200
    assert "<h1>" in response.content.decode()


def test_a_member_sees_statements_and_her_own_lines_only(books, member):
    browser = signed_in(books, member_id=member.pk)
    for name in PAGES_FOR_ALL:
        assert browser.get(url(books, name)).status_code == 200, name
    for name in PAGES_FOR_BOOKS + PAGES_FOR_TREASURER:
        assert browser.get(url(books, name)).status_code == 403, name
    assert browser.get(url(books, "month", 2026, 3)).status_code == 200
    page = browser.get(url(books, "reports")).content.decode()
    assert "buku-kas/akun/" not in page
    assert "trial" not in page.lower()


def test_books_that_are_not_open_say_so(org):
    chair = signed_in(org, Office.CHAIR)
    assert url(org, "start") in chair.get(url(org, "home")).content.decode()
    assert chair.post(url(org, "start")).status_code == 302
    assert "2.000" not in chair.get(url(org, "home")).content.decode()


def test_money_is_read_back_before_it_is_saved(books, treasurer):
    data = money()
    first = treasurer.post(url(books, "money-in"), data)
    assert first.status_code == 200
    assert "Rp50.000" in first.content.decode()
    assert "Bu Lurah" in first.content.decode()
    assert Entry.objects.count() == 1  # the opening
    changed = treasurer.post(url(books, "money-in"), data | {"change": "1"})
    assert 'value="50.000"' in changed.content.decode()
    saved = treasurer.post(url(books, "money-in"), data | {"confirmed": "1"})
    entry = Entry.objects.get(kind=cash.IN_KIND)
    assert saved["Location"] == url(books, "entry", entry.pk)
    treasurer.post(url(books, "money-in"), data | {"confirmed": "1"})  # sent twice
    assert Entry.objects.filter(kind=cash.IN_KIND).count() == 1
    page = treasurer.get(saved["Location"]).content.decode()
    assert "Bu Lurah" in page
    assert entry.receipts.get().code in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "lima"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"box": "9999"}, "box"),
        ({"day": "2027-01-01"}, "day"),
        ({"category": ""}, "category"),
        ({"member_number": "999"}, "member_number"),
    ],
)
def test_what_was_typed_wrong_stays_and_is_named(books, treasurer, change, field):
    response = treasurer.post(url(books, "money-in"), money(**change))
    assert response.status_code == 422
    assert f"id_{field}" in response.content.decode()
    assert "Bu Lurah" in response.content.decode()
    assert Entry.objects.count() == 1


def test_a_large_payment_waits_and_the_chair_agrees(books, treasurer, chair):
    data = money(category="running", amount="1.500.000", payee_name="Toko Subur", confirmed="1")
    assert treasurer.post(url(books, "money-out"), data)["Location"] == url(books, "approvals")
    proposal = Approval.objects.get()
    own = treasurer.get(url(books, "approval", proposal.pk)).content.decode()
    assert 'name="approve"' not in own
    page = chair.get(url(books, "approval", proposal.pk)).content.decode()
    assert "Toko Subur" in page
    assert 'name="approve"' in page
    answer = chair.post(url(books, "approval", proposal.pk), {"approve": "1"})
    assert answer["Location"] == url(books, "entry", Entry.objects.get(kind=cash.OUT_KIND).pk)
    assert balance(org=books, account="1101") == 500_000


def test_the_proposer_cannot_agree_by_hand(books, treasurer):
    data = money(category="running", amount="1.500.000", confirmed="1")
    treasurer.post(url(books, "money-out"), data)
    proposal = Approval.objects.get()
    assert treasurer.post(url(books, "approval", proposal.pk), {"approve": "1"}).status_code in {403, 422}
    treasurer.post(url(books, "approval", proposal.pk), {"reject": "1", "reason": "salah", "client_id": uuid7()})
    assert Approval.get(proposal.pk).state == "rejected"


def test_without_enough_cash_nothing_is_written(books, treasurer):
    response = treasurer.post(
        url(books, "money-out"), money(category="running", amount="900.000", box="1102", confirmed="1")
    )
    assert response.status_code == 422
    assert Entry.objects.count() == 1


def test_taking_back_and_correcting(books, treasurer):
    posted = give(books)
    page = treasurer.get(url(books, "entry", posted.entry_id)).content.decode()
    assert url(books, "undo", posted.entry_id) in page
    correct = {"client_id": str(uuid7()), "amount": "5.000", "confirmed": "1"}
    assert treasurer.post(url(books, "correct", posted.entry_id), correct).status_code == 302
    assert balance(org=books, account="4203") == -5_000
    page = treasurer.get(url(books, "entry", posted.entry_id)).content.decode()
    assert url(books, "undo", posted.entry_id) not in page
    again = treasurer.post(url(books, "undo", posted.entry_id), {"client_id": str(uuid7()), "reason": "x"})
    assert again.status_code == 422
    last = Entry.objects.order_by("-n").first()
    assert treasurer.get(url(books, "correct", Entry.objects.get(n=1).pk)).status_code == 404
    assert (
        treasurer.post(url(books, "undo", last.pk), {"client_id": str(uuid7()), "reason": "salah"}).status_code == 302
    )
    assert balance(org=books, account="4203") == 0


def test_the_journal_finds_by_word_number_amount_day_and_kind(books, treasurer):
    posted = give(books, 12_500)
    give(books, 70_000)
    code = posted.receipt_code

    def found(query):
        page = treasurer.get(f"{url(books, 'entries')}?{query}").content.decode()
        return [n for n in (1, 2, 3) if re.search(rf"#{n}\b", page)]

    assert found("") == [1, 2, 3]
    assert found("q=%232") == [2]
    assert found(f"q={code.lower()}") == [2]
    assert found("jumlah=12.500") == [2]
    assert found("jenis=uang_masuk") == [2, 3]
    assert found("dari=2026-03-11") == []
    assert found("sampai=2026-03-10") == [1, 2, 3]
    assert found("arus=O2") == [2, 3]
    assert "12,5x" in treasurer.get(f"{url(books, 'entries')}?jumlah=12,5x").content.decode()


def test_the_journal_is_paged_by_number(books, treasurer):
    for _ in range(55):
        give(books, 1_000)
    first = treasurer.get(url(books, "entries")).content.decode()
    assert "#56 " in first
    assert "sebelum=7" in first
    second = treasurer.get(f"{url(books, 'entries')}?sebelum=7").content.decode()
    assert "#6 " in second
    assert "#7 " not in second
    assert "sesudah=6" in second
    back = treasurer.get(f"{url(books, 'entries')}?sesudah=6").content.decode()
    assert "#7 " in back
    assert "#56 " in back


@pytest.mark.parametrize("name", ["entries", "reports", "home"])
def test_one_row_and_three_cost_the_same_queries(books, treasurer, name):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert treasurer.get(url(books, name)).status_code == 200
        return len(caught)

    give(books)
    cost()
    one = cost()
    give(books)
    give(books)
    assert cost() == one


def test_dues_are_taken_and_a_member_sees_her_own(books, treasurer, member):
    set_rate(books)
    listed = treasurer.get(url(books, "dues")).content.decode()
    assert "Sutinah" in listed
    assert treasurer.get(f"{url(books, 'dues')}?q=sutina").status_code == 200
    data = {"client_id": str(uuid7()), "amount": "6.000", "cash": "1101", "day": "2026-03-10"}
    page = treasurer.post(url(books, "dues-pay", member.pk), data).content.decode()
    assert page.count("Rp2.000") == 3
    assert treasurer.post(url(books, "dues-pay", member.pk), data | {"confirmed": "1"}).status_code == 302
    assert balance(org=books, account="4202") == -6_000
    own = signed_in(books, member_id=member.pk).get(url(books, "mine")).content.decode()
    assert own.count("Rp2.000") == 3
    too_much = data | {"client_id": str(uuid7()), "amount": "90.000.000", "confirmed": "1"}
    assert treasurer.post(url(books, "dues-pay", member.pk), too_much).status_code == 422


def set_rate(org):
    by = make_actor(org, Office.TREASURER)
    dues.set_rate(org=org, by=by, starts_on=date(2026, 1, 1), amount=2_000, happened_at=NOW, client_id=uuid7())


def test_setting_dues_and_freeing_a_member(books, treasurer, member):
    rate = {"client_id": str(uuid7()), "amount": "3.000", "starts_on": "2026-01-01"}
    assert treasurer.post(url(books, "dues-rate"), rate).status_code == 302
    free = {"client_id": str(uuid7()), "member_number": member.number, "first": "2026-01-01", "reason": "sakit"}
    assert treasurer.post(url(books, "dues-exempt"), free).status_code == 302
    assert dues.owed(org=books, member=member, upto=date(2026, 3, 1)).amount == 0


def test_counting_shows_the_books_only_after_the_count(books, chair):
    form = chair.get(url(books, "count-box", "1101")).content.decode()
    assert "2.000.000" not in form
    data = {"client_id": str(uuid7()), "n100000": "19", "n50000": "1", "n20000": "2", "n5000": "1"}
    page = chair.post(url(books, "count-box", "1101"), data).content.decode()
    assert "Rp1.995.000" in page
    assert "Rp2.000.000" in page
    assert chair.post(url(books, "count-box", "1101"), data | {"confirmed": "1"}).status_code == 302
    row = CashCount.objects.get()
    assert row.difference == -5_000
    assert balance(org=books, account="1101") == 1_995_000
    large = {"client_id": str(uuid7()), "n100000": "15", "confirmed": "1"}
    chair.post(url(books, "count-box", "1101"), large)
    assert Approval.objects.get().kind == cash.COUNT_KIND
    assert balance(org=books, account="1101") == 1_995_000
    assert chair.get(url(books, "count-box", "9")).status_code == 404


def test_nobody_counts_her_own_box(books, member):
    chair = make_actor(books, Office.CHAIR)
    box = cash.open_tin(org=books, by=chair, name="Pos Cihonje", holder=member)
    browser = signed_in(books, Office.TREASURER, member_id=member.pk)
    data = {"client_id": str(uuid7()), "n1000": "1", "confirmed": "1"}
    assert browser.post(url(books, "count-box", box.account), data).status_code == 403


def test_closing_a_month_step_by_step(books, treasurer, chair):
    with clock.set_to(datetime(2026, 4, 2, 3, tzinfo=UTC)):
        give(books)
        page = treasurer.get(url(books, "closing")).content.decode()
        assert url(books, "count") in page
        count = {"client_id": str(uuid7()), "n100000": "20", "n50000": "1", "confirmed": "1"}
        chair.post(url(books, "count-box", "1101"), count)
        assert treasurer.post(url(books, "closing"), {"client_id": str(uuid7())}).status_code == 302
        proposal = Approval.objects.get()
        assert chair.post(url(books, "approval", proposal.pk), {"approve": "1"}).status_code == 302
        assert periods.last_closed(org=books).month == date(2026, 3, 1)
        assert "Maret 2026" in treasurer.get(url(books, "closing")).content.decode()


def test_statements_as_workbook_and_signed_pdf(books, treasurer):
    give(books)
    page = treasurer.get(url(books, "reports")).content.decode()
    assert "Rp50.000" in page
    assert url(books, "account", "4203") in page
    sheet = treasurer.get(url(books, "download", "xlsx"))
    assert sheet.content[:2] == b"PK"
    paper = treasurer.get(f"{url(books, 'download', 'pdf')}?bulan=2026-03")
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.content)).pages)
    head = Entry.objects.order_by("-n").first()
    assert head.hash[:12] in text.replace("\n", "")
    assert treasurer.get(url(books, "download", "docx")).status_code == 404


@pytest.mark.parametrize(
    "query", ["bulan=2026-02", "tahun=2025", "dari=2026-03-01&sampai=2026-03-05", "bulan=x", "dana=UMUM"]
)
def test_any_period_can_be_chosen(books, treasurer, query):
    assert treasurer.get(f"{url(books, 'reports')}?{query}").status_code == 200
    assert treasurer.get(f"{url(books, 'account', '1101')}?{query}").status_code == 200


def test_the_month_in_words(books, treasurer):
    give(books)
    page = treasurer.get(url(books, "month", 2026, 3)).content.decode()
    assert "Rp2.050.000" in page
    assert "arus=O2" in page
    assert treasurer.get(url(books, "month", 2026, 13)).status_code == 404


def test_own_words_in_the_notes(books, treasurer):
    data = {"client_id": str(uuid7()), "text": "Kas disimpan di rumah bendahara."}
    assert treasurer.post(url(books, "notes", 2026), data).status_code == 302
    assert StatementNote.objects.get().year == 2026
    assert "rumah bendahara" in treasurer.get(url(books, "reports")).content.decode()


def test_the_slip_and_its_pdf(books, treasurer):
    posted = give(books)
    page = treasurer.get(url(books, "slip", posted.entry_id)).content.decode()
    assert posted.receipt_code in page
    assert books.slug in page
    assert treasurer.get(f"{url(books, 'slip', posted.entry_id)}?unduh=pdf").content[:4] == b"%PDF"
    assert treasurer.get(url(books, "slip", Entry.objects.get(n=1).pk)).status_code == 404


def test_moving_cash_and_refilling_petty_cash(books, treasurer, chair):
    box = {"client_id": str(uuid7()), "name": "Kas kecil pos", "parent": "1102"}
    assert chair.post(url(books, "new-tin"), box).status_code == 302
    assert "isi=1102.01" in treasurer.get(url(books, "home")).content.decode()
    assert 'value="200.000"' in treasurer.get(f"{url(books, 'move')}?isi=1102.01").content.decode()
    move = {
        "client_id": str(uuid7()), "source": "1101", "target": "1102.01", "amount": "200.000", "day": "2026-03-10",
        "fund": "UMUM",
    }  # fmt: skip
    assert "Rp200.000" in treasurer.post(url(books, "move"), move).content.decode()
    assert treasurer.post(url(books, "move"), move | {"confirmed": "1"}).status_code == 302
    assert balance(org=books, account="1102.01") == 200_000
    same = move | {"client_id": str(uuid7()), "target": "1101", "confirmed": "1"}
    assert treasurer.post(url(books, "move"), same).status_code == 422


def test_a_fund_from_opening_to_report(books, chair, treasurer):
    data = {
        "client_id": str(uuid7()), "code": "DINAS", "name": "Hibah", "giver": "Dinas", "purpose": "pelatihan",
        "starts_on": "2026-01-01", "ends_on": "2026-12-31", "b6104": "300.000",
    }  # fmt: skip
    assert chair.post(url(books, "new-fund"), data).status_code == 302
    assert Fund.objects.get(code="DINAS").allowed_accounts == ["6104"]
    treasurer.post(url(books, "money-in"), money(fund="DINAS", amount="300.000", confirmed="1"))
    page = treasurer.get(url(books, "fund", "DINAS")).content.decode()
    assert "Rp300.000" in page
    for kind, magic in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert treasurer.get(f"{url(books, 'fund', 'DINAS')}?unduh={kind}").content.startswith(magic)
    rest = {"client_id": str(uuid7()), "release": "no", "letter": "1/2026"}
    assert treasurer.post(url(books, "fund-rest", "DINAS"), rest).status_code == 302
    assert treasurer.get(url(books, "fund", "UMUM")).status_code == 404
    assert chair.post(url(books, "new-fund"), data | {"client_id": str(uuid7())}).status_code == 422


def test_opening_balances_and_a_manual_journal(org):
    with clock.set_to(NOW):
        open_books(org)
        member = make_member(org)
        treasurer, chair = signed_in(org, Office.TREASURER), make_actor(org, Office.CHAIR)
        data = {
            "client_id": str(uuid7()), "fund": "UMUM", "unit": "PAG", "account1": "1101", "debit1": "1.500.000",
            "account2": "2101", "credit2": "300.000", "member2": member.number, "confirmed": "1",
        }  # fmt: skip
        assert treasurer.post(url(org, "opening"), data).status_code == 302
        approvals.approve(org=org, by=chair, approval_id=Approval.objects.get().pk)
        assert balance(org=org, account="3103") == -1_200_000
        assert Entry.objects.get().booked_on == date(2020, 12, 31)
        again = treasurer.post(url(org, "opening"), data | {"client_id": str(uuid7())})
        assert again.status_code == 422
        journal = {
            "client_id": str(uuid7()), "fund": "UMUM", "unit": "PAG", "day": "2026-03-10", "memo": "koreksi",
            "account1": "6103", "debit1": "10.000", "account2": "3103", "credit2": "9.000",
        }  # fmt: skip
        assert treasurer.post(url(org, "manual"), journal).status_code == 422
        assert treasurer.post(url(org, "manual"), journal | {"credit2": "10.000"}).status_code == 302
        proposal = Approval.objects.get(kind="journal")
        approvals.approve(org=org, by=chair, approval_id=proposal.pk)
        assert balance(org=org, account="6103") == 10_000


def test_equipment(books, treasurer):
    data = {
        "client_id": str(uuid7()), "name": "Timbangan", "cost": "1.000.000", "months": "36", "bought_on": "2026-03-01",
        "fund": "UMUM", "unit": "PAG",
    }  # fmt: skip
    assert treasurer.post(url(books, "new-asset"), data).status_code == 302
    assert "Timbangan" in treasurer.get(url(books, "assets")).content.decode()


def test_the_neighbour_gets_404_for_every_entry(books, other_org):
    posted = give(books)
    with tenant(other_org.pk):
        open_books(other_org)
    stranger = signed_in(other_org, Office.TREASURER)
    for name in ("entry", "undo", "correct", "slip"):
        assert stranger.get(url(other_org, name, posted.entry_id)).status_code == 404
    assert stranger.get(url(books, "entry", posted.entry_id)).status_code == 404
