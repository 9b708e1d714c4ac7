"""How big a step? The stability ladder, a sweep over learning rates, and schedules."""

from sgd_ui.pages import registry

registry.teach("learning_rate")
