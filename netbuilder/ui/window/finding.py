"""Finding one's way: commands, keys, the outline and the history."""

from __future__ import annotations

from netbuilder.layers import Layer
from netbuilder.ui.command_palette import CommandPalette
from netbuilder.ui.panels.wires_dialog import WiresDialog
from netbuilder.ui.session import Session
from netbuilder.ui.shortcuts import ShortcutSheet
from netbuilder.ui.tour import Tour


class FindingCommands:
    """What leads to commands, blocks, steps and help."""

    def show_commands(self) -> None:
        """Opens the command palette; closes it where it is open."""
        CommandPalette.open_for(self)

    def show_shortcuts(self) -> None:
        """Opens the sheet of all keys."""
        ShortcutSheet.open_for(self)

    def show_outline(self) -> None:
        """Goes to the outline of the graph."""
        if self.session is not None:
            self.show_left("outline")
            self.left.outline(self.session).tree.setFocus()

    def show_history(self) -> None:
        """Goes to the list of steps."""
        if self.session is not None:
            self.show_left("history")
            self.left.history(self.session).list.setFocus()

    def show_left(self, name: str) -> None:
        """Brings layers, outline or history to the front."""
        self.palette_dock.show()
        self.left.show_panel(name)

    def choose_wires(self) -> None:
        """Asks what the selected block reads."""
        if self.session is not None and len(self.session.selection) == 1:
            dialog = WiresDialog(self.session, next(iter(self.session.selection)), self)
            dialog.exec()
            dialog.deleteLater()

    def show_layer_help(self) -> None:
        """The page of the layer in the palette, if the keyboard is there; else of the selected block; else of all."""
        from netbuilder.ui.help.example import Example  # only now: it brings all formats
        from netbuilder.ui.help.layers import LayerHelp

        example, session = None, self.session
        if self.palette_panel.isAncestorOf(self.focusWidget()):
            kind = self.palette_panel.current_kind()
            example = Example.of_kind(kind) if kind is not None else None
        elif session is not None and len(session.selection) == 1:
            example = Example.of_block(session.graph, next(iter(session.selection)))
        LayerHelp.open_for(self, example or Example.of_kind(Layer.registry["Input"]))

    def show_tour(self) -> None:
        """Takes the first-model tour up."""
        Tour.open_for(self)

    def _add_left(self, session: Session) -> None:
        outline = self.left.add(session)
        outline.wires_asked.connect(lambda _name: self.choose_wires())
        outline.layer_asked.connect(self.add_layer)
        outline.fields_asked.connect(self._go_to_fields)
        outline.menu_asked.connect(self._show_menu)

    def _go_to_fields(self) -> None:
        """From the outline to the form of the selected block."""
        if self.workspace is not None and len(self.session.selection) == 1:
            self.inspector_dock.show()
            self.workspace.inspector.block.name.setFocus()
