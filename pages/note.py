"""What did the note say? Its program line by line, its loose ends, and its five claims."""

from sgd_ui.pages import registry

registry.teach("note")
