"""Which optimizer? Two to six of them race from one start, on the same samples in the same order."""
