"""The arithmetic of the waste bank, without Django: each rule can be tested with numbers alone."""
