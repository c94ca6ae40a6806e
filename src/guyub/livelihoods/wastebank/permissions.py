"""Rights of this room, and which office holds them."""

from enum import StrEnum

from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import declare, grant, open_to_operator


@declare
class WastebankPermission(StrEnum):
    """What may be done here. Nobody pays, corrects or approves for herself, whatever she holds."""

    VIEW = "wastebank.view"  # prices, calendar, the group's totals
    OWN = "wastebank.own"  # her own passbook, receipts and requests
    PASSBOOK = "wastebank.passbook"  # the passbook of the one member chosen
    SAVINGS = "wastebank.savings"  # everybody's balances in one list, payout sheets
    SESSION = "wastebank.session"  # plan, open and close a weighing day
    DEPOSIT = "wastebank.deposit"  # weigh
    SETTLE = "wastebank.settle"  # settle what is on "perlu diperiksa"
    CORRECT = "wastebank.correct"  # correct what another officer recorded
    REQUEST = "wastebank.request"  # ask a payout on behalf of a member
    APPROVE = "wastebank.approve"  # approve or refuse a payout
    PAY = "wastebank.pay"  # pay out
    OVERRIDE = "wastebank.override"  # with a second officer: open a lock, close an account, enter opening balances
    STOCK = "wastebank.stock"  # see stock with its value, sales, collector debts
    SELL = "wastebank.sell"  # sell to a collector, record his payments
    LEND = "wastebank.lend"  # approve or refuse loans, write debts off as the second person
    COUNT = "wastebank.count"  # stock count (opname), throw away, write down
    HANDLE = "wastebank.handle"  # carry to another post, receive there, sort, give consigned waste back
    GOODS = "wastebank.goods"  # buy, count and set aside goods for barter
    BARTER = "wastebank.barter"  # hand out goods for savings
    SUBSIDISE = "wastebank.subsidise"  # let goods go below their cost
    PRICES = "wastebank.prices"  # publish prices
    MANAGE = "wastebank.manage"  # posts, kinds of waste, pockets
    REOPEN = "wastebank.reopen"  # reopen a closed session
    REPORT = "wastebank.report"  # recaps and exports
    AGGREGATES = "wastebank.aggregates"  # what was handed to partners: figures of the gate, no person


P = WastebankPermission

grant(Office.MEMBER, P.VIEW, P.OWN)
grant(Office.WEIGHING, P.PASSBOOK, P.SESSION, P.DEPOSIT, P.REQUEST, P.BARTER, P.HANDLE, P.REPORT)
grant(
    Office.TREASURER,
    *(P.PASSBOOK, P.SAVINGS, P.SETTLE, P.CORRECT, P.REQUEST, P.APPROVE, P.PAY, P.STOCK, P.SELL, P.COUNT, P.REPORT),
    *(P.GOODS, P.BARTER, P.HANDLE),
)
grant(
    Office.CHAIR,
    *(P.PASSBOOK, P.SAVINGS, P.SESSION, P.SETTLE, P.CORRECT, P.APPROVE, P.STOCK, P.PRICES, P.MANAGE, P.REOPEN),
    *(P.LEND, P.SUBSIDISE, P.REPORT),
)
grant(Office.DEPUTY, P.PASSBOOK, P.SESSION, P.SETTLE, P.CORRECT, P.APPROVE, P.STOCK, P.REPORT, P.LEND)
grant(Office.SECRETARY, P.SESSION, P.REPORT)
grant(Office.AUDITOR, P.PASSBOOK, P.SAVINGS, P.STOCK, P.REPORT)
for office in (Office.TREASURER, Office.CHAIR, Office.DEPUTY):
    grant(office, P.OVERRIDE)

for office in (Office.CHAIR, Office.DEPUTY, Office.SECRETARY, Office.TREASURER, Office.AUDITOR, Office.MENTOR):
    grant(office, P.AGGREGATES)

open_to_operator(P.VIEW)
