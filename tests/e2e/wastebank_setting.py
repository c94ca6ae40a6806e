"""A waste bank as a browser meets it: one post, nine kinds with their pictures, three members, an open weighing day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import approvals
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import AccountExit, Flag, PocketKind, Receivable, WeighingSession
from tests.factories import make_org, make_user, signed_in
from tests.factories_goods import make_oil
from tests.factories_members import make_member
from tests.factories_wastebank import START, Bank, make_bank

MORE = (  # material, drawing, class, name, unit, price
    ("Gelas plastik", "cup", "plastic", "Gelas plastik", Unit.GRAM, 3000),
    ("Kertas", "paper", "paper", "Kertas HVS", Unit.GRAM, 1500),
    ("Besi", "iron", "metal", "Besi", Unit.GRAM, 4000),
    ("Kaleng", "can", "metal", "Kaleng", Unit.GRAM, 1700),
    ("Botol kaca", "glass", "glass", "Botol kaca", Unit.GRAM, 300),
)
PICTURES = {"PET": "bottle", "KRD": "cardboard", "TRY": "egg-tray", "JLT": "oil"}


@dataclass(slots=True)
class Setting:
    """Who is there: a weighing officer, a treasurer, a chair, and Bu Sutinah."""

    org: Organization
    bank: Bank
    member: Member
    session: WeighingSession
    weigher: Client
    treasurer: Client
    chair: Client

    def url(self, rest: str = "") -> str:
        return f"/p/{self.org.slug}/bank-sampah/{rest}"


def set_up() -> Setting:
    """Build it in the database of the live server."""
    org = make_org("sekar", name="Paguyuban Sekar Rantau")
    with tenant(org.pk):
        bank = make_bank(org)
        for code, drawing in PICTURES.items():
            material = bank.items[code].category
            actions.update_category(org=org, by=SYSTEM, category_id=material.pk, name=material.name, drawing=drawing)
        rows = []
        for material, drawing, sipsn, name, unit, price in MORE:
            code = "".join(name.upper().split())[:12]
            made = actions.create_category(
                org=org, by=SYSTEM, code=code, name=material, sipsn_class=sipsn, drawing=drawing
            )
            bank.items[name] = actions.create_item(
                org=org, by=SYSTEM, category_id=made.pk, code=code, name=name, unit=unit
            )
            rows.append(actions.PriceIn(bank.items[name].pk, START, price))
        actions.publish_prices(org=org, by=bank.chair, client_id=uuid7(), happened_at=START, rows=rows)
        members = [make_member(org, name, hamlet="Karanganyar") for name in ("Sutinah", "Sri Wahyuni", "Kasiyem")]
        now = clock.now()
        session = actions.plan_session(
            org=org, by=bank.weigher, client_id=uuid7(), happened_at=now, post_id=bank.post.pk,
            planned_open=now - timedelta(minutes=30), planned_close=now + timedelta(hours=2), open_now=True,
        )  # fmt: skip
        bank.sessions[session.held_on] = session
    return Setting(
        org, bank, members[0], session,
        weigher=signed_in(org, Office.WEIGHING, user=make_user("Tumirah", honorific="bu")),
        treasurer=signed_in(org, Office.TREASURER, user=make_user("Suparti", honorific="bu")),
        chair=signed_in(org, Office.CHAIR, user=make_user("Kuswati", honorific="bu")),
    )  # fmt: skip


def screens(setting: Setting) -> list[str]:
    """Fill every page of the room with something, and return the addresses of all of them."""
    org, bank, now = setting.org, setting.bank, clock.now()
    with tenant(org.pk):
        other = make_member(org, "Tukinem")
        lines = [bank.line("KRD", 3_200), bank.line("TRY", 40), bank.line("PET", 12_000), bank.line("JLT", 2_500)]
        slip = bank.deposit(setting.member, *lines).deposit_id
        for _twice in range(2):
            bank.deposit(other, bank.line("PET", 1_250))
        asked, approved = (
            actions.request_payout(
                org=org, by=bank.weigher, client_id=uuid7(), happened_at=now, pocket_id=bank.pocket(setting.member).pk,
                amount=amount,
            )
            for amount in (25_000, 15_000)
        )  # fmt: skip
        actions.approve_payout(org=org, by=bank.chair, payout_id=approved.pk, happened_at=now)
        paid = bank.withdraw(setting.member, 10_000)
        collector = bank.collector()
        draft = actions.draft_sale(
            org=org, by=bank.treasurer, client_id=uuid7(), happened_at=now, post_id=bank.post.pk,
            collector_id=collector, lines=[bank.load("KRD", 2_900, 2_000, take_all=True)],
        )  # fmt: skip
        sold = bank.sell(bank.load("PET", 1_000, 5_000, own_quantity=1_000), collector=collector)
        flag, kind = Flag.objects.first(), PocketKind.objects.first()
        loans = [
            actions.ask_loan(
                org=org, by=bank.weigher, client_id=uuid7(), happened_at=now, member_id=borrower.pk, amount=60_000
            )
            for borrower in (setting.member, other, other)
        ]  # fmt: skip
        for loan in loans[1:]:
            actions.approve_loan(org=org, by=bank.chair, loan_id=loan.pk, happened_at=now)
        actions.disburse_loan(
            org=org, by=bank.treasurer, client_id=uuid7(), happened_at=now, loan_id=loans[2].pk, post_id=bank.post.pk
        )
        repaid = actions.repay_in_cash(
            org=org, by=bank.treasurer, client_id=uuid7(), happened_at=now, debt_id=loans[2].pk, amount=10_000,
            post_id=bank.post.pk,
        )  # fmt: skip
        poor = make_member(org, "Warsini")
        gone = bank.deposit(poor, bank.line("KRD", 5_000)).deposit_id
        bank.withdraw(poor, 8_000)
        bank.correct(gone, bank.line("KRD", 500), by=bank.treasurer)
        lacking = Receivable.objects.get()
        leaving, settled = _leaving(bank)
        make_oil(bank, 10, 150_000, price=18_000)
    day, hers, item, post = setting.session.pk, setting.member.pk, bank.items["KRD"], bank.post.pk
    pages = {
        "": (
            "",
            "ringkasan/",
            "pengepul/",
            "pengepul/baru/",
            f"pengepul/{collector}/",
            f"pengepul/{collector}/beli/",
            f"setoran/{slip}/",
        ),
        "hari-timbang/": ("", "baru/", *(f"{day}/{page}" for page in ("", "petugas/", "tutup/", "rekap/"))),
        f"timbang/{day}/": (
            "",
            f"anggota/{hers}/",
            f"anggota/{hers}/berkas/",
            "tamu/",
            "bersama/",
            f"bersama/?dari={hers}&dari={other.pk}",
            f"bersama/timbang/?dari={hers}&dari={other.pk}",
        ),
        f"setoran/{slip}/": ("perbaiki/", "batalkan/"),
        "buku/": ("cari/", "semua/", "saldo-awal/", *(f"{hers}/{page}" for page in ("", "cetak/", "minta/", "bayar/"))),
        "bayar/": ("", *(f"{asked.pk}/{page}" for page in ("", "setujui/", "tolak/", "tarik-kembali/"))),
        f"bayar/{approved.pk}/": ("", "serahkan/"),
        f"bayar/{paid.pk}/": ("",),
        f"buku/{hers}/pinjam/": ("",),
        f"buku/{leaving.pk}/": ("", "tutup/"),
        "buku/ditutup/": ("", f"{settled.pk}/"),
        f"buku/{settled.member_id}/tutup/": ("",),
        "pinjaman/": ("", f"{loans[0].pk}/", f"{loans[0].pk}/setujui/", f"{loans[0].pk}/tolak/"),
        f"pinjaman/{loans[1].pk}/": ("", "serahkan/", "barang/", "tarik-kembali/"),
        f"pinjaman/{loans[2].pk}/": ("", "bukti/", "cetak/"),
        f"utang/{loans[2].pk}/": ("tunai/", "tabungan/", "hapus/"),
        "piutang/": ("", f"{lacking.pk}/"),
        f"angsuran/{repaid.pk}/": ("",),
        "jual/": ("", "baru/", f"baru/{post}/{collector}/", f"baru/{post}/{collector}/{item.pk}/"),
        f"jual/{draft.pk}/": ("", "jenis/", f"jenis/{item.pk}/", "selesai/", "buang/"),
        f"jual/{sold.pk}/": ("", "dibayar/", "batalkan/", "lembar/"),
        "stok/": ("", "hitungan/", f"{post}/{item.pk}/", f"{post}/{item.pk}/hitung/"),
        "harga/": ("", "baru/", "berkas/", "poster/", f"{item.pk}/", f"{item.pk}/baru/"),
        "periksa/": ("", f"{flag.pk}/"),
        "atur/": ("", "pos/", "pos/baru/", f"pos/{post}/", "tabungan/", f"tabungan/{kind.pk}/"),
        "atur/jenis/": ("", "baru/", "bahan/baru/", f"bahan/{item.category_id}/", f"{item.pk}/"),
    }
    return [prefix + page for prefix, found in pages.items() for page in found]


def _leaving(bank: Bank) -> tuple[Member, AccountExit]:
    """A member who left with waste not sold yet; and one whose account two officers settled."""
    bank.consign("ALU")
    leaving, dead = make_member(bank.org, "Partini"), make_member(bank.org, "Karsinem")
    bank.deposit(leaving, bank.line("KRD", 4_000), bank.line("ALU", 2_500))
    bank.deposit(dead, bank.line("KRD", 9_000))
    for member, status in ((leaving, "left"), (dead, "dead")):
        member.status, member.left_on = status, clock.today(bank.org.time_zone)
        member.save()
    proposal = actions.propose_exit(
        org=bank.org, by=bank.treasurer, client_id=uuid7(), happened_at=clock.now(), member_id=dead.pk,
        receiver="Sugeng (anak)",
    )  # fmt: skip
    approvals.approve(org=bank.org, by=bank.chair, approval_id=proposal.pk)
    return leaving, AccountExit.objects.get()
