"""The statements of the books: pure figures, how they are read, and how they are laid out."""
