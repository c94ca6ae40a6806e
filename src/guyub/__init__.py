"""Guyub: the working system of a paguyuban."""
