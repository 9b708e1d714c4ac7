"""Figures without a browser: from the plain data of a figure to an SVG, or to a picture."""
