"""The verbs of the books, as sentences of the trail: they follow the name of who did it."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ledger.account_opened": _("opened an account in the books"),
    "ledger.approved": _("approved a proposal"),
    "ledger.asset_registered": _("registered a thing of value"),
    "ledger.cash_box_opened": _("opened a cash box"),
    "ledger.cash_counted": _("counted the cash"),
    "ledger.cash_moved": _("moved cash"),
    "ledger.dues_exempted": _("freed a member from dues"),
    "ledger.dues_rate_set": _("set the dues"),
    "ledger.dues_taken": _("received dues"),
    "ledger.fund_created": _("opened a fund"),
    "ledger.money_in": _("booked money that came in"),
    "ledger.money_out": _("booked money that went out"),
    "ledger.month_closed": _("closed a month"),
    "ledger.notes_written": _("wrote notes to a report"),
    "ledger.opened": _("opened the books"),
    "ledger.proposals_expired": _("let old proposals lapse"),
    "ledger.proposed": _("proposed a payment or a change"),
    "ledger.rejected": _("rejected a proposal"),
    "ledger.taken_back": _("took an entry back"),
    "ledger.unit_created": _("opened a unit in the books"),
}
