"""The bar at the foot: what the network costs, what is being read, data, engine and zoom, and passing news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStatusBar, QWidget

from netbuilder.engine.budget import blocks_over
from netbuilder.errors import Fault, Message, printable
from netbuilder.files import state_folder
from netbuilder.ui import hooks
from netbuilder.ui.looks.i18n import sentence, translated
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.widgets.shrinking import Elided
from netbuilder.ui.window.budget import BudgetBar, budget_of_session
from netbuilder.ui.window.doctor_sign import DoctorSign
from netbuilder.ui.window.reading import ReadingBar, Readings
from netbuilder.ui.window.run_bar import RunBar

if TYPE_CHECKING:
    from netbuilder.ui.session.session import Session
    from netbuilder.ui.window.workspace import Workspace

LONG = 15_000  # milliseconds that news is shown which should not be missed


class StatusBar(QStatusBar):
    """What is passing is said over the figures, and goes by itself."""

    def __init__(self, readings: Readings, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._asked: tuple[str, Callable[[], bool]] | None = None  # what was said, and whether it is still so
        self.figures = BudgetBar()
        self.engine = Elided()
        self.reading_bar = ReadingBar(readings)
        self.addWidget(self.figures, 1)
        self.run_bar = RunBar()
        self.addPermanentWidget(self.run_bar)
        self.addPermanentWidget(self.reading_bar)
        self.doctor = DoctorSign()
        self.addPermanentWidget(self.doctor)
        self.addPermanentWidget(self.engine)
        self.setSizeGripEnabled(False)

    def show_figures(self, workspace: Workspace | None) -> None:
        """What the network of a project costs, and with what it is trained."""
        self._end_asking()
        if workspace is None:
            self.figures.show_budget(None, {})
            self.engine.setText("")
            return
        session, limits = workspace.session, self._preferences.limits
        budget = budget_of_session(session)
        self.figures.show_budget(budget, limits)
        over = {} if session.place else blocks_over(session.report, budget, limits)
        workspace.view.canvas.show_over(over)
        data = printable(translated(session.data_title)) if session.data_title else self.tr("no data")
        self.engine.setText(f"{data} · {self._engine(session)} · {round(workspace.view.zoom * 100)} %")

    def _engine(self, session: Session) -> str:
        """What trains the next run, or computes the one that was begun last."""
        if self._preferences.engine is not None:
            return self.tr("Keras in another Python")
        record = session.trainer.record
        return self.tr("compiled engine") if record is not None and record.compiled else self.tr("NumPy engine")

    # -- news -----------------------------------------------------------------------------------------

    def ask_for(self, text: str, is_open: Callable[[], bool]) -> None:
        """Says what is to be done first, for as long as it is to be done."""
        self._asked = (text, is_open)
        self.showMessage(text, 6000)

    def _end_asking(self) -> None:
        """Says no longer what has been done meanwhile."""
        asked, self._asked = self._asked, None
        if asked is None or self.currentMessage() != asked[0]:
            return
        if asked[1]():
            self._asked = asked
        else:
            self.clearMessage()

    def tell_notices(self, notices: Sequence[Message]) -> None:
        """Says what is to be known of a file that was read."""
        if notices:
            self.showMessage("  ".join(sentence(notice) for notice in notices), LONG)

    def tell_not_kept(self, fault: Fault) -> None:
        """Says that a crash would lose what is not saved."""
        words = self.tr("What is not saved cannot be kept for a next start: {cause}")
        self.showMessage(words.format(cause=sentence(fault)), LONG)

    def tell_at_start(self, offers: bool = False) -> None:
        """Says what the start page `offers` where it is not shown.

        Says once where settings, the log or own blocks cannot be written; everything else works."""
        texts = [self.currentMessage()] if self.currentMessage() else []
        self.clearMessage()  # what was said before the bar was shown would lie over the figures
        places = [] if self._preferences.are_kept else [self.tr("settings")]
        if not hooks.has_log():
            places.append(str(state_folder()))
        if places:
            text = self.tr("Settings will not be kept for the next start: {places} cannot be written.")
            texts.append(text.format(places=", ".join(places)))
        if offers:
            texts.append(self.tr("Work of an earlier session was not saved: the start page offers it."))
        if texts:
            self.showMessage("  ".join(texts))

    def tell_unexpected(self, text: str) -> None:
        """Something went wrong that should not: the program lives, the log has it."""
        words = self.tr("Something went wrong ({text}). The log has the details: Help, Show log.")
        self.showMessage(words.format(text=text[:120]), LONG)
