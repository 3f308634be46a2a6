"""The Edit and Network menus: they act on the selected blocks of the current project."""

from __future__ import annotations


class EditCommands:
    """What the Edit and Network menus do."""

    def undo(self) -> None:
        """Takes the last edit back."""
        if self.session is not None:
            self.session.undo_stack.undo()

    def redo(self) -> None:
        """Does it again."""
        if self.session is not None:
            self.session.undo_stack.redo()

    def cut(self) -> None:
        """Cuts the selected blocks."""
        if self.session is not None:
            self.session.editing.cut()

    def copy(self) -> None:
        """Copies the selected blocks."""
        if self.session is not None:
            self.session.editing.copy()

    def duplicate(self) -> None:
        """Copies the selected blocks beside themselves."""
        if self.session is not None:
            self.session.editing.duplicate()

    def delete(self) -> None:
        """Deletes the selected blocks."""
        if self.session is not None:
            self.session.editing.delete()

    def delete_and_reconnect(self) -> None:
        """Deletes the selected blocks and closes the gaps."""
        if self.session is not None:
            self.session.editing.delete_and_reconnect()

    def select_all(self) -> None:
        """Selects every block."""
        if self.session is not None:
            self.session.editing.select_all()

    def add_layer(self) -> None:
        """Goes to the search field of the palette."""
        self.show_left("layers")
        self.palette_panel.search.setFocus()
        self.palette_panel.search.selectAll()

    def rename(self) -> None:
        """Goes to the name field of the selected block."""
        if self.workspace is not None and len(self.session.selection) == 1:
            self.inspector_dock.show()
            field = self.workspace.inspector.block.name
            field.setFocus()
            field.selectAll()

    def tidy(self) -> None:
        """Lays the graph out anew."""
        if self.workspace is not None:
            self.session.editing.tidy()
            self.workspace.view.fit()

    def _append(self, layer) -> None:
        if self.session is None:
            self.open_empty()
        self.session.editing.append_layer(layer)
