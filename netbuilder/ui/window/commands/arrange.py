"""The Arrange menu: frames, notes, and places in line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netbuilder.ui.window.commands.edit import on_blocks
from netbuilder.ui.window.commands.network import the_block

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Run, Window


def frame_blocks(window: Window) -> None:
    """Draws a frame around the selected blocks, or takes it away."""
    if window.workspace is not None:
        title = window.workspace.session.editing.frame()
        if title is not None:
            window.workspace.view.writing.title(title)


def write_note(window: Window) -> None:
    """Lets a note on the selected block be written."""
    name = the_block(window)
    if name and window.workspace is not None:
        window.workspace.view.writing.note(name)


def align(side: str) -> Run:
    """Puts the selected blocks below or beside one another."""
    return on_blocks(lambda editing: editing.align(side))


def distribute(axis: int) -> Run:
    """Gives the selected blocks equal distances from left to right (0), or from top to bottom (1)."""
    return on_blocks(lambda editing: editing.distribute(axis))
