"""Addresses of consigned waste, and of the work on the stock between weighing and selling."""

from typing import Any

from django.urls import URLPattern, path

from guyub.livelihoods.wastebank.choices import Pool
from guyub.livelihoods.wastebank.views import carrying, consignment, goods_work, quotes, selling, stock

_CONSIGNED: dict[str, Any] = {"pool": Pool.CONSIGNED.value}
_HERS, _CARD, _LOAD = (
    "titipan/<uuid:member_id>/",
    "stok/<uuid:post_id>/<uuid:item_id>/",
    "stok/kirim/<uuid:transfer_id>/",
)
_FIRST, _SALE = "jual/baru/<uuid:post_id>/<uuid:collector_id>/<uuid:item_id>/titipan/", "jual/<uuid:sale_id>/"
_SHARE = "titipan/hasil/<uuid:settlement_id>/<uuid:member_id>/"
urlpatterns: list[URLPattern] = [
    path(_HERS, consignment.member_lots, name="lots"),
    path(f"{_HERS}<uuid:post_id>/<uuid:item_id>/kembali/", consignment.give_back, name="lot-give-back"),
    path("titipan/kembali/<uuid:return_id>/", consignment.returned, name="lot-return"),
    path("titipan/kembali/<uuid:return_id>/bukti.pdf", consignment.returned_file, name="lot-return-file"),
    path(_SHARE, consignment.share, name="share"),
    path(f"{_SHARE}bukti.pdf", consignment.share_file, name="share-file"),
    path(_FIRST, selling.first_kind, _CONSIGNED, name="sale-first-consigned"),
    path(f"{_SALE}jenis/<uuid:item_id>/titipan/", selling.kind, _CONSIGNED, name="sale-consigned"),
    path(f"{_SALE}jenis/<uuid:item_id>/titipan/keluarkan/", selling.drop, _CONSIGNED, name="sale-drop-consigned"),
    path(f"{_SALE}titipan/", consignment.owners, name="sale-owners"),
    path(f"{_SALE}titipan.pdf", consignment.owners_file, name="sale-owners-file"),
    path("stok/kirim/", carrying.listing, name="loads"),
    path("stok/kirim/baru/", carrying.start, name="load-new"),
    path("stok/kirim/<uuid:source_id>/ke/<uuid:target_id>/", carrying.send, name="load-send"),
    path(_LOAD, carrying.load, name="load"),
    path(f"{_LOAD}terima/", carrying.receive, name="load-receive"),
    path(f"{_LOAD}batal/", carrying.cancel, name="load-cancel"),
    path("stok/pilah/", goods_work.sortable, name="sortable"),
    path("stok/nilai/", goods_work.values, name="values"),
    path(f"{_CARD}titipan/", stock.card, _CONSIGNED, name="stock-card-consigned"),
    path(f"{_CARD}titipan/kartu.<slug:kind>", stock.card_file, _CONSIGNED, name="stock-card-consigned-file"),
    path(f"{_CARD}titipan/hitung/", stock.count, _CONSIGNED, name="count-consigned"),
    path(f"{_CARD}titipan/buang/", goods_work.dispose, _CONSIGNED, name="dispose-consigned"),
    path(f"{_CARD}pilah/", goods_work.sort, name="sort"),
    path(f"{_CARD}buang/", goods_work.dispose, name="dispose"),
    path(f"{_CARD}nilai/", goods_work.value, name="value"),
    path("harga-pengepul/", quotes.listing, name="quotes"),
    path("harga-pengepul/catat/", quotes.kinds, name="quote-kind"),
    path("harga-pengepul/<uuid:item_id>/", quotes.item, name="quotes-item"),
    path("harga-pengepul/<uuid:item_id>/baru/", quotes.new, name="quote-new"),
]
