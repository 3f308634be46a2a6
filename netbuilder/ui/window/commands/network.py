"""The Network menu: layers are added, named, wired and replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netbuilder.graph import Port, fitting
from netbuilder.layers import Layer
from netbuilder.ui.dialogs.wires import WiresDialog
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.session.editing import Editing
from netbuilder.ui.window.commands.edit import on_blocks

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window

bypass = on_blocks(Editing.bypass)
make_output = on_blocks(Editing.make_output)


def the_block(window: Window) -> str:
    """The selected block, or ""; with several it is said that one is meant."""
    chosen = window.session.selection if window.session is not None else frozenset()
    if len(chosen) > 1:
        window.status.showMessage(translated("Select one block for this."), 4000)
    return next(iter(chosen)) if len(chosen) == 1 else ""


def append(window: Window, layer: Layer, base: str = "") -> None:
    """Adds a layer below the selected block; without a project it begins one."""
    workspace = window.workspace or window.documents.open_empty()
    workspace.session.editing.append_layer(layer, base)


def appendable(window: Window) -> list[type[Layer]] | None:
    """The kinds that can read the block after which one would be appended, the most usual first; None: all can."""
    session = window.session
    after = session.editing.append_after() if session is not None else None
    if session is None or after is None:
        return None
    return fitting.following(session.graph, session.report, Port(after))


def add_layer(window: Window) -> None:
    """Goes to the search field of the palette."""
    window.docks.show_left("layers")
    search = window.docks.palette_panel.search
    search.setFocus()
    search.selectAll()


def add_here(window: Window) -> None:
    """Opens the list of layers at the pointer."""
    if window.workspace is not None:
        window.workspace.view.searching.at_cursor()


def rename(window: Window) -> None:
    """Goes to the name field of the selected block."""
    go_to_fields(window)
    if window.workspace is not None and len(window.workspace.session.selection) == 1:
        window.workspace.inspector.block.name.selectAll()


def go_to_fields(window: Window) -> None:
    """From the outline to the form of the selected block."""
    if window.workspace is not None and len(window.workspace.session.selection) == 1:
        window.docks.reveal("inspector")
        window.workspace.inspector.block.name.setFocus()


def go_to_rate(window: Window) -> None:
    """To the field of the learning rate, which counts for a run that goes on too."""
    if window.workspace is not None:
        window.workspace.session.select(())
        window.docks.reveal("inspector")
        window.workspace.inspector.training.rate.take_focus()


def choose_wires(window: Window) -> None:
    """Asks what the selected block reads."""
    if window.session is not None and len(window.session.selection) == 1:
        dialog = WiresDialog(window.session, next(iter(window.session.selection)), window)
        dialog.exec()
        dialog.deleteLater()


def replace_kind(window: Window) -> None:
    """Opens the list of kinds that fit in the place of the selected block."""
    name = the_block(window)
    if name and window.workspace is not None:
        window.workspace.view.searching.instead(name)


def tidy(window: Window) -> None:
    """Lays the graph out anew."""
    if window.workspace is not None:
        window.workspace.session.editing.tidy()
        window.workspace.view.fit()


def wrap(window: Window) -> None:
    """Lays the graph out anew in columns."""
    if window.workspace is not None:
        window.workspace.session.editing.wrap()
        window.workspace.view.fit()
