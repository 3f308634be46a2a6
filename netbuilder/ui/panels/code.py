"""The code panel: the Keras script of the network, and an editor in which the network is changed by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Fault
from netbuilder.formats import Bundle
from netbuilder.formats.keras_script import keras_script
from netbuilder.formats.script_lines import Lines, written_lines
from netbuilder.formats.script_reading import MissingValues, ScriptReading, SourceFault, read_text
from netbuilder.graph import check
from netbuilder.project import Project
from netbuilder.project.code import adopted, is_whole
from netbuilder.project.project import same_network
from netbuilder.ui.i18n import sentence
from netbuilder.ui.panels.code_editor import CodeEditor, Mark
from netbuilder.ui.panels.parts import button, column, label, row
from netbuilder.ui.session import Session
from netbuilder.ui.theme import ROOM
from netbuilder.ui.values_dialog import ask_for_values

WRITE_AFTER = 60  # milliseconds after an edit elsewhere: several in a row are written once
READ_AFTER = 400  # after the last key
MOST_SHOWN = 4  # rows of problems without scrolling


class CodePanel(QWidget):
    """Follows each edit while it can be seen; what is typed changes the network once it reads well."""

    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.text = CodeEditor()
        self.text.setAccessibleName(self.tr("Keras script"))
        self.highlighter = self.text.highlighter
        self.head = label(self.tr("Keras 3 script of this network"), "quiet")
        self.state = label("", "quiet")
        self.values_button = button(self.tr("Give the values …"), self.ask_for_values, "repair")
        self.anew_button = button(self.tr("Write anew"), self.write_anew, "link")
        self.anew_button.setToolTip(self.tr("Gives up what was typed and shows the script of the network as it is"))
        self.copy_button = button(self.tr("Copy"), self.copy)
        self.problems = QListWidget()
        self.problems.setAccessibleName(self.tr("What is wrong with the code"))
        self.problems.itemClicked.connect(self._go)
        self.problems.itemActivated.connect(self._go)
        head = row(self.head, "|", self.state, self.values_button, self.anew_button, self.copy_button)
        self.setLayout(column(head, self.text, self.problems, margin=ROOM))
        self._writer = _timer(self, WRITE_AFTER, self._write)
        self._reader = _timer(self, READ_AFTER, self.take_over)
        self._values: dict[str, str] = {}
        self._missing: tuple[str, ...] = ()
        self._said = ""  # the code that the network was last written as or read from
        self._reading: ScriptReading | None = None  # of that code, once somebody asked
        self._lines: Lines | None = None
        self._taking = self._selecting = self._stale = False
        self._listen()
        self._show_state(())
        self.refresh()

    def _listen(self) -> None:
        self.session.project_changed.connect(self._on_changed)
        self.session.report_changed.connect(self._show_problems)
        self.session.selection_changed.connect(self._on_selected)
        self.session.place_changed.connect(self._on_selected)
        self.text.typed.connect(self._on_typed)
        self.text.moved.connect(self._on_moved)
        self.text.left.connect(self.left)
        self.text.focus_lost.connect(self._on_focus_lost)

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
        if self._taking or (old is not new and _says_the_same(old, new)):
            return
        self._stale = not self.isVisible()
        if not self._stale:
            self._writer.start()

    def _write(self) -> None:
        """Shows the script as the network is now; text that could not be taken over yet is left alone."""
        self._stale = False
        if self.is_waiting:
            self._show_state(self.text.marks)
            return
        source = self.source()
        if source != self.text.toPlainText():
            self.text.write(source)
        self._say(source)
        self._show_problems()
        self._on_selected()

    def write_anew(self) -> None:
        """Gives up what was typed and not taken over."""
        self._reader.stop()
        self._said = self.text.toPlainText()
        self._missing = ()
        self._write()

    def show_script(self, reading: ScriptReading) -> None:
        """Shows a script as a person wrote it, from which the network was just read."""
        self._writer.stop()
        self._stale = False
        self.text.write(reading.text)
        self._say(reading.text, reading)
        self._show_problems()

    def source(self) -> str:
        """The script, or why there is none yet."""
        project = self.session.project
        errors = check(project.graph).errors
        if errors:
            return (
                "# "
                + self.tr("There is no script while the network has problems:")
                + "\n"
                + "".join(
                    f"# {problem.node}: {sentence(problem)}\n" if problem.node else f"# {sentence(problem)}\n"
                    for problem in errors
                )
            )
        try:
            return keras_script(Bundle(Snapshot(project.graph, {}, project.training), project.data, self.session.name))
        except Fault as fault:
            return f"# {sentence(fault)}\n"

    def copy(self) -> None:
        """Puts the script on the clipboard: what is shown, if it was typed, or else as the network is now."""
        typed = self.is_waiting or self._reading is not None
        QGuiApplication.clipboard().setText(self.text.toPlainText() if typed else self.source())

    # -- from the code to the network -------------------------------------------------------------------

    @property
    def is_waiting(self) -> bool:
        """Whether text was typed that the network does not follow yet."""
        return bool(self._said) and self.text.toPlainText() != self._said

    def stop(self) -> None:
        """Ends its timers."""
        self._writer.stop()
        self._reader.stop()

    def _on_typed(self) -> None:
        self._reader.start()

    def take_over(self) -> None:
        """Reads what was typed; where it reads well, the network becomes what it says, as one undo step."""
        self._reader.stop()
        if not self.is_waiting:
            self._missing = ()
            self._show_problems()
            return
        text = self.text.toPlainText()
        reading = self._read(text)
        if reading is None:
            return
        graph = self.session.project.graph
        if not is_whole(reading, graph):
            self._show_state(_unread(reading))
            return
        before = self._reading or _reading_of(self._said)
        self._taking = True
        try:
            self.session.take_over(self.tr("Edit code"), adopted(self.session.project, reading, before))
        finally:
            self._taking = False
        self._say(text, reading)
        self._show_problems()
        self._on_selected()

    def _read(self, text: str) -> ScriptReading | None:
        """What the text says; where it cannot be read, that is shown."""
        self._missing = ()
        try:
            return read_text(text, self._values, self.tr("the code"))
        except SourceFault as fault:
            self._show_state([Mark(fault.line, sentence(fault), fault.column)])
        except MissingValues as fault:
            self._missing = fault.names
            line = min((_line_of(name, text) for name in fault.names), default=1)
            words = self.tr("the code does not say the value of {names}").format(names=", ".join(fault.names))
            self._show_state([Mark(line, words)])
        except Fault as fault:
            self._show_state([Mark(1, sentence(fault))])
        return None

    def ask_for_values(self) -> None:
        """Asks for the values that the code leaves open, and goes on."""
        values = ask_for_values(self, self._missing)
        if values is not None:
            self._values.update(values)
            self.take_over()

    def _on_focus_lost(self) -> None:
        """Takes over at once what was typed last."""
        if self._reader.isActive():
            self.take_over()

    def _say(self, text: str, reading: ScriptReading | None = None) -> None:
        self._said, self._reading, self._lines = text, reading, None

    # -- lines and blocks -------------------------------------------------------------------------------

    def lines(self) -> Lines:
        """The lines of each block, as the text is now."""
        if self._reading is not None:
            return self._reading.lines
        if self._lines is None:
            self._lines = written_lines(self.session.project.graph, self._said)
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
            self.session.select(_narrowest(names, self.lines()) if first == last else names)
            self._selecting = False

    # -- what is wrong ----------------------------------------------------------------------------------

    def _show_problems(self) -> None:
        """Marks the lines of blocks that have problems, and what the reader left out."""
        if self.is_waiting or self._stale or not self.isVisible():
            return
        marks = list(_unread(self._reading)) if self._reading is not None else []
        problems = [problem for problem in self.session.all_problems if problem.node]
        lines: Mapping[str, tuple[tuple[int, int], ...]] = self.lines() if problems else {}
        for problem in problems:
            for first, _ in lines.get(problem.node, ())[:1]:
                marks.append(Mark(first, f"{problem.node}: {sentence(problem)}", severity=problem.severity))
        self._show_state(marks)

    def _show_state(self, marks: Iterable[Mark]) -> None:
        marks = sorted(marks, key=lambda mark: mark.line)
        self.text.mark(marks)
        waits = self.is_waiting and bool(marks)
        self.state.setText(self.tr("not taken over") if waits else "")
        self.state.setVisible(waits)
        self.anew_button.setVisible(waits)
        self.values_button.setVisible(bool(self._missing))
        self.problems.clear()
        for mark in marks:
            item = QListWidgetItem(self.tr("line {line}: {text}").format(line=mark.line, text=mark.text))
            item.setData(Qt.ItemDataRole.UserRole, mark.line)
            item.setToolTip(mark.text)
            self.problems.addItem(item)
        height = self.problems.sizeHintForRow(0) if marks else 0
        self.problems.setFixedHeight(height * min(len(marks), MOST_SHOWN) + 2 * self.problems.frameWidth())
        self.problems.setVisible(bool(marks))

    def _go(self, item: QListWidgetItem) -> None:
        self.text.show_line(item.data(Qt.ItemDataRole.UserRole))

    def retranslate(self) -> None:
        """Says everything in the language of the window; what is wrong with text that waits is found anew for that."""
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


def _reading_of(text: str) -> ScriptReading | None:
    try:
        return read_text(text)
    except Fault:
        return None


def _unread(reading: ScriptReading) -> list[Mark]:
    return [Mark(one.line, sentence(one.message), severity="warning") for one in reading.unread]


def _narrowest(names: set[str], lines: Lines) -> set[str]:
    """Of blocks that share a line, those that have the fewest lines."""

    def size(name: str) -> int:
        return min(last - first for first, last in lines[name])

    least = min(map(size, names), default=0)
    return {name for name in names if size(name) == least}


def _line_of(name: str, text: str) -> int:
    """The first line in which a name stands."""
    return next((i for i, line in enumerate(text.split("\n"), 1) if name in line), 1)


def _says_the_same(old: Project, new: Project) -> bool:
    """Whether two projects have the same script: places, notes and frames do not stand in it."""
    if (old.training, old.data) != (new.training, new.data):
        return False
    return old.graph is new.graph or (same_network(old.graph, new.graph) and old.graph.order == new.graph.order)
