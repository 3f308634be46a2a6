"""The Edit menu: steps, the clipboard, and the selected blocks of the current project."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from netbuilder.graph.drawing.layout import Position
from netbuilder.graph.pasting import holds_blocks
from netbuilder.ui.looks.i18n import number, translated
from netbuilder.ui.session.editing import Editing
from netbuilder.ui.window.status import LONG

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Run, Window

LONGEST = 1_000_000  # letters of a script that is pasted


def on_blocks(act: Callable[[Editing], object]) -> Run:
    """A command that edits the current project, where there is one."""

    def run(window: Window) -> None:
        if window.session is not None:
            act(window.session.editing)

    return run


cut = on_blocks(Editing.cut)
copy = on_blocks(Editing.copy)
delete = on_blocks(Editing.delete)
delete_and_reconnect = on_blocks(Editing.delete_and_reconnect)
select_all = on_blocks(Editing.select_all)


def _at_pointer(window: Window) -> Position | None:
    """Where the pointer is on the canvas; None where that is no place for a block."""
    point = window.workspace.view.free_point if window.workspace is not None else None
    return None if point is None else (point.x(), point.y())


def duplicate(window: Window) -> None:
    """Copies the selected blocks to the pointer, or beside themselves."""
    if window.session is not None:
        window.session.editing.duplicate(_at_pointer(window))


def paste_with_wires(window: Window) -> None:
    """Pastes blocks that read what those read that were copied."""
    if window.session is not None:
        window.session.editing.paste(keep_wires=True, middle=_at_pointer(window))


def undo(window: Window) -> None:
    """Takes the last edit back."""
    if window.session is not None:
        window.session.undo_stack.undo()


def redo(window: Window) -> None:
    """Does it again."""
    if window.session is not None:
        window.session.undo_stack.redo()


def paste(window: Window) -> None:
    """Pastes blocks from the clipboard, or opens the script that it holds."""
    text = QGuiApplication.clipboard().text()
    if holds_blocks(text):
        if window.session is not None:
            window.session.editing.paste(middle=_at_pointer(window))
    elif len(text) <= LONGEST:
        window.opening.open_pasted(text)
    else:
        words = translated(
            "The clipboard holds more than {limit} characters. Save them as a .py file, and open that",
            {"limit": number(LONGEST)},
        )
        window.status.showMessage(words, LONG)
