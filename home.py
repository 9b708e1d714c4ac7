"""What does one update do? One run, one sample at a time."""

from sgd_ui.pages import registry

registry.teach("home")
