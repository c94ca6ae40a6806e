"""Measured claims. `make bench` runs them all and writes docs/performance.md; each module can be run by itself.

A figure is a ratio to a floor in the same run wherever there is a floor: the machine changes, the ratio says something.
"""
