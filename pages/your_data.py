"""What about my data? Numbers pasted, edited or uploaded, and everything of the home page on them."""

from sgd_ui.pages import registry

registry.teach("your_data")
