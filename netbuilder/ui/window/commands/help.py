"""The Help menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from netbuilder.layers import Layer
from netbuilder.ui import hooks
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.window.shortcuts import ShortcutSheet
from netbuilder.ui.window.tour import Tour
from netbuilder.version import __version__

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window


def show_tour(window: Window) -> None:
    """Takes the first-model tour up."""
    Tour.open_for(window)


def show_layer_help(window: Window) -> None:
    """The page of the layer in the palette, if the keyboard is there; else of the selected block; else of all."""
    from netbuilder.ui.help.example import Example  # only now: it brings all formats
    from netbuilder.ui.help.layers import LayerHelp

    example, session, palette = None, window.session, window.docks.palette_panel
    focused = window.focusWidget()
    if focused is not None and palette.isAncestorOf(focused):
        kind = palette.current_kind()
        example = Example.of_kind(kind) if kind is not None else None
    elif session is not None and len(session.selection) == 1:
        example = Example.of_block(session.graph, next(iter(session.selection)))
    LayerHelp.open_for(window, example or Example.of_kind(Layer.registry["Input"]))


def show_shortcuts(window: Window) -> None:
    """Opens the sheet of all keys."""
    ShortcutSheet.open_for(window)


def show_coverage(window: Window) -> None:
    """Opens the table of Keras's names."""
    from netbuilder.ui.help.coverage import CoverageDialog

    CoverageDialog.open_for(window)


def show_log(window: Window) -> None:
    """Opens the folder of the log."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(hooks.log_file().parent)))


def show_about(window: Window) -> None:
    """Says what this is."""
    text = translated(
        "NetBuilder {version}\nDraw a neural network, train it, understand it, and take it away.",
        {"version": __version__},
    )
    QMessageBox.about(window, translated("About NetBuilder"), text)
