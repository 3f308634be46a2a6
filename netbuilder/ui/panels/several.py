"""The inspector of several blocks: the fields that they share, to be set at once, and what they cost together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from netbuilder.errors import Fault, FieldError, Message
from netbuilder.graph import Graph, Node, edits
from netbuilder.spec import Field
from netbuilder.ui.looks.i18n import bytes_text, number, opening, sentence, translated
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.form import FieldPage, FieldRow, starts_of
from netbuilder.ui.widgets.gesture import merge_key
from netbuilder.ui.widgets.parts import clear, column, label, line


class SeveralForm(QWidget):
    """Fields of one name and kind; one that is typed in is set in all blocks, as one step."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.session = session
        self._names: tuple[str, ...] = ()
        self._kinds: tuple[type, ...] = ()
        self._page: FieldPage | None = None
        self.title = label("", "heading")
        self.kinds = label("", "quiet", wrap=True)
        self.none = label(Message("These blocks share no fields."), "quiet", wrap=True)
        self._place = column()
        self.figures = QGridLayout()
        self.figures.setVerticalSpacing(8)
        self.setLayout(
            column(self.title, self.kinds, 4, self.none, self._place, 4, line(), self.figures, "|", margin=ROOM)
        )
        session.project_changed.connect(lambda _old, _new: self.refresh())
        session.report_changed.connect(self._show_sums)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()

    def show_blocks(self, names: Sequence[str]) -> None:
        """Shows what some blocks have in common; nothing of none."""
        self._names = tuple(names)
        self.refresh()

    def row(self, name: str) -> FieldRow:
        """The row of a field that all have."""
        assert self._page is not None
        return self._page.rows[name]

    def shared(self) -> list[str]:
        """The names of the fields that all have."""
        return list(self._page.rows) if self._page is not None else []

    def _nodes(self) -> list[Node]:
        graph = self.session.graph
        return [graph[name] for name in self._names if name in graph]

    def refresh(self) -> None:
        """Shows the blocks as they are now; while nobody looks, later."""
        nodes = self._nodes()
        if not self.isVisible() or len(nodes) < 2:
            return
        self.title.setText(self.tr("{count} blocks").format(count=number(len(nodes))))
        counts = Counter(type(node.layer).__name__ for node in nodes)
        self.kinds.setText(", ".join(f"{count} × {name}" for name, count in counts.most_common()))
        kinds = tuple(dict.fromkeys(type(node.layer) for node in nodes))
        if kinds != self._kinds or self._page is None:
            self._build(nodes, kinds)
        for name, shown in self._page.rows.items() if self._page is not None else ():
            values = [getattr(node.layer, name) for node in nodes]
            if all(value == values[0] for value in values):
                shown.set_value(values[0])
            else:
                shown.set_mixed()
        self._show_sums()

    def _build(self, nodes: Sequence[Node], kinds: tuple[type, ...]) -> None:
        self._kinds = kinds
        if self._page is not None:
            self._place.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        first = nodes[0].layer
        rows = {}
        for field in _shared_fields(nodes):
            rows[field.name] = made = FieldRow(field, starts_of(first, field))
            made.edited.connect(lambda value, name=field.name: self._change(name, value))
        self._page = FieldPage(rows)
        self._place.addWidget(self._page)
        self.none.setVisible(not rows)

    def _change(self, name: str, value: Any) -> None:
        """Tries the value in each block; a refusal of one is said at the row, and nothing changes."""
        for node in self._nodes():
            try:
                node.layer.replace(**{name: value})
            except FieldError as error:
                text = f"{node.name}: {translated(error.template, error.values)}"
                self.row(name).show_error(text)
                return
            except Fault as fault:
                self.row(name).show_error(f"{node.name}: {opening(sentence(fault), self.session.graph)}")
                return
        self.row(name).show_error("")
        names = [node.name for node in self._nodes()]

        def change(graph: Graph) -> Graph:
            for one in names:
                graph = edits.set_fields(graph, one, **{name: value})
            return graph

        said = Message("Change {field} of {count} blocks", {"field": name, "count": len(names)})
        self.session.attempt(said, change, merge_key(f"{'+'.join(names)}.{name}"))

    def _show_sums(self) -> None:
        if not self.isVisible():
            return
        clear(self.figures)
        found = [self.session.report.figures.get(node.name) for node in self._nodes()]
        known = [figures for figures in found if figures is not None]
        sums = (
            (self.tr("parameters"), number(sum(one.parameters for one in known))),
            (
                self.tr("operations"),
                self.tr("{count} per sample").format(count=number(sum(one.operations for one in known))),
            ),
            (self.tr("memory"), self.tr("{size} per sample").format(size=bytes_text(sum(one.memory for one in known)))),
        )
        for i, (title, value) in enumerate(sums):
            shown = label(value)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.figures.addWidget(label(title, "quiet"), i, 0)
            self.figures.addWidget(shown, i, 1, Qt.AlignmentFlag.AlignRight)
        if len(known) < len(found):
            self.figures.addWidget(label(self.tr("without those that have errors"), "small"), len(sums), 0, 1, 2)


def _shared_fields(nodes: Sequence[Node]) -> list[Field]:
    """Those of the first block that all others have, of the same kind."""
    shared = {field.name: field for field in nodes[0].layer.fields()}
    for kind in {type(node.layer) for node in nodes}:
        own = {field.name: field for field in kind.fields()}
        shared = {
            name: field
            for name, field in shared.items()
            if name in own and own[name].kind == field.kind and type(own[name].kind) is type(field.kind)
        }
    return list(shared.values())
