"""The code panel: the Keras script of the network, and an editor in which the network is changed by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from netbuilder.errors import Fault, Message
from netbuilder.formats.keras_script.lines import Lines, written_lines
from netbuilder.formats.script_reading import MissingValues, ScriptReading, SourceFault
from netbuilder.project import Project
from netbuilder.project.code import Adoption, unwritten
from netbuilder.ui.dialogs.values import ask_for_values
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.severity import tone
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.panels.code_reading import line_of, narrowest, read_code, says_the_same, source_of, unread_marks
from netbuilder.ui.session.newest import Newest
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done, Failed
from netbuilder.ui.widgets.code_editor import CodeEditor, Mark
from netbuilder.ui.widgets.parts import button, column, label, row

WRITE_AFTER = 60  # milliseconds after an edit elsewhere: several in a row are written once
READ_AFTER = 400  # after the last key
SOON = 200  # what is read or written within them needs no word
SHORTLY = 100  # so long a person waits who goes on elsewhere: most code is read by then
LEAST_ROW = 28  # pixels
MOST_SHOWN = 4  # rows of problems without scrolling
MANY = 1000  # blocks


class CodePanel(QWidget):
    """Follows each edit while it can be seen; what is typed changes the network once it reads well."""

    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.text = CodeEditor()
        say(self.text, accessibleName=Message("Keras script"))
        self.highlighter = self.text.highlighter
        self.head = label(Message("Keras 3 script of this network"), "quiet")
        self.state = label("", "quiet")
        self.stop_button = button(Message("Stop reading"), self._stop_reading, "link")
        self.stop_button.hide()
        self.values_button = button(Message("Give the values …"), self.ask_for_values, "repair")
        self.anew_button = button(Message("Discard my changes"), self.write_anew, "link")
        say(
            self.anew_button,
            toolTip=Message("Shows the script of the network as it is; undo brings back what was typed"),
        )
        self.copy_button = button(Message("Copy"), self.copy)
        self.problems = QListWidget()
        say(self.problems, accessibleName=Message("What is wrong with the code"))
        self.problems.itemClicked.connect(self._go)
        self.problems.itemActivated.connect(self._go)
        self._work = Newest(self)
        self._soon = _timer(self, SOON, self._show_work)
        head = row(self.head, "|", self.state, self.stop_button, self.values_button, self.anew_button, self.copy_button)
        self.setLayout(column(head, self.text, self.problems, margin=ROOM))
        self._writer = _timer(self, WRITE_AFTER, self._write)
        self._reader = _timer(self, READ_AFTER, self.take_over)
        self._values: dict[str, str] = {}
        self._missing: tuple[str, ...] = ()
        self._said = ""  # the code that the network was last written as or read from
        self._reading: ScriptReading | None = None  # of that code, once somebody asked
        self._lines: Lines | None = None
        self._taking = self._selecting = self._stale = self._copies = False
        self._behind = False  # the network has moved on from what is said, and nothing was written since
        self._listen()
        self._show_state(())
        self.refresh()
        language.changed.connect(self.retranslate)

    def _listen(self) -> None:
        self.session.project_changed.connect(self._on_changed)
        self.session.report_changed.connect(self._show_problems)
        self.session.selection_changed.connect(self._on_selected)
        self.session.place_changed.connect(self._on_selected)
        self.text.typed.connect(self._on_typed)
        self.text.moved.connect(self._on_moved)
        self.text.left.connect(self.left)
        self.text.focus_lost.connect(self.settle)
        self.text.focus_lost.connect(self._give_room)
        self._work.changed.connect(self._follow_work)

    # -- from the network to the code -------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._stale:
            self._write()
        else:
            self._show_problems()
            self._on_selected()

    def refresh(self) -> None:
        """Writes the script anew, now if it can be seen, or else when it is shown."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._write()

    def _on_changed(self, old: Project, new: Project) -> None:
        if self._taking or (old is not new and says_the_same(old, new)):
            return
        self._stale = not self.isVisible()
        if not self._stale:
            self._writer.start()

    def _write(self) -> None:
        """Shows the script as the network is now; text that could not be taken over yet is left alone."""
        self._stale = False
        if self.is_waiting:
            self._behind = True
            self._show_state(self.text.marks)
            return
        project = self.session.project
        if _takes_long(project):
            name = self.session.name
            self._work.ask(lambda: source_of(project, name), self._on_written)
        else:
            self._show_source(self.source())

    def _on_written(self, outcome: object) -> None:
        fault = outcome.fault() if isinstance(outcome, Failed) else None
        if self.is_waiting:
            self._show_state(self.text.marks)
        elif isinstance(outcome, Done):
            self._show_source(outcome.value)
        elif fault is not None:
            self._show_source(f"# {sentence(fault)}\n")
        else:
            self._show_source("# " + self.tr("Writing the script was stopped.") + "\n")
        if self._copies:
            self.copy()

    def _show_source(self, source: str) -> None:
        if source != self.text.toPlainText():
            self.text.write(source, as_step=self._reading is not None)
        self._say(source)
        self._show_problems()
        self._on_selected()

    def write_anew(self) -> None:
        """Gives up what was typed and not taken over, as one step that the editor can undo."""
        self._reader.stop()
        self._work.forget()
        self._said = self.text.toPlainText()
        self._missing = ()
        self._write()

    def show_script(self, reading: ScriptReading) -> None:
        """Shows a script as a person wrote it, from which the network was just read."""
        self._writer.stop()
        self._work.forget()
        self._stale = False
        self.text.write(reading.text)
        self._say(reading.text, reading)
        self._show_problems()

    def source(self) -> str:
        """The script, or why there is none yet."""
        return source_of(self.session.project, self.session.name)

    def copy(self) -> None:
        """Puts the script on the clipboard: what is shown, if it was typed, or else as the network is now."""
        typed = self.is_waiting or self._reading is not None
        due = self._work.is_going_on or (_takes_long(self.session.project) and self._writer.isActive())
        self._copies = not typed and due
        if self._copies:
            return  # once it is written
        shown = typed or _takes_long(self.session.project)
        QGuiApplication.clipboard().setText(self.text.toPlainText() if shown else self.source())

    # -- from the code to the network -------------------------------------------------------------------

    @property
    def is_waiting(self) -> bool:
        """Whether text was typed that the network does not follow yet."""
        return bool(self._said) and self.text.toPlainText() != self._said

    @property
    def typed_text(self) -> str | None:
        """The text that the network does not follow yet; None where it does."""
        return self.text.toPlainText() if self.is_waiting else None

    def put_back(self, written: str, typed: str) -> None:
        """Shows text that was typed another day, when the script of the network was as it is `written`."""
        self._writer.stop()
        self._work.forget()
        self._stale = False
        self._show_source(written)
        self.text.replace(typed)
        self.take_over()

    def stop(self) -> None:
        """Ends its timers and its thread."""
        for timer in (self._writer, self._reader, self._soon):
            timer.stop()
        self._work.stop_and_wait()

    def _on_typed(self) -> None:
        self._reader.start()

    def take_over(self) -> None:
        """Reads what was typed; where it reads well, the network becomes what it says, as one undo step."""
        self._reader.stop()
        self._behind = self._behind or self._work.is_going_on
        if not self.is_waiting:
            self._work.forget()
            self._missing = ()
            self._show_problems()
            if self._behind:
                self._writer.start()
            return
        text, project, values = self.text.toPlainText(), self.session.project, dict(self._values)
        shown_as, before = self.tr("the code"), self._reading or self._said
        self._work.ask(
            lambda: read_code(text, values, shown_as, project, before),
            lambda outcome: self._on_read(text, project, outcome),
        )

    def _on_read(self, text: str, project: Project, outcome: object) -> None:
        if text != self.text.toPlainText():
            return  # it was typed on: that is read once the keys rest
        self._missing = ()
        if isinstance(outcome, Failed):
            self._show_fault(text, outcome.error)
        elif not isinstance(outcome, Done):
            self._show_state([Mark(1, self.tr("reading was stopped; it starts again when the code is changed"))])
        elif project is not self.session.project:
            self.take_over()  # the network was changed meanwhile: what is said is taken over into what it is now
        else:
            self._adopt(text, *outcome.value)

    def _adopt(self, text: str, reading: ScriptReading, adoption: Adoption | None) -> None:
        if adoption is None:
            self._show_state(unread_marks(reading))
            return
        self._taking = True
        try:
            self.session.take_over(Message("Edit code"), adoption)
        finally:
            self._taking = False
        self._say(text, reading)
        self._show_problems()
        self._on_selected()

    def _show_fault(self, text: str, fault: Exception) -> None:
        """Why the text cannot be read, and where."""
        if isinstance(fault, SourceFault):
            self._show_state([Mark(fault.line, sentence(fault), fault.column)])
        elif isinstance(fault, MissingValues):
            self._missing = fault.names
            line = min((line_of(name, text) for name in fault.names), default=1)
            words = self.tr("the code does not give the value of {names}").format(names=", ".join(fault.names))
            self._show_state([Mark(line, words)])
        elif isinstance(fault, Fault):
            self._show_state([Mark(1, sentence(fault))])
        else:
            raise fault

    def ask_for_values(self) -> None:
        """Asks for the values that the code leaves open, and goes on."""
        values = ask_for_values(self, self._missing)
        if values is not None:
            self._values.update(values)
            self.take_over()
            self._work.wait(SHORTLY)

    def settle(self) -> None:
        """Takes over at once what was typed last."""
        if self._reader.isActive():
            self.take_over()
            self._work.wait(SHORTLY)

    def _say(self, text: str, reading: ScriptReading | None = None) -> None:
        self._behind = False
        self._said, self._reading, self._lines = text, reading, None

    # -- what takes its time ----------------------------------------------------------------------------

    def _follow_work(self) -> None:
        if not self._work.is_going_on:
            self._soon.stop()
            self.stop_button.hide()
        elif not self._soon.isActive() and self.stop_button.isHidden():
            self._soon.start()

    def _show_work(self) -> None:
        self.stop_button.show()

    def _stop_reading(self) -> None:
        self.stop_button.hide()
        self._work.stop()

    # -- lines and blocks -------------------------------------------------------------------------------

    def lines(self) -> Lines:
        """The lines of each block, as the text is now."""
        if self._reading is not None:
            return self._reading.lines
        if self._lines is None:
            graph = self.session.project.graph
            self._lines = written_lines(graph.without(unwritten(graph)), self._said)
        return self._lines

    def _on_selected(self) -> None:
        if self.is_waiting or self._stale or not self.isVisible():
            return
        # Whoever looks inside of a block sees the lines of that block.
        chosen = self.session.place[:1] or self.session.selection
        spans = [span for name in chosen for span in self.lines().get(name, ())] if chosen else []
        self.text.light(spans, show=not self._selecting and not self.text.hasFocus())

    def _on_moved(self) -> None:
        """Selects the blocks of the lines that were gone to."""
        if self.is_waiting or self.session.place:
            return
        first, last = self.text.chosen_lines()
        names = {
            name for name, spans in self.lines().items() if any(start <= last and first <= end for start, end in spans)
        }
        if names or first == last:
            self._selecting = True
            self.session.select(narrowest(names, self.lines()) if first == last else names)
            self._selecting = False

    # -- what is wrong ----------------------------------------------------------------------------------

    def _show_problems(self) -> None:
        """Marks the lines of blocks that have problems, and what the reader left out."""
        if self.is_waiting or self._stale or not self.isVisible():
            return
        marks = list(unread_marks(self._reading)) if self._reading is not None else []
        problems = [problem for problem in self.session.all_problems if problem.node]
        lines: Mapping[str, tuple[tuple[int, int], ...]] = self.lines() if problems else {}
        for problem in problems:
            for first, _ in lines.get(problem.node, ())[:1]:
                marks.append(Mark(first, f"{problem.node}: {sentence(problem)}", severity=tone(problem)))
        self._show_state(marks)

    def _show_state(self, marks: Iterable[Mark]) -> None:
        marks = sorted(marks, key=lambda mark: mark.line)
        self.text.mark(marks)
        waits = self.is_waiting and bool(marks)
        self.state.setText(self.tr("not applied") if waits else "")
        self.state.setVisible(waits)
        self.anew_button.setVisible(waits)
        self.values_button.setVisible(bool(self._missing))
        self.problems.clear()
        for mark in marks:
            item = QListWidgetItem(self.tr("line {line}: {text}").format(line=mark.line, text=mark.text))
            item.setData(Qt.ItemDataRole.UserRole, mark.line)
            item.setToolTip(mark.text)
            self.problems.addItem(item)
        self._give_room()

    def _give_room(self) -> None:
        """One row is there always, more while nobody types: else the text would move under the hands."""
        if self.text.hasFocus():
            return
        high = max(LEAST_ROW, self.problems.sizeHintForRow(0))
        rows = max(1, min(self.problems.count(), MOST_SHOWN))
        self.problems.setFixedHeight(high * rows + 2 * self.problems.frameWidth())

    def _go(self, item: QListWidgetItem) -> None:
        self.text.show_line(item.data(Qt.ItemDataRole.UserRole))

    def retranslate(self) -> None:
        """Says everything in the language of the window; what is wrong with text that waits is found anew for that."""
        self.stop_button.setText(self.tr("Stop reading"))
        if self.is_waiting:
            self.take_over()
        else:
            self._show_problems()


def _timer(parent: QWidget, after: int, slot: Callable[[], object]) -> QTimer:
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setInterval(after)
    made.timeout.connect(slot)
    return made


def _takes_long(project: Project) -> bool:
    """Whether writing the script may take so long that the window would stand still: then it is written aside."""
    return bool(project.data.path) or len(project.graph) > MANY  # a file of data is looked into, and may be large
