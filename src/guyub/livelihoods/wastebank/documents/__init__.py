"""The documents behind the entries of the room, rebuilt from rows: `guyub verify` hashes them anew."""

from guyub.livelihoods.wastebank.documents import books, consignment, goods, stock

__all__ = ["books", "consignment", "goods", "stock"]
