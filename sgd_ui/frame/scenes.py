"""Ready-made views of a page: a row of buttons, each of which sets all controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from sgd_core import Run
from sgd_ui.frame import travel, visit
from sgd_ui.frame.visit import Visit
from sgd_ui.words.catalogue import Words


@dataclass(frozen=True)
class Scene:
    """A run, and what of the view differs from the page's defaults; its words are ``scene.PAGE.NAME``."""

    name: str
    run: Run
    view: Mapping[str, str] = field(default_factory=dict)


def show(at: Visit, scenes: tuple[Scene, ...], words: Words) -> None:
    """Draws the buttons, that of the reader's own run first; the one whose view is in sight is marked."""
    page = at.page
    offer = travel.offered(page)
    # Also where it stays empty: see widgets.place.
    with st.container(key="scenes", horizontal=True, gap="small"):
        if offer:
            travel.show(at, offer, words)
        for scene in scenes:
            view = {name: scene.view.get(name, each.default) for name, each in page.chosen.items()}
            st.button(
                words[f"scene.{page.name}.{scene.name}"],
                key=f"scene.{scene.name}",
                type="primary" if (scene.run, view) == (at.run, at.view) else "secondary",
                on_click=visit.load,
                args=(page, scene.run, scene.view),
            )
