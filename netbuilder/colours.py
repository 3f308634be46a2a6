"""The colours of the canvas, in a light and a dark set: the window paints with them, and pictures of networks too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """One set of colours, by what they are for."""

    window: str
    panel: str
    canvas: str
    line: str
    grid: str
    text: str
    quiet: str
    faint: str
    accent: str
    selection: str
    on_accent: str
    error: str
    warning: str
    good: str
    wire: str
    training: str
    validation: str


LIGHT = Colours(
    "#f6f7f9", "#ffffff", "#eef0f3", "#d5dae1", "#dfe3e8", "#1b2430", "#5d6b7c", "#9aa5b3", "#2563c9", "#e1ebfc",
    "#ffffff", "#c2342d", "#8a6100", "#19764d", "#7c8a9c", "#0072b2", "#d55e00",
)  # fmt: skip
DARK = Colours(
    "#16191e", "#1e2228", "#12151a", "#2f363f", "#1f242b", "#e6eaf0", "#95a1b0", "#5c6775", "#6ea5ff", "#26364f",
    "#10151c", "#ff7a70", "#e5b454", "#4cc38a", "#7c8a9c", "#5fb3ea", "#ff9a5a",
)  # fmt: skip

FAMILY_COLOURS = {
    "input": "#6b7785",
    "core": "#0072b2",
    "convolution": "#d55e00",
    "pooling": "#b58900",
    "normalization": "#009e73",
    "regularization": "#8f6bb3",
    "reshaping": "#56a0c8",
    "merging": "#cc5f9a",
    "recurrent": "#7a8f00",
    "attention": "#a0522d",
    "activation": "#0072b2",
    "preprocessing": "#4f6d7a",
}
