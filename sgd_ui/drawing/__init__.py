"""Figures as plain data: palette, axes, marks, contour lines."""
