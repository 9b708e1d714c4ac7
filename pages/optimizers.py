"""Which optimizer? Two to six of them race from one start, on the same samples in the same order."""

from sgd_ui.pages import registry

registry.teach("optimizers")
