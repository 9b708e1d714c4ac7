"""Is the mean worth its price? Full batch, mini-batch and single samples race from one start."""
