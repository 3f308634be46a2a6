"""The View and Help menus, and what the window tells."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QActionGroup, QDesktopServices
from PySide6.QtWidgets import QMenu, QMessageBox

from netbuilder.errors import Fault
from netbuilder.files import state_folder
from netbuilder.ui import hooks
from netbuilder.ui.i18n import sentence
from netbuilder.ui.theme import theme
from netbuilder.version import __version__

THEMES = {"light": "theme_light", "dark": "theme_dark", "system": "theme_system"}  # what is in the menu for it


class ViewCommands:
    """What the View and Help menus do."""

    def fit(self) -> None:
        """Shows the whole graph."""
        if self.workspace is not None:
            self.workspace.view.fit()

    def zoom_100(self) -> None:
        """Real size."""
        if self.workspace is not None:
            self.workspace.view.set_zoom(1.0)

    def zoom_in(self) -> None:
        """Larger."""
        if self.workspace is not None:
            self.workspace.view.set_zoom(self.workspace.view.zoom * 1.25)

    def zoom_out(self) -> None:
        """Smaller."""
        if self.workspace is not None:
            self.workspace.view.set_zoom(self.workspace.view.zoom / 1.25)

    def theme_light(self) -> None:
        """Light colours."""
        self._choose_theme("light")

    def theme_dark(self) -> None:
        """Dark colours."""
        self._choose_theme("dark")

    def theme_system(self) -> None:
        """The system's colours."""
        self._choose_theme("system")

    def _choose_theme(self, mode: str) -> None:
        self.preferences.theme = mode
        theme.choose(mode)

    def prepare_view(self) -> None:
        """The menu marks the colours in use, and whether the small map is shown."""
        group = QActionGroup(self)
        for name in THEMES.values():
            self.actions_[name].setCheckable(True)
            group.addAction(self.actions_[name])
        self._mark_theme()
        theme.changed.connect(self._mark_theme)
        self.actions_["toggle_minimap"].setCheckable(True)
        self.actions_["toggle_minimap"].setChecked(self.preferences.minimap)

    def _mark_theme(self) -> None:
        self.actions_[THEMES[theme.mode]].setChecked(True)

    def _show_menu(self, place) -> None:
        menu = QMenu(self)
        names = [
            "cut",
            "copy",
            "paste",
            "paste_with_wires",
            "duplicate",
            "",
            "delete",
            "delete_and_reconnect",
            "rename",
            "replace_kind",
            "bypass",
            "write_note",
            "frame_blocks",
            "",
            "group_blocks",
            "ungroup_blocks",
            "enter_block",
            "keep_block",
            "",
            "select_all",
            "tidy",
            "",
            "show_layer_help",
        ]
        for name in names:
            menu.addAction(self.actions_[name]) if name else menu.addSeparator()
        menu.exec(place)
        menu.deleteLater()

    def tell(self, fault: Fault) -> None:
        """Shows one message with what is wrong and what to do."""
        box = QMessageBox(QMessageBox.Icon.Warning, "NetBuilder", sentence(fault), QMessageBox.StandardButton.Ok, self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.exec()

    def tell_at_start(self) -> None:
        """Says once where settings, the log or own blocks cannot be written; everything else works."""
        bar = self.statusBar()
        texts = [bar.currentMessage()] if bar.currentMessage() else []
        bar.clearMessage()  # what was said before the bar was shown would lie over the figures
        places = [] if self.preferences.are_kept else [self.tr("settings")]
        if not hooks.has_log():
            places.append(str(state_folder()))
        if places:
            text = self.tr("Nothing is remembered until the next start: {places} cannot be written.")
            texts.append(text.format(places=", ".join(places)))
        if texts:
            bar.showMessage("  ".join(texts))

    def tell_unexpected(self, text: str) -> None:
        """Something went wrong that should not: the program lives, the log has it."""
        self.statusBar().showMessage(
            self.tr("Something went wrong ({text}). The log has the details: Help, Show log.").format(text=text[:120]),
            15_000,
        )

    def show_log(self) -> None:
        """Opens the folder of the log."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(hooks.log_file().parent)))

    def show_coverage(self) -> None:
        """Opens the table of Keras's names."""
        from netbuilder.ui.help.coverage import CoverageDialog

        CoverageDialog.open_for(self)

    def show_about(self) -> None:
        """Says what this is."""
        text = self.tr("NetBuilder {version}\nDraw a neural network, train it, understand it, and take it away.")
        QMessageBox.about(self, self.tr("About NetBuilder"), text.format(version=__version__))
