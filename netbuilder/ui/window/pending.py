"""What is being typed counts before a command runs: a key does not take the keyboard away as a click does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLineEdit

from netbuilder.ui.widgets.fields import NumberEdit

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Workspace


def take_typed(workspace: Workspace | None) -> None:
    """Takes over what stands in a field, a note or the code of a project, and was not taken over yet."""
    focused = QApplication.focusWidget()
    line = focused.lineEdit() if isinstance(focused, NumberEdit) else focused
    if isinstance(line, QLineEdit) and line.isModified() and focused is not None:
        line.setModified(False)
        (focused if isinstance(focused, NumberEdit) else line).editingFinished.emit()
    if workspace is not None:
        workspace.view.writing.finish(keep=True)
        if focused is workspace.code.text:
            workspace.code.settle()
