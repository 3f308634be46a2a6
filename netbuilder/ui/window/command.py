"""A command of the window is a value: its words, its keys, what it needs, and the function that it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from netbuilder.ui.preferences import Preferences
from netbuilder.ui.session.session import Session
from netbuilder.ui.window.docks import Docks
from netbuilder.ui.window.documents import Documents
from netbuilder.ui.window.opening import Opening
from netbuilder.ui.window.reading import Readings
from netbuilder.ui.window.saving import Saving
from netbuilder.ui.window.status import StatusBar
from netbuilder.ui.window.training import Training

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Workspace

CONTEXT = "actions"  # the translation context of the words of commands and menus

Run = Callable[["Window"], None]


class Need(Flag):
    """What must be so that a command is enabled."""

    NOTHING = 0
    PROJECT = auto()
    SELECTION = auto()
    UNDONE = auto()  # something that can be done again
    DONE = auto()  # something that can be undone
    AT_REST = auto()  # a project that is not being trained
    TRAINING = auto()
    PAUSING = auto()  # a run that can pause
    RUN = auto()  # trained weights
    OWN_WEIGHTS = auto()  # weights that belong to the graph as it is
    CHOSEN_RUN = auto()
    RESTORABLE_RUN = auto()
    DESCRIBABLE_RUN = auto()
    DELETABLE_RUN = auto()


class Reach(Enum):
    """Where the keys of a command work. Keys without Ctrl would be taken from text fields elsewhere."""

    WINDOW = auto()
    CANVAS = auto()  # the canvas has the command too
    FOCUS = auto()  # only while the canvas has the focus: elsewhere the keys mean something else


@dataclass(frozen=True)
class Command:
    """What a person can do in the window.

    `is_on` belongs to what is switched on and off, and gets a tick; of the commands of one `choice` exactly one is on.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    needs: Need
    run: Run
    reach: Reach = Reach.WINDOW
    is_on: Callable[[Window], bool] | None = None
    choice: str = ""

    @property
    def title(self) -> str:
        """Its words in the language of the window."""
        return QCoreApplication.translate(CONTEXT, self.text)


@dataclass(frozen=True)
class Offer:
    """An entry of a menu whose entries come and go: its words, what tells more of it, and what it does."""

    title: str
    about: str
    run: Callable[[], None]


@dataclass(frozen=True)
class Menu:
    """Commands and menus in groups with a line between them; what comes and goes is given by `offers`, above them."""

    id: str
    text: str
    groups: tuple[tuple[Command | Menu, ...], ...]
    offers: Callable[[Window], list[Offer]] | None = None

    @property
    def title(self) -> str:
        """Its words in the language of the window, with the mark of the letter that is underlined."""
        return QCoreApplication.translate(CONTEXT, self.text)

    def commands(self) -> Iterator[Command]:
        """All commands, in order, with those of the menus in it."""
        for group in self.groups:
            for entry in group:
                if isinstance(entry, Menu):
                    yield from entry.commands()
                else:
                    yield entry


class ActionTable(Protocol):
    """The commands as Qt has them."""

    table: tuple[Menu, ...]

    def __getitem__(self, name: str) -> QAction:
        """The action of a command, by its id."""

    def all(self) -> list[QAction]:
        """All of them."""


class Presenting(Protocol):
    """The network alone on the whole screen."""

    is_on: bool

    def toggle(self) -> None:
        """Enters it or leaves it."""


class Window(QMainWindow):
    """The window as its commands see it: the parts that they act on. The main window fills it in."""

    preferences: Preferences
    readings: Readings
    documents: Documents
    docks: Docks
    status: StatusBar
    opening: Opening
    saving: Saving
    training: Training
    actions_: ActionTable
    presentation: Presenting

    def take_typed(self) -> None:
        """Takes over what is being typed: every command works with it."""

    @property
    def workspace(self) -> Workspace | None:
        """What is shown; None while the start page is."""
        return self.documents.current

    @property
    def session(self) -> Session | None:
        """The session of the current tab."""
        return self.workspace.session if self.workspace else None


def what_is_there(workspace: Workspace | None) -> Need:
    """The needs that are met in a project, or on the start page."""
    if workspace is None:
        return Need.NOTHING
    session, can = workspace.session, workspace.runs.can
    trainer, document = session.trainer, session.document
    met = {
        Need.PROJECT: True,
        Need.SELECTION: bool(session.selection) and workspace.shows_network,  # blocks that nobody sees are not meant
        Need.DONE: session.undo_stack.canUndo(),
        Need.UNDONE: session.undo_stack.canRedo(),
        Need.AT_REST: not trainer.is_running,
        Need.TRAINING: trainer.is_running,
        Need.PAUSING: trainer.can_pause,
        Need.RUN: document.run is not None,
        Need.OWN_WEIGHTS: document.run_is_current and not trainer.is_running,
        Need.CHOSEN_RUN: workspace.runs.chosen is not None,
        Need.RESTORABLE_RUN: "restorable" in can,
        Need.DESCRIBABLE_RUN: "describable" in can,
        Need.DELETABLE_RUN: "deletable" in can,
    }
    there = Need.NOTHING
    for need, is_met in met.items():
        if is_met:
            there |= need
    return there
