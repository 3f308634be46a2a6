"""The inspector: the form of the selected block with its figures and code, or how the whole network is trained."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from netbuilder.errors import Fault, Message
from netbuilder.formats.keras_script.network import node_code
from netbuilder.graph import Functional, Node, edits
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Layer
from netbuilder.ui.looks.i18n import bytes_text, number, sentence, shape_text, translated
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.severity import loudest, tone, word
from netbuilder.ui.looks.theme import ROOM, SMALL, code_font, theme
from netbuilder.ui.panels.settings import TrainingForm
from netbuilder.ui.panels.several import SeveralForm
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.form import SpecForm
from netbuilder.ui.widgets.gesture import merge_key
from netbuilder.ui.widgets.parts import button, clear, column, label, line, mark_wrong, restyle, row, scrolled

CODE_WIDTH = 38  # characters that fit


class Inspector(QStackedWidget):
    """Follows the selection of one session."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.block = BlockForm(session)
        self.training = TrainingForm(session)
        self.several = SeveralForm(session)
        self.addWidget(scrolled(self.training, Message("Training settings")))
        self.addWidget(scrolled(self.block, Message("The selected block")))
        self.addWidget(scrolled(self.several, Message("The selected blocks")))
        self._stale = True
        session.selection_changed.connect(self.show_selection)
        self.show_selection()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._stale:
            self.show_selection()

    def show_selection(self) -> None:
        """One block: its form. Several: what they share. None: the training settings. While nobody looks, later."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        names = self.session.selection
        one = next(iter(names)) if len(names) == 1 else ""
        self.block.show_block(one)
        several = sorted(names, key=self.session.graph.rank.__getitem__) if len(names) > 1 else []
        self.several.show_blocks(several)
        self.setCurrentIndex(1 if one else 2 if several else 0)


class BlockForm(QWidget):
    """Name, kind, parameters, figures and code of one block."""

    problems_asked = Signal(str)  # the name of the block whose problems are to be shown
    help_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.session = session
        self._shown = ""
        self._stale = True
        self.name = QLineEdit()
        say(self.name, accessibleName=Message("Name of the block"))
        say(self.name, toolTip=Message("The block's name, on the canvas and in the code"))
        self.name.editingFinished.connect(self._rename)
        self._kind = label("", "quiet")
        self._about = label("", "quiet", wrap=True)
        self.help = button(Message("Help F1"), self.help_asked.emit, "link")
        say(self.help, toolTip=Message("What this layer does, with an example and its fields"))
        self._about.setContentsMargins(0, 4, 0, 0)  # on one line with the button
        about = row(self._about, self.help)
        about.setStretch(0, 1)
        about.setAlignment(self.help, Qt.AlignmentFlag.AlignTop)
        self._name_error = label("", "error", wrap=True)
        self._name_error.hide()
        self.form = SpecForm()
        self.form.edited.connect(self._change)
        self._problems = button("", lambda: self.problems_asked.emit(self._shown), "link")
        say(self._problems, accessibleName=Message("Problems of the block"))
        self._problems.hide()
        self.open = button(Message("Open"), lambda: self.session.enter(self._shown))
        self.open.hide()
        self._figures = QGridLayout()
        self._figures.setVerticalSpacing(8)
        self._code = QPlainTextEdit()
        self._code.setReadOnly(True)
        self._code.setFont(code_font(SMALL))
        self._code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        say(self._code, accessibleName=Message("The block in code"))
        self._code_title = label(Message("In code"), "section")
        self.setLayout(
            column(
                row(self.name, self._kind), self._name_error, about, self._problems, row(self.open, "|"),
                4, self.form, 4, line(),
                self._figures, 4, self._code_title, self._code, "|",
                margin=ROOM,
            )
        )  # fmt: skip
        session.project_changed.connect(lambda old, new: self.show_block(self._shown))
        session.report_changed.connect(self._show_report)
        theme.changed.connect(self._show_report)  # text may be larger now

    def show_block(self, name: str) -> None:
        """Shows a block's form; nothing for an empty name."""
        if name not in self.session.graph:
            self._shown = ""
            return
        node = self.session.graph[name]
        self._shown = name
        self._stale = not self.isVisible()
        if self._stale:  # while nobody looks, it costs nothing
            return
        if self.name.text() != name:
            self.name.setText(name)
        self._say_name_error("")
        self._kind.setText(type(node.layer).__name__)
        self._about.setText(translated(node.layer.summary()))
        self.open.setVisible(isinstance(node.layer, Functional))
        self.form.setVisible(not isinstance(node.layer, Placeholder))  # what a file said of it is not to be edited
        self.form.set_value(node.layer)
        self._show_report()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._stale:
            self.show_block(self._shown)

    def _show_report(self) -> None:
        if self._shown not in self.session.graph or self._stale:
            return
        node = self.session.graph[self._shown]
        self._show_problems(node)
        self._show_figures(node)
        source = node_code(self.session.graph, node.name, CODE_WIDTH)
        self._code.setPlainText(source)
        self._code.setFixedHeight(self._code.fontMetrics().lineSpacing() * (source.count("\n") + 1) + 22)

    def _show_problems(self, node: Node) -> None:
        """A mark for each; the sentences with their repairs stand beside the block."""
        problems = self.session.problems_of(node.name)
        self.form.mark_fields({problem.field: tone(problem) for problem in problems if problem.field})
        self._problems.setVisible(bool(problems))
        if problems:
            words = " · ".join(dict.fromkeys(map(word, problems)))
            self._problems.setText(self.tr("{kind}: show").format(kind=words))
            self._problems.setProperty("tone", loudest(problems))
            restyle(self._problems)

    def _show_figures(self, node: Node) -> None:
        clear(self._figures)
        shapes = self.session.report.shapes.get(node.name)
        figures = self.session.report.figures.get(node.name)
        rows = [(self.tr("output"), ", ".join(map(shape_text, shapes)) if shapes else "–")]
        if figures is not None:
            rows += [
                (self.tr("parameters"), number(figures.parameters)),
                (self.tr("operations"), self.tr("{count} per sample").format(count=number(figures.operations))),
                (self.tr("memory"), self.tr("{size} per sample").format(size=bytes_text(figures.memory))),
            ]
        for i, (title, value) in enumerate(rows):
            shown = label(value)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._figures.addWidget(label(title, "quiet"), i, 0)
            self._figures.addWidget(shown, i, 1, Qt.AlignmentFlag.AlignRight)

    def _change(self, layer: Layer, field: str) -> None:
        name = self._shown
        text = Message("Change {field} of {name}", {"field": field, "name": name})
        value = getattr(layer, field)
        self.session.attempt(
            text, lambda graph: edits.set_fields(graph, name, **{field: value}), merge_key(f"{name}.{field}")
        )

    def _rename(self) -> None:
        new, old = self.name.text().strip(), self._shown
        if not old or new == old:
            self._say_name_error("")
            return
        try:
            edits.rename(self.session.graph, old, new)
        except Fault as fault:
            self._say_name_error(sentence(fault))
            return
        self._say_name_error("")
        self._shown = new
        self.session.editing.rename(old, new)

    def _say_name_error(self, text: str) -> None:
        self._name_error.setText(text)
        self._name_error.setVisible(bool(text))
        mark_wrong(self.name, bool(text))
