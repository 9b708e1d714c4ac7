"""Can it get stuck? A saddle made of samples, and who leaves it."""

from sgd_ui.pages import registry

registry.teach("saddle")
