"""Cash in everyday words: money in, money out, from one tin to another, counting the notes.

Above the limit a second person agrees before anything is posted (`approvals`). Nobody pays or counts for herself.
"""

from guyub.foundation.ledger.cash.boxes import (
    MOVE_KIND,
    PARENTS,
    PETTY,
    Tin,
    move_money,
    open_tin,
    refill_amount,
    tin,
    tins,
)
from guyub.foundation.ledger.cash.counting import (
    COUNT_KIND,
    DENOMINATIONS,
    count_cash,
    count_documents,
    describe_difference,
    difference_approved,
)
from guyub.foundation.ledger.cash.money import (
    IN_KIND,
    OUT_KIND,
    PaidOut,
    correct_movement,
    describe_payment,
    movement_documents,
    paid_on,
    pay_approved,
    pay_money,
    receive_money,
)

__all__ = [
    "COUNT_KIND",
    "DENOMINATIONS",
    "IN_KIND",
    "MOVE_KIND",
    "OUT_KIND",
    "PARENTS",
    "PETTY",
    "PaidOut",
    "Tin",
    "correct_movement",
    "count_cash",
    "count_documents",
    "describe_difference",
    "describe_payment",
    "difference_approved",
    "move_money",
    "movement_documents",
    "open_tin",
    "paid_on",
    "pay_approved",
    "pay_money",
    "receive_money",
    "refill_amount",
    "tin",
    "tins",
]
