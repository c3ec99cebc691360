"""Ball arithmetic: tail sums, thresholds and roots, each enclosed rigorously or refused with a reason."""
