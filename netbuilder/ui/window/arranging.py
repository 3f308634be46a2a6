"""What blocks are given by habit: a layer at the pointer, another kind, a place in line, a way past them."""

from __future__ import annotations


class ArrangeCommands:
    """What the Arrange menu does, and some of the Edit and Network menus."""

    def add_here(self) -> None:
        """Opens the list of layers at the pointer."""
        if self.workspace is not None:
            self.workspace.view.searching.at_cursor()

    def replace_kind(self) -> None:
        """Opens the list of kinds that fit in the place of the selected block."""
        name = self._the_block()
        if name:
            self.workspace.view.searching.instead(name)

    def bypass(self) -> None:
        """Passes the selected blocks over, or no longer."""
        if self.session is not None:
            self.session.editing.bypass()

    def frame_blocks(self) -> None:
        """Draws a frame around the selected blocks, or takes it away."""
        if self.workspace is not None:
            title = self.session.editing.frame()
            if title is not None:
                self.workspace.view.writing.title(title)

    def write_note(self) -> None:
        """Lets a note on the selected block be written."""
        name = self._the_block()
        if name:
            self.workspace.view.writing.note(name)

    def toggle_minimap(self) -> None:
        """Shows the whole graph in the corner, or no longer."""
        self.preferences.minimap = not self.preferences.minimap
        self.actions_["toggle_minimap"].setChecked(self.preferences.minimap)
        for workspace in self.workspaces:
            workspace.view.minimap.set_wanted(self.preferences.minimap)

    def paste_with_wires(self) -> None:
        """Pastes blocks that read what they read where they were copied."""
        if self.session is not None:
            self.session.editing.paste(keep_wires=True)

    def align_left(self) -> None:
        """Puts the selected blocks below the leftmost."""
        self._align("left")

    def align_centre(self) -> None:
        """Puts them below one another, half-way."""
        self._align("centre")

    def align_right(self) -> None:
        """Puts them below the rightmost."""
        self._align("right")

    def align_top(self) -> None:
        """Puts the selected blocks beside the highest."""
        self._align("top")

    def align_middle(self) -> None:
        """Puts them beside one another, half-way."""
        self._align("middle")

    def align_bottom(self) -> None:
        """Puts them beside the lowest."""
        self._align("bottom")

    def distribute_across(self) -> None:
        """Gives them equal distances from left to right."""
        self._distribute(0)

    def distribute_down(self) -> None:
        """Gives them equal distances from top to bottom."""
        self._distribute(1)

    def _the_block(self) -> str:
        """The selected block; with several it is said that one is meant."""
        chosen = self.session.selection if self.workspace is not None else frozenset()
        if len(chosen) > 1:
            self.statusBar().showMessage(self.tr("Select one block for this."), 4000)
        return next(iter(chosen)) if len(chosen) == 1 else ""

    def _align(self, side: str) -> None:
        if self.session is not None:
            self.session.editing.align(side)

    def _distribute(self, axis: int) -> None:
        if self.session is not None:
            self.session.editing.distribute(axis)
