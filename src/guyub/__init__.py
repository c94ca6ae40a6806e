"""Guyub: the working system of a paguyuban."""

__version__ = "0.1.0"
