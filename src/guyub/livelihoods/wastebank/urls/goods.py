"""Addresses of goods for barter."""

from django.urls import URLPattern, path

from guyub.livelihoods.wastebank.views import barters, goods, goods_stock

_GOOD, _ASKED = "tukar/<uuid:good_id>/", "tukar/permintaan/<uuid:request_id>/"
_PARTY = "tukar/toko/<uuid:party_id>/"
urlpatterns: list[URLPattern] = [
    path("tukar/", goods.listing, name="goods"),
    path("tukar/baru/", goods.new, name="good-new"),
    path("tukar/poster/", barters.poster, name="swap-poster"),
    path("tukar/poster-<slug:size>.pdf", barters.poster_file, name="swap-file"),
    path("tukar/diserahkan/", barters.listing, name="barters"),
    path("tukar/diserahkan/<uuid:barter_id>/", barters.barter, name="barter"),
    path("tukar/diserahkan/<uuid:barter_id>/bukti.pdf", barters.receipt_file, name="barter-file"),
    path("tukar/diserahkan/<uuid:barter_id>/batalkan/", barters.undo, name="barter-undo"),
    path("tukar/permintaan/", barters.requests, name="goods-requests"),
    path(_ASKED, barters.goods_request, name="goods-request"),
    path(f"{_ASKED}tolak/", barters.refuse, name="goods-request-refuse"),
    path("tukar/pembelian/<uuid:purchase_id>/batalkan/", goods_stock.undo, name="goods-purchase-undo"),
    path("tukar/bekal/", goods_stock.allotments, name="allotments"),
    path("tukar/bekal/<uuid:allotment_id>/kembali/", goods_stock.take_back, name="allotment-back"),
    path("tukar/toko/", goods_stock.shops, name="shops"),
    path("tukar/toko/baru/", goods_stock.shop_new, name="shop-new"),
    path(f"{_PARTY}bayar/", goods_stock.shop_pay, name="shop-pay"),
    path(f"{_PARTY}potong/", goods_stock.set_off, name="shop-set-off"),
    path(_GOOD, goods.good, name="good"),
    path(f"{_GOOD}ubah/", goods.edit, name="good-edit"),
    path(f"{_GOOD}harga/", goods.price, name="good-price"),
    path(f"{_GOOD}tawaran/", goods.swap, name="swap-new"),
    path(f"{_GOOD}masuk/", goods_stock.buy, name="goods-buy"),
    path(f"{_GOOD}hitung/", goods_stock.count, name="goods-count"),
    path(f"{_GOOD}hitung/<uuid:post_id>/", goods_stock.count_at, name="goods-count-at"),
    path(f"{_GOOD}bekal/", goods_stock.allot, name="goods-allot"),
    path("buku/<uuid:member_id>/tukar/", barters.take, name="goods-take"),
]
