"""The View menu: the canvas, the panels and the colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsView, QTabBar, QWidget

from netbuilder.ui.looks.theme import theme
from netbuilder.ui.window.command_palette import CommandPalette
from netbuilder.ui.window.focus import first_in

if TYPE_CHECKING:
    from netbuilder.ui.window.arrangement import DockName
    from netbuilder.ui.window.command import Run, Window

STEP = 1.25  # of the zoom
TEXT_STEP = 1.125
SMALLEST_TEXT, LARGEST_TEXT = 0.79, 1.81  # of the system's


def show_commands(window: Window) -> None:
    """Opens the command palette; closes it where it is open."""
    CommandPalette.open_for(window)


def show_outline(window: Window) -> None:
    """Goes to the outline of the graph."""
    if window.session is not None:
        window.docks.show_left("outline")
        window.docks.left.outline(window.session).tree.setFocus()


def show_history(window: Window) -> None:
    """Goes to the list of steps."""
    if window.session is not None:
        window.docks.show_left("history")
        window.docks.left.history(window.session).list.setFocus()


def data_page(window: Window) -> None:
    """Shows all rows of the data in the middle, or the canvas again."""
    workspace = window.workspace
    if workspace is None:
        return
    if workspace.shows_data:
        workspace.show_network()
        workspace.view.setFocus()
    else:
        workspace.show_data()
        if workspace.page is not None:
            workspace.page.focus_rows()


def answers_page(window: Window) -> None:
    """Shows what the network gets right and wrong in the middle, or the canvas again."""
    workspace = window.workspace
    if workspace is None:
        return
    if workspace.middle == "answers":
        workspace.show_network()
        workspace.view.setFocus()
    else:
        workspace.show_answers()
        if workspace.answers is not None:
            workspace.answers.take_focus()


def shows_answers(window: Window) -> bool:
    """Whether the page of answers stands in the middle."""
    return window.workspace is not None and window.workspace.middle == "answers"


def shows_data(window: Window) -> bool:
    """Whether the data page stands in the middle."""
    return window.workspace is not None and window.workspace.shows_data


def show_start_page(window: Window) -> None:
    """Shows the templates; open projects stay in their tabs."""
    window.documents.show_start_page()


def step_tabs(by: int) -> Run:
    """Shows the next tab, or the one before."""

    def run(window: Window) -> None:
        window.documents.step(by)

    return run


def step_panes(by: int) -> Run:
    """Gives the keyboard to the next part of the window that is shown, or to the one before."""

    def run(window: Window) -> None:
        panes = window.docks.panes()
        if window.workspace is not None:
            panes.insert(1 if window.docks.is_open("layers") else 0, window.workspace.front)
        if not panes:
            return
        focused = window.focusWidget()
        here = [i for i, pane in enumerate(panes) if focused is not None and (pane is focused or _holds(pane, focused))]
        index = (here[0] + by) % len(panes) if here else 0
        _give_keyboard(panes[index])

    return run


def _holds(pane: QWidget, focused: QWidget) -> bool:
    """Whether a pane has the keyboard somewhere in it; the tabs of a panel stand for all of it."""
    around = pane.parentWidget() if isinstance(pane, QTabBar) else pane
    return around is not None and around.isAncestorOf(focused)


def _give_keyboard(pane: QWidget) -> None:
    """To itself where it is one thing, or to the first in it that takes it."""
    into = pane if isinstance(pane, QGraphicsView | QTabBar) else first_in(pane) or pane
    into.setFocus(Qt.FocusReason.TabFocusReason)


def fit(window: Window) -> None:
    """Shows the whole graph."""
    if window.workspace is not None:
        window.workspace.view.fit()


def zoom_100(window: Window) -> None:
    """Real size: of the network, or of the text where the keyboard is in a panel."""
    if _is_in_panels(window):
        text_usual(window)
    elif window.workspace is not None:
        window.workspace.view.set_zoom(1.0)


def zoom_in(window: Window) -> None:
    """Larger: the network, or the text where the keyboard is in a panel."""
    if _is_in_panels(window):
        text_larger(window)
    elif window.workspace is not None:
        window.workspace.view.set_zoom(window.workspace.view.zoom * STEP)


def zoom_out(window: Window) -> None:
    """Smaller: the network, or the text where the keyboard is in a panel."""
    if _is_in_panels(window):
        text_smaller(window)
    elif window.workspace is not None:
        window.workspace.view.set_zoom(window.workspace.view.zoom / STEP)


def text_larger(window: Window) -> None:
    """Larger text in panels and curves."""
    _size_text(window, theme.larger * TEXT_STEP)


def text_smaller(window: Window) -> None:
    """Smaller text in panels and curves."""
    _size_text(window, theme.larger / TEXT_STEP)


def text_usual(window: Window) -> None:
    """Text as large as the system's."""
    _size_text(window, 1.0)


def _size_text(window: Window, larger: float) -> None:
    larger = round(max(SMALLEST_TEXT, min(LARGEST_TEXT, larger)), 3)
    window.preferences.larger_text = larger
    theme.enlarge(larger)


def _is_in_panels(window: Window) -> bool:
    """Whether the keyboard is in one of the panels around the canvas, or a page in its place."""
    focused = window.focusWidget()
    if window.workspace is not None and not window.workspace.shows_network:
        return True
    return focused is not None and any(dock.isAncestorOf(focused) for dock in window.docks.all())


def toggle_minimap(window: Window) -> None:
    """Shows the whole graph in the corner, or no longer."""
    window.preferences.minimap = not window.preferences.minimap
    for workspace in window.documents.workspaces:
        workspace.view.minimap.set_wanted(window.preferences.minimap)


def has_minimap(window: Window) -> bool:
    """Whether it is shown."""
    return window.preferences.minimap


def toggle_legend(window: Window) -> None:
    """Shows what the colours of wires mean, or no longer."""
    window.preferences.legend = not window.preferences.legend
    for workspace in window.documents.workspaces:
        workspace.view.legend.set_wanted(window.preferences.legend)


def has_legend(window: Window) -> bool:
    """Whether it is shown."""
    return window.preferences.legend


def choose_theme(mode: str) -> Run:
    """Takes light or dark colours, or the system's."""

    def run(window: Window) -> None:
        window.preferences.theme = mode
        theme.choose(mode)

    return run


def has_theme(mode: str) -> Callable[[Window], bool]:
    """Whether these colours are in use."""
    return lambda _window: theme.mode == mode


def present(window: Window) -> None:
    """Shows the network alone on the whole screen, or puts everything back."""
    window.presentation.toggle()


def is_presenting(window: Window) -> bool:
    """Whether the network is alone on the screen."""
    return window.presentation.is_on


def toggle(name: DockName) -> Run:
    """Shows a dock, or hides it."""

    def run(window: Window) -> None:
        window.docks.toggle(name)

    return run


def toggle_all(window: Window) -> None:
    """Leaves the whole window to the canvas, or brings the panels back."""
    if window.workspace is not None:
        window.docks.toggle_all()


def is_shown(name: DockName) -> Callable[[Window], bool]:
    """Whether a dock is shown."""
    return lambda window: window.docks.is_open(name)
