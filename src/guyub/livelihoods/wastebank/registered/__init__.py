"""What the waste bank brings along at start, by part."""

from guyub.livelihoods.wastebank.registered import books, consignment, debts, goods, savings


def register() -> None:
    """Make it known, once."""
    for part in (books, consignment, goods, savings, debts):
        part.register()
