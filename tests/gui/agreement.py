"""What must hold between a window and its documents, whatever a person did."""

from __future__ import annotations

import json
from collections import Counter

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRectF

from netbuilder.graph import Graph
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.edits import framed
from netbuilder.project import Project
from netbuilder.project.project_json import project_to_json
from netbuilder.ui.canvas.ends import ends_of
from netbuilder.ui.looks.i18n import sentence


def written(project: Project) -> str:
    """All that a project says, the order of its blocks included."""
    return json.dumps(project_to_json(project))


class Steps:
    """Remembers what a project was after each of its steps, and that undo and redo bring back just that.

    Every step holds a whole project: what one of them brings back wrong, the next one covers. So each is looked at.
    """

    def __init__(self, session) -> None:
        self._document, self._stack = session.document, session.undo_stack
        self._states, self._made, self._index = [session.project], [], 0
        self._stack.indexChanged.connect(self._on_moved)

    def close(self) -> None:
        """Looks no longer."""
        self._stack.indexChanged.disconnect(self._on_moved)

    def _on_moved(self, index: int) -> None:
        project, before, self._index = self._document.project, self._index, index
        made = self._stack.command(index - 1) if index else None
        known = self._made[index - 1] if 0 < index <= len(self._made) else None
        merged = index == before
        if index == self._stack.count() and made is not None and (merged or made is not known):
            self._made[index - 1 :], self._states[index:] = [made], [project]
        else:
            there = self._states[index]
            assert project is there or written(project) == written(there), f"step {index} came back otherwise"


def assert_view_is_the_document(workspace) -> None:
    """Every block, wire, label, frame, note and mark on the canvas says what the document says, and nothing else."""
    session, scene = workspace.session, workspace.view.canvas
    graph, report = session.graph, session.report
    assert set(scene.blocks) == set(graph.nodes)
    assert set(scene.wires) == {(name, i) for name, node in graph.nodes.items() for i in range(len(node.inputs))}
    assert session.selection <= set(graph.nodes)
    ends = ends_of(graph, None if session.place else session.project.training)
    for name, item in scene.blocks.items():
        assert item.node == graph[name]
        assert item.end == ends.get(name)
        assert (item.pos().x(), item.pos().y()) == graph[name].position
        assert item.chosen == (name in session.selection)
        assert item.figures == report.figures.get(name)
        assert item.problems == session.problems_of(name)
        assert not item.offering
    for (target, index), wire in scene.wires.items():
        port = graph[target].inputs[index]
        shapes = report.shapes.get(port.node, ())
        assert wire.shape_ == (shapes[port.output] if port.output < len(shapes) else None)
        assert wire.isVisible()
        assert not wire.lit
        assert not wire.doomed
        source, end = scene.blocks[port.node], scene.blocks[target]
        assert _near(wire.points[0], source.pos() + source.output_point(port.output))
        assert _near(wire.points[-1], end.pos() + end.input_point(index))
    _assert_annotations(scene, graph)
    shown = Counter(scene.items())
    marks = scene.annotations
    known = [*scene.blocks.values(), *scene.wires.values(), *marks.frames.values(), *marks.notes.values()]
    assert len(shown) == len(known) + len(marks.frames), "an item was left on the canvas"
    assert all(item in shown for item in known)


def _assert_annotations(scene, graph: Graph) -> None:
    frames, marks = framed(graph), scene.annotations
    assert set(marks.frames) == set(frames)
    for title, item in marks.frames.items():
        assert item.title == title
        assert set(marks.members(title)) == set(frames[title])
        for name in frames[title]:
            assert item.area.contains(QRectF(*graph[name].position, BLOCK_WIDTH, BLOCK_HEIGHT))
    noted = {name: node.note for name, node in graph.nodes.items() if node.note}
    assert {name: item.text for name, item in marks.notes.items()} == noted
    for name, item in marks.notes.items():
        assert item.pos().y() == graph[name].position[1]
        assert item.pos().x() > graph[name].position[0] + BLOCK_WIDTH


def assert_panels_are_the_document(window) -> None:
    """Outline, inspector, problems and status bar tell of the graph as it is now."""
    workspace, session = window.workspace, window.session
    outline = window.docks.left.outline(session)
    tree = outline.tree
    if outline.isVisible():
        rows = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
        assert [row.text(0) for row in rows] == list(session.graph.order)
        assert {row.text(0) for row in rows if row.isSelected()} == session.selection
    popover = workspace.view.popover
    assert bool(popover.node) >= popover.isVisible()
    assert not popover.node or session.problems_of(popover.node)
    inspector = workspace.inspector
    if not inspector.isVisible():
        pass  # it says so when it is looked at
    elif len(session.selection) == 1:
        (name,) = session.selection
        assert inspector.currentIndex() == 1
        assert inspector.block.form._value == session.graph[name].layer
        assert inspector.block.name.text() == name or inspector.block.name.property("wrong")
    else:
        assert inspector.currentIndex() == (2 if session.selection else 0)
    listed = workspace.problems
    assert workspace.tabs.tabText(workspace.tabs.indexOf(listed)).split()[1:] == [str(len(session.problems))] * bool(
        session.problems
    )
    if listed.isVisible():
        assert [row.problem for row in listed.rows] == list(session.problems)
        said = [row.accessibleName() for row in listed.rows]
        assert all(sentence(problem) in text for problem, text in zip(session.problems, said, strict=True))
    assert window.actions_["undo"].isEnabled() == session.undo_stack.canUndo()
    assert window.actions_["redo"].isEnabled() == session.undo_stack.canRedo()
    assert window.actions_["delete"].isEnabled() == bool(session.selection)


def things_of(window) -> Counter[str]:
    """How many objects of each class the window holds, once what was deleted is gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # Qt keeps the handles between docks of its own, and makes and forgets them as it likes.
    things = (thing for thing in window.findChildren(QObject) if not thing.objectName().startswith("qt_"))
    return Counter(type(thing).__name__ for thing in things)


def _near(one: QPointF, other: QPointF) -> bool:
    return (one - other).manhattanLength() < 1e-6
