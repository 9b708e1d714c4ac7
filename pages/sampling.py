"""Which sample next? The four samplings, in one run each and over many seeds."""

from sgd_ui.pages import registry

registry.teach("sampling")
