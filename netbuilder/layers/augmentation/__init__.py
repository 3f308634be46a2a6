"""Layers that change images at random, so that a network learns from more than it is given."""

from netbuilder.layers.augmentation import colour, filters, geometry, tones, warps

__all__ = ["colour", "filters", "geometry", "tones", "warps"]
