"""The verbs of the waste bank, as sentences of the trail: they follow the name of who did it."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "wastebank.category_changed": _("changed a kind of waste"),
    "wastebank.category_classified": _("classified a kind of waste"),
    "wastebank.category_created": _("added a kind of waste"),
    "wastebank.collector_changed": _("changed a collector"),
    "wastebank.collector_created": _("added a collector"),
    "wastebank.flag_settled": _("settled an item to check"),
    "wastebank.item_changed": _("changed an item to exchange for"),
    "wastebank.item_created": _("added an item to exchange for"),
    "wastebank.officers_assigned": _("assigned the officers of a weighing day"),
    "wastebank.opened": _("opened the waste bank"),
    "wastebank.payout_approved": _("approved a withdrawal"),
    "wastebank.payout_paid": _("paid a withdrawal out"),
    "wastebank.payout_requested": _("asked for a withdrawal"),
    "wastebank.pocket_kind_changed": _("changed a kind of pocket"),
    "wastebank.post_changed": _("changed a weighing post"),
    "wastebank.post_created": _("added a weighing post"),
    "wastebank.prices_published": _("published prices"),
    "wastebank.sale_discarded": _("discarded the draft of a sale"),
    "wastebank.sale_drafted": _("drafted a sale"),
    "wastebank.sale_edited": _("changed the draft of a sale"),
    "wastebank.sale_final": _("sold to a collector"),
    "wastebank.sale_paid": _("recorded a payment of a collector"),
    "wastebank.sale_reversed": _("reversed a sale"),
    "wastebank.session_closed": _("closed a weighing day"),
    "wastebank.session_opened": _("opened a weighing day"),
    "wastebank.session_planned": _("planned a weighing day"),
    "wastebank.session_reopened": _("reopened a weighing day"),
    "wastebank.stock_counted": _("counted the stock"),
}
