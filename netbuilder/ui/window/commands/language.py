"""View, Language: the language is switched while the window is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netbuilder.ui.looks.language import language

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Run, Window


def choose(mode: str) -> Run:
    """Takes a language, or that of the system."""

    def run(window: Window) -> None:
        window.preferences.language = mode
        language.choose(mode)

    return run


def is_chosen(mode: str) -> Callable[[Window], bool]:
    """Whether it is in use."""
    return lambda _window: language.mode == mode
