"""The wires of one block by keyboard: for each input, which block it reads."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QWidget

from netbuilder.errors import Fault, Message
from netbuilder.graph import Graph, Node, Port, check, edits
from netbuilder.ui.looks.i18n import sentence, shape_text
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.parts import column, give_role, label, ok_and_cancel

MOST_FREE = 3  # rows for inputs that may be left out


class WiresDialog(QDialog):
    """Shows what the block would give with these wires; OK makes them one undo step."""

    def __init__(self, session: Session, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.name = session, name
        say(self, windowTitle=Message("Wires of {name}", {"name": name}))
        self.setMinimumWidth(380)
        self.outcome = label("", wrap=True)
        self.outcome.setMinimumHeight(32)
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = ok_and_cancel(self, Message("Connect"))
        self.choices: list[QComboBox] = []
        self.setLayout(
            column(
                label(Message("What does {name} read?", {"name": name}), "heading"),
                self._rows(), self.outcome, self.buttons,
                margin=ROOM,
            )
        )  # fmt: skip
        self._show_outcome()

    def _rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(PAD)
        grid.setColumnStretch(1, 1)
        ports = self._ports()
        for i in range(self._count()):
            choice = self._choice(i, ports)
            title = label(self._title(i))
            title.setBuddy(choice)
            choice.setAccessibleName(title.text())
            self.choices.append(choice)
            grid.addWidget(title, i, 0)
            grid.addWidget(choice, i, 1)
        if not self.choices:
            grid.addWidget(label(Message("This block has no inputs: data enters there."), "quiet"), 0, 0)
        return grid

    def _choice(self, index: int, ports: list[tuple[Port, str]]) -> QComboBox:
        node = self.session.graph[self.name]
        choice = QComboBox()
        choice.addItem("", None)
        say_item(choice, 0, Message("nothing"))
        for port, text in ports:
            choice.addItem(text, port)
            if index < len(node.inputs) and node.inputs[index] == port:
                choice.setCurrentIndex(choice.count() - 1)
        choice.currentIndexChanged.connect(lambda _index: self._show_outcome())
        return choice

    def _count(self) -> int:
        """As many rows as there are inputs, and some that are free."""
        node = self.session.graph[self.name]
        many = node.layer.most_inputs
        wanted = max(node.layer.fewest_inputs, len(node.inputs) + MOST_FREE)
        return max(len(node.inputs), wanted if many is None else min(wanted, many))

    def _title(self, index: int) -> str:
        names = self.session.graph[self.name].layer.input_names
        return names[index] if index < len(names) else self.tr("input {number}").format(number=index + 1)

    def _ports(self) -> list[tuple[Port, str]]:
        """Every output that can be read without closing a cycle, with its shape."""
        graph, found = self.session.graph, []
        fed = graph.downstream([self.name])
        for name in graph.order:
            if name in fed:
                continue
            shapes = self.session.report.shapes.get(name, ((),))
            for i, shape in enumerate(shapes):
                which = f"{name} [{i}]" if len(shapes) > 1 else name
                known = name in self.session.report.shapes
                found.append((Port(name, i), f"{which}  ·  {shape_text(shape) if known else '?'}"))
        return found

    def graph(self) -> Graph:
        """The graph with the wires that are chosen; raises Fault."""
        graph = self.session.graph
        wanted = [choice.currentData() for choice in self.choices]
        node: Node = graph[self.name].replace(inputs=())
        graph = graph.with_nodes(node)
        for port in wanted:
            if port is not None:
                graph = edits.connect(graph, Port(*port), self.name, len(graph[self.name].inputs))
        return graph

    def _show_outcome(self) -> None:
        """What comes out of the block with these wires, or why they do not fit."""
        try:
            report = check(self.graph())
            wrong = [sentence(problem) for problem in report.of_node(self.name) if problem.severity == "error"]
            shapes = report.shapes.get(self.name)
        except Fault as fault:
            wrong, shapes = [sentence(fault)], None
        give_role(self.outcome, "error" if wrong else "quiet")
        if wrong:
            self.outcome.setText(wrong[0])
        else:
            shown = ", ".join(map(shape_text, shapes)) if shapes else "?"
            self.outcome.setText(self.tr("output {shape}").format(shape=shown))

    def accept(self) -> None:
        text = Message("Change the wires of {name}", {"name": self.name})
        if self.session.attempt(text, lambda _graph: self.graph()):
            super().accept()
