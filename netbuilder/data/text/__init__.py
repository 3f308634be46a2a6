"""Texts: cut into words or characters, counted in training, and turned into numbers."""

from netbuilder.data.text.fitted import FittedText, Unseen, fit_text
from netbuilder.data.text.guessing import is_of_texts, without_spaces
from netbuilder.data.text.steps import CUTS, MODES, PLACES, STANDARDS, TextSteps
from netbuilder.data.text.stored import text_from_json, text_to_json

__all__ = [
    "CUTS",
    "MODES",
    "PLACES",
    "STANDARDS",
    "FittedText",
    "TextSteps",
    "Unseen",
    "fit_text",
    "is_of_texts",
    "text_from_json",
    "text_to_json",
    "without_spaces",
]  # fmt: skip
