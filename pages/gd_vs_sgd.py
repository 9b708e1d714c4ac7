"""Is the mean worth its price? Full batch, mini-batch and single samples race."""

from sgd_ui.pages import registry

registry.teach("gd_vs_sgd")
