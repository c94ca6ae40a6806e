"""What must agree in the room, recomputed for `guyub verify`: each check yields sentences that name what is broken."""

from guyub.livelihoods.wastebank.checks import books, consignment, goods, reports, savings, stock

__all__ = ["books", "consignment", "goods", "reports", "savings", "stock"]
