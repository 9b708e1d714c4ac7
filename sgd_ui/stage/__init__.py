"""The player: one spec, one run or several on it."""
