"""The reads of the waste bank: small frozen rows, a fixed number of queries whatever their length."""
