"""Export: choose a format and a place, watch the file being written and checked, see what was proven."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QProgressBar, QPushButton, QStackedWidget, QWidget

from netbuilder.errors import Fault, Message
from netbuilder.files.target import need_replaceable, same_place
from netbuilder.formats.remedies import Remedy
from netbuilder.formats.verifying import Step, Verification
from netbuilder.project.exporting import export
from netbuilder.ui.dialogs.exporting.form import ExportForm
from netbuilder.ui.dialogs.exporting.format_list import FormatList
from netbuilder.ui.dialogs.exporting.result import ResultPage
from netbuilder.ui.dialogs.questions import agrees
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done, Failed, Task
from netbuilder.ui.widgets.file_dialogs import last_folder
from netbuilder.ui.widgets.parts import button, column, label, line, row, scrolled


class ExportDialog(QDialog):
    """Exports the network of a session; `exported` is emitted with the path of each file that was written."""

    exported = Signal(object)

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        open_files: tuple[Path, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.preferences, self._open_files = session, preferences, open_files
        self._task: Task | None = None
        self._path = Path()
        say(self, windowTitle=Message("Export {name}", {"name": session.name}))
        self.pages = QStackedWidget()
        self.result_page = ResultPage()
        self.result_page.closed.connect(self.accept)
        for page in (self._choosing(), self._working(), self.result_page):
            self.pages.addWidget(page)
        self.setLayout(column(self.pages))
        for made in self.findChildren(QPushButton):  # Enter in a field exports, and presses no other button
            made.setAutoDefault(made in (self.export_button, self.result_page.close_button))
        self.resize(920, 580)
        self._restore()

    # -- pages ----------------------------------------------------------------------------------------

    def _choosing(self) -> QWidget:
        self.list = FormatList()
        self.form = ExportForm(self.session)
        self.list.chosen.connect(self.form.show_format)
        self.form.changed.connect(self._show_able)
        self.form.remedy.connect(self._apply)
        self.fault = label("", "hint", wrap=True)
        self.fault.hide()
        self.cancel_button = button(Message("Cancel"), self.reject)
        self.export_button = button(Message("Export"), self.export, "primary")
        self.export_button.setDefault(True)
        right = QWidget()
        right.setObjectName("panel")
        right.setLayout(column(self.form, margin=16))
        foot = row(self.fault, "|", self.cancel_button, self.export_button, margin=ROOM)
        foot.setStretch(0, 1)
        page = QWidget()
        left = QWidget()
        left.setObjectName("panel")
        left.setLayout(column(self.list, margin=PAD))
        upright = line()
        upright.setObjectName("upright")
        halves = row(left, upright, scrolled(right, Message("The chosen format")), gap=0)
        halves.setStretch(2, 1)
        page.setLayout(column(halves, line(), foot, gap=0))
        return page

    def _working(self) -> QWidget:
        self.step = label("", "heading", wrap=True)
        self.step.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        say(self.progress, accessibleName=Message("Progress"))
        self.stop_button = button(Message("Stop"), self.stop)
        hint: QLabel = label(
            Message("The file is put in place once every check has read the same from it."), "quiet", wrap=True
        )
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget()
        page.setLayout(
            column("|", self.step, self.progress, hint, row("|", self.stop_button, "|"), "|", margin=96, gap=PAD)
        )
        return page

    # -- what is remembered ---------------------------------------------------------------------------

    def _restore(self) -> None:
        kept = self.preferences.export
        self.form.verify.setChecked(kept["verify"] != "no")
        self.form.certificate.setChecked(kept["certificate"] == "yes")
        self.form.python.setText(kept["python"])
        own = self._own_folder()
        goes_on = own == kept["beside"] or not os.path.isdir(own)
        folder = last_folder("export") if goes_on else Path(own)
        self.form.file.setText(str(folder / self.session.name))
        self.list.choose(kept["format"])
        self.list.setFocus()

    def _own_folder(self) -> str:
        """Where the project lies: the first export goes there, the next ones where the last one went."""
        path = self.session.document.path
        return str(path.parent) if path is not None else ""

    def _remember(self, path: Path) -> None:
        form = self.form
        self.preferences.set_folder("export", str(path.absolute().parent))
        self.preferences.export = {
            "format": form.entry.name, "beside": self._own_folder(), "python": form.python.text().strip(),
            "verify": "yes" if form.verify.isChecked() else "no",
            "certificate": "yes" if form.certificate.isChecked() else "no",
        }  # fmt: skip

    # -- what happens ---------------------------------------------------------------------------------

    def _show_able(self) -> None:
        self.export_button.setEnabled(not self.form.blocked and self.form.path is not None)
        self.fault.hide()

    def _apply(self, remedy: Remedy) -> None:
        """Takes a way out: a changed network is one undo step."""
        self.session.edit(Message("Change the network for the export"), remedy.graph)
        self.form.set_options(remedy.options)
        self.list.choose(remedy.format)
        self.form.refresh()

    def export(self) -> None:
        """Writes the file, after asking where something would be lost."""
        path, form = self.form.path, self.form
        if path is None or form.blocked or self.is_running:
            return
        if not path.name.lower().endswith(form.entry.suffix):
            path = path.with_name(path.name + form.entry.suffix)
        if not self._may_write(path):
            return
        self._remember(path)
        self._path = path
        self.session.trainer.keep_learned()
        document = self.session.document
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        verification = Verification(prepared, python=form.python.text().strip()) if form.verifies else None
        steps = export(
            path, self.session.project, document.run if document.run_is_current else None, path.name.split(".")[0],
            form.entry.name, form.chosen_options(), verification, remembered=document.own_run,
        )  # fmt: skip
        self._task = Task(steps, self)
        self._task.events.connect(self._show_step)
        self._task.ended.connect(self._end)
        self.step.setText(self.tr("Writing"))
        self.progress.setRange(0, 0)
        self.pages.setCurrentIndex(1)
        self.stop_button.setFocus()
        self._task.start()

    def _may_write(self, path: Path) -> bool:
        """Whether a file may be written there: asks where that is hardly meant."""
        try:
            need_replaceable(path)
        except Fault as fault:
            self.fault.setText(sentence(fault))
            self.fault.show()
            return False
        if any(same_place(other, path) for other in self._open_files):
            return self._asks(self.tr("{name} is a project that is open. Replace it with the export?"), path)
        if os.path.islink(path):
            return self._asks(self.tr("{name} is a link to {target}. Write there?"), path)
        if os.path.exists(path):
            return self._asks(self.tr("{name} already exists. Replace it?"), path)
        return True

    def _asks(self, text: str, path: Path) -> bool:
        words = text.format(name=path.name, target=os.path.realpath(path))
        return agrees(self, self.tr("Export"), words, self.tr("Replace"))

    @property
    def is_running(self) -> bool:
        """Whether a file is being written or checked."""
        return self._task is not None and self._task.is_running

    def stop(self) -> None:
        """Ends it; what was there before stays."""
        if self._task is not None:
            self.stop_button.setEnabled(False)
            self._task.stop()

    def _show_step(self, steps: list[Step]) -> None:
        last = steps[-1]
        self.step.setText(sentence(last.what))
        self.progress.setRange(0, last.total)
        self.progress.setValue(last.done)

    def _end(self, outcome: object) -> None:
        self._task = None
        self.stop_button.setEnabled(True)
        if isinstance(outcome, Done):
            self.result_page.show_result(self._path, outcome.value)
            self.pages.setCurrentIndex(2)
            self.result_page.close_button.setFocus()
            if self.form.certificate.isChecked():
                self.result_page.save_certificate()
            self.exported.emit(self._path)
            return
        self.pages.setCurrentIndex(0)
        self.export_button.setFocus()
        if isinstance(outcome, Failed):
            self._say(sentence(outcome.fault()))
        else:
            self._say(self.tr("Stopped. Nothing was written."))

    def _say(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.show()

    def done(self, code: int) -> None:
        """Closes; a running export ends first."""
        if self._task is not None:
            self._task.let_go()
            self._task = None
        super().done(code)
