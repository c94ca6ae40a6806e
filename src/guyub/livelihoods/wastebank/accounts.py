"""Where the waste bank's rupiah stand in the chart of accounts, and what its entries are called."""

FUND = "UMUM"
UNIT = "BSP"

RECEIVABLE = "1201"  # Piutang Anggota
LOANS = "1202"  # Piutang Pinjaman
COLLECTOR_DEBT = "1203"  # Piutang Pengepul
STOCK = "1301"  # Persediaan Sampah
SAVINGS = "2101"  # Utang Tabungan
SET_ASIDE = "2102"  # Utang Titipan
TRUST = "2102.01"  # Titipan Hasil Jual: what consigned waste brought, until it is credited; party: the sale
SOCIAL = "2201"  # Dana Sosial
OPENING_DIFFERENCE = "3103"  # Surplus Ditahan
SERVICE = "4201"  # Pendapatan Jasa
REVENUE = "4101"  # Penjualan Sampah
COGS = "5101"  # HPP Sampah
SHRINKAGE = "5201"  # Beban Susut
STOCK_DIFFERENCE = "5202"  # Selisih Persediaan
STOCK_LOSS = "5204"  # Kerugian Persediaan: written down to what it brings
TRANSPORT = "6102"  # Beban Angkutan: costs that a consigned sale gives back
WRITTEN_OFF = "6106"  # Beban Penghapusan

# Kinds of entries: one source posts each kind once.
DEPOSIT = "bank_sampah.setoran"
GIFT = "bank_sampah.pemberian"
CASH = "bank_sampah.tunai"
DONATION = "bank_sampah.sedekah"
PAYOUT = "bank_sampah.penarikan"
MOVE = "bank_sampah.pindah_kantong"
TRANSFER = "bank_sampah.transfer"
MERGE = "bank_sampah.gabung"
BILL = "bank_sampah.titip_tagihan"
BILL_PAID = "bank_sampah.bayar_tagihan"
OPENING = "bank_sampah.saldo_awal"
SALE = "bank_sampah.penjualan"
SALE_EXTRA = "bank_sampah.timbang_lebih"
SALE_PAYMENT = "bank_sampah.bayar_pengepul"
COUNT = "bank_sampah.opname"
SETTLEMENT = "bank_sampah.titip_jual"
LOT_ADJUSTMENT = "bank_sampah.titip_koreksi"
LOT_READJUSTMENT = "bank_sampah.titip_koreksi_balik"
LOT_RETURN = "bank_sampah.titip_kembali"
TRANSFER_SENT = "bank_sampah.kirim_pos"
TRANSFER_ENDED = "bank_sampah.terima_pos"
SORTING = "bank_sampah.pilah"
DISPOSAL = "bank_sampah.buang"
WRITE_DOWN = "bank_sampah.turun_nilai"
UNDO = "bank_sampah.balik"
LACKING = "bank_sampah.kurang"
DIFFERENCE = "bank_sampah.selisih"
SOCIAL_LACKING = "bank_sampah.sosial_kurang"
LOAN = "bank_sampah.pinjaman"
LOAN_GOODS = "bank_sampah.pinjaman_barang"
REPAYMENT = "bank_sampah.angsuran"
REPAYMENT_CASH = "bank_sampah.angsuran_tunai"
WRITE_OFF = "bank_sampah.penghapusan"
DEBT_MOVED = "bank_sampah.pindah_utang"
