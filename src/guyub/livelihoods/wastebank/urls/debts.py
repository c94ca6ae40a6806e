"""Addresses of loans and of what corrections lacked."""

from django.urls import URLPattern, path

from guyub.livelihoods.wastebank.views import debts, lent_goods, loans

_LOAN = "pinjaman/<uuid:loan_id>/"
urlpatterns: list[URLPattern] = [
    path("buku/<uuid:member_id>/pinjam/", loans.ask, name="loan-ask"),
    path("pinjaman/", loans.listing, name="loans"),
    path(_LOAN, loans.loan, name="loan"),
    path(f"{_LOAN}setujui/", loans.approve, name="loan-approve"),
    path(f"{_LOAN}serahkan/", loans.disburse, name="loan-disburse"),
    path(f"{_LOAN}barang/", lent_goods.hand_out, name="loan-goods"),
    path(f"{_LOAN}tolak/", loans.refuse, name="loan-refuse"),
    path(f"{_LOAN}tarik-kembali/", loans.cancel, name="loan-cancel"),
    path(f"{_LOAN}bukti/", loans.receipt, name="loan-receipt"),
    path(f"{_LOAN}bukti.pdf", loans.receipt_file, name="loan-file"),
    path(f"{_LOAN}cetak/", loans.card_print, name="loan-print"),
    path("piutang/", debts.listing, name="receivables"),
    path("piutang/<uuid:receivable_id>/", debts.receivable, name="receivable"),
    path("utang/<uuid:debt_id>/tunai/", debts.cash, name="debt-cash"),
    path("utang/<uuid:debt_id>/tabungan/", debts.savings, name="debt-savings"),
    path("utang/<uuid:debt_id>/hapus/", debts.write_off, name="debt-write-off"),
    path("angsuran/<uuid:repayment_id>/", debts.repayment, name="repayment"),
    path("angsuran/<uuid:repayment_id>/bukti.pdf", debts.repayment_file, name="repayment-file"),
]
