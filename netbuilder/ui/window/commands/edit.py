"""The Edit menu: steps, the clipboard, and the selected blocks of the current project."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

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
duplicate = on_blocks(Editing.duplicate)
delete = on_blocks(Editing.delete)
delete_and_reconnect = on_blocks(Editing.delete_and_reconnect)
select_all = on_blocks(Editing.select_all)
paste_with_wires = on_blocks(lambda editing: editing.paste(keep_wires=True))


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
            window.session.editing.paste()
    elif len(text) <= LONGEST:
        window.opening.open_pasted(text)
    else:
        words = translated(
            "The clipboard holds more than {limit} characters. Save them as a .py file, and open that",
            {"limit": number(LONGEST)},
        )
        window.status.showMessage(words, LONG)
