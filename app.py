"""The front door: what stands between a browser and the pages (``streamlit run app.py``)."""

from pathlib import Path

import streamlit as st

from sgd_ui.door import start

app = st.App(Path(__file__).parent / "home.py", middleware=start.middleware(), lifespan=start.lifespan)
