"""How the canvas feels: frames while panning, zooming and dragging, opening, edits, and the start of the window.

Each figure is a frame's or an edit's time on the processor and by the clock; on a machine that others use as well, the
first tells what the work costs, and the second what a person would see there and then.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from netbuilder.ui.window import commands
from tests.canvas_graphs import tower

FRAMES = 60
LIMITS = {200: 1000 / 60, 1000: 1000 / 30}  # milliseconds for a frame, by the number of blocks
OPENING = {200: 500.0, 1000: 2000.0}
EDIT, START = 16.0, 1500.0
MANY = 2000.0  # for thousands of blocks at once


class Figure(NamedTuple):
    """One measured thing: milliseconds by the clock and on the processor, and what is allowed."""

    name: str
    median: float
    p95: float
    processor: float
    limit: float


def measure() -> list[Figure]:
    """All figures, on the platform that QT_QPA_PLATFORM names."""
    found = [starting()]
    application = _application()
    for count in (200, 1000):
        found.append(opening(count))
        found += frames(count, application)
        found.append(edits(count, application))
    return [*found, *many(5000, application)]


def _application():
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication

    from netbuilder.ui.looks.theme import theme

    application = QApplication.instance() or QApplication([])
    QCoreApplication.setOrganizationName("NetBuilderBenchmark")
    theme.choose("light")
    return application


def frames(count: int, application) -> list[Figure]:
    """Panning, zooming and dragging, each frame drawn at once."""
    from PySide6.QtCore import QPoint, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    from netbuilder.project import Project
    from netbuilder.ui.canvas.view import CanvasView
    from netbuilder.ui.session.session import Session

    session = Session(Project(tower(count)))
    view = CanvasView(session)
    view.resize(1000, 700)
    view.show()
    view.set_zoom(0.7)
    application.processEvents()

    def send(kind, place: QPoint, buttons=Qt.MouseButton.LeftButton) -> None:
        at = QPointF(place)
        button = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, at, QPointF(view.viewport().mapToGlobal(place)), button, buttons, Qt.NoModifier)
        QApplication.sendEvent(view.viewport(), event)

    def framed(name: str, step: Callable[[int], None]) -> Figure:
        times = [_timed(lambda i=i: (step(i), view.viewport().repaint())) for i in range(FRAMES)]
        return _figure(f"{name}, {count} blocks", times, LIMITS[count])

    results = [framed("pan", lambda i: view.pan_by(QPoint(0, -12 if i < FRAMES // 2 else 12)))]
    name = session.graph.order[count // 2]
    view.centerOn(view.canvas.blocks[name])
    view.viewport().repaint()
    middle = view.mapFromScene(view.canvas.blocks[name].sceneBoundingRect().center())
    send(QMouseEvent.Type.MouseButtonPress, middle)
    results.append(framed("drag", lambda i: send(QMouseEvent.Type.MouseMove, middle + QPoint(3 * i, i))))
    send(QMouseEvent.Type.MouseButtonRelease, middle + QPoint(3 * FRAMES, FRAMES), Qt.MouseButton.NoButton)
    view.fit()
    results.append(framed("zoom", lambda i: view.set_zoom(0.1 * 1.05**i)))
    view.fit()
    results.append(framed("pan all", lambda i: view.pan_by(QPoint(2 if i % 2 else -2, 0))))
    view.close()
    session.close()
    view.deleteLater()
    return results


def opening(count: int) -> Figure:
    """From a graph without positions to its first picture."""
    from netbuilder.graph import Graph
    from netbuilder.project import Project
    from netbuilder.ui.canvas.view import CanvasView
    from netbuilder.ui.session.session import Session

    graph = tower(count)
    bare = Graph.of(node.replace(position=None) for node in graph.nodes.values())

    def once() -> None:
        session = Session(Project(bare))
        view = CanvasView(session)
        view.resize(1000, 700)
        view.grab()
        session.close()
        view.deleteLater()

    return _figure(f"open, {count} blocks", [_timed(once) for _ in range(3)], OPENING[count])


def edits(count: int, application) -> Figure:
    """One field changed in the middle: check, wires, labels, problems, inspector and code panel."""
    from netbuilder.graph import edits as graph_edits
    from netbuilder.project import Project
    from netbuilder.ui.window.main_window import MainWindow

    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    window.documents.open(Project(tower(count)))
    window.workspace.show_panel("code")
    session = window.session
    name = f"dense_{count - 4}"
    name = name if name in session.graph else next(n for n in session.graph.order if n.startswith("dense"))
    application.processEvents()

    def once(i: int) -> None:
        session.edit("units", graph_edits.set_fields(session.graph, name, units=8 + i % 2))
        application.processEvents()

    times = [_timed(lambda i=i: once(i)) for i in range(1, 21)]
    _close(window)
    window.close()
    window.deleteLater()
    return _figure(f"edit, {count} blocks", times, EDIT if count == 200 else float("inf"))


def many(count: int, application) -> list[Figure]:
    """Thousands of blocks at once: pasted, undone, done again, duplicated, deleted, and a file of them opened."""
    from netbuilder.project import Project
    from netbuilder.ui.session.clipboard import copy_blocks
    from netbuilder.ui.window.main_window import MainWindow

    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    graph = tower(count)
    copy_blocks(graph)
    times: dict[str, list[tuple[float, float]]] = {}

    def act(name: str) -> None:
        def done() -> None:
            window.actions_[name].trigger()
            application.processEvents()

        times.setdefault(name, []).append(_timed(done))

    for _ in range(3):
        window.documents.open_empty()
        for name in ("paste", "undo", "redo", "select_all", "duplicate", "undo", "select_all", "delete"):
            act(name)
        _close(window)
        times.setdefault("open", []).append(
            _timed(lambda: (window.documents.open(Project(graph)), application.processEvents()))
        )
        _close(window)
    window.close()
    window.deleteLater()
    wanted = ("paste", "undo", "redo", "duplicate", "delete", "open")
    return [_figure(f"{name}, {count} blocks", times[name], MANY) for name in wanted]


def _close(window) -> None:
    """Closes the project, with every edit taken back: else the window would ask."""
    window.session.undo_stack.setIndex(0)
    commands.file.close_tab(window)


def starting(rounds: int = 5) -> Figure:
    """From the start of the process to the first picture of the window."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.first_paint"], capture_output=True, text=True, check=True
        )
        until, processor = map(float, done.stdout.split()[-2:])
        times.append(((until - began) * 1000, processor * 1000))
    return _figure("start", times, START)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def _figure(name: str, times: list[tuple[float, float]], limit: float) -> Figure:
    clock = sorted(t for t, _ in times)
    p95 = clock[min(len(clock) - 1, int(len(clock) * 0.95))]
    return Figure(name, statistics.median(clock), p95, statistics.median(p for _, p in times), limit)


def table(found: list[Figure]) -> str:
    """A line for each figure."""
    platform = os.environ.get("QT_QPA_PLATFORM", "of the system")
    lines = [f"{'milliseconds, Qt ' + platform:28} {'median':>9} {'p95':>9} {'processor':>10} {'limit':>8}"]
    for one in found:
        mark = "" if one.processor <= one.limit else "  over"
        lines.append(f"{one.name:28} {one.median:9.1f} {one.p95:9.1f} {one.processor:10.1f} {one.limit:8.1f}{mark}")
    return "\n".join(lines)
