"""What phones take along of the waste bank, record without a signal, and how officers read that."""
