"""Where the waste bank's rupiah stand in the chart of accounts, and what its entries are called."""

FUND = "UMUM"
UNIT = "BSP"

COLLECTOR_DEBT = "1203"  # Piutang Pengepul
STOCK = "1301"  # Persediaan Sampah
SAVINGS = "2101"  # Utang Tabungan
SOCIAL = "2201"  # Dana Sosial
REVENUE = "4101"  # Penjualan Sampah
COGS = "5101"  # HPP Sampah
SHRINKAGE = "5201"  # Beban Susut

# Kinds of entries: one source posts each kind once.
DEPOSIT = "bank_sampah.setoran"
GIFT = "bank_sampah.pemberian"
CASH = "bank_sampah.tunai"
DONATION = "bank_sampah.sedekah"
PAYOUT = "bank_sampah.penarikan"
SALE = "bank_sampah.penjualan"
SALE_EXTRA = "bank_sampah.timbang_lebih"
SALE_PAYMENT = "bank_sampah.bayar_pengepul"
COUNT = "bank_sampah.opname"
UNDO = "bank_sampah.balik"
