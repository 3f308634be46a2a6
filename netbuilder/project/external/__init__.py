"""Training by Keras in another Python, as a process that is followed as the own engine is."""

from netbuilder.project.external.elsewhere import BACKENDS, Elsewhere, Found, Hurry, Missing, look, looking

__all__ = ["BACKENDS", "Elsewhere", "Found", "Hurry", "Missing", "look", "looking"]
