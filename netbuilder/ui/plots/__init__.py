"""Curves and other plots, drawn by pyqtgraph in the colours of the theme."""
