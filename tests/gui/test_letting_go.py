"""What is over is let go: tasks, threads and timers after each use, a project's memory when its tab is closed."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication

from netbuilder.engine.optimizers import SGD
from netbuilder.project.external import Elsewhere
from netbuilder.ui.dialogs.engine import EngineDialog
from netbuilder.ui.dialogs.exporting.dialog import ExportDialog
from netbuilder.ui.session.tasks import Done, Task, run_once
from netbuilder.ui.window import commands
from netbuilder.ui.window.budget import LimitsDialog
from tests.gui.conftest import open_template
from tests.gui.test_training_panel import trained

TIMES = 4


def swept() -> None:
    """Deletes what waits for it, as the event loop and the garbage collector do in time."""
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def alive(owner) -> int:
    """Tasks, threads and timers below an object."""
    swept()
    return sum(len(owner.findChildren(kind)) for kind in (Task, QThread, QTimer))


def grows(qtbot, owner, use) -> int:
    """How many more there are after several uses than after the first."""
    use()
    before = alive(owner)
    for _ in range(TIMES):
        use()
    return alive(owner) - before


def test_a_finished_task_goes_with_its_thread_its_timer_and_its_iterator(qtbot):
    class Work:
        """Something large."""

    work = Work()
    owner = QTimer()
    task = Task(run_once(lambda held=work: held is None), owner)
    seen, gone = [], weakref.ref(work)
    task.ended.connect(seen.append)
    task.start()
    del work
    qtbot.waitUntil(lambda: bool(seen), timeout=5000)
    swept()

    assert isinstance(seen[0], Done)
    assert not task.is_running
    assert owner.children() == []
    assert gone() is None


def test_a_task_that_is_stopped_before_its_end_goes_too(qtbot):
    owner = QTimer()
    task = Task(iter(int, 1), owner)
    task.start()
    task.stop_and_wait()
    swept()

    assert not task.is_running
    assert owner.children() == []


def test_runs_leave_no_task_behind(mlp, window, qtbot):
    assert grows(qtbot, mlp.trainer, lambda: trained(qtbot, window, mlp, epochs=1, batch_size=512)) == 0


def test_a_run_draws_on_the_plots_of_the_one_before_and_shows_all_of_itself(mlp, window, qtbot):
    curves = window.workspace.training.curves
    trained(qtbot, window, mlp, epochs=2, batch_size=512)
    plots = dict(curves.plots)
    curves.zoom((0.5, 1.5))

    trained(qtbot, window, mlp, epochs=1, batch_size=512)

    assert list(plots) == ["loss", "accuracy"]
    assert curves.plots == plots
    assert not curves.reset.isEnabled()
    assert all(plot._zoom is None for plot in plots.values())


def test_a_run_that_failed_keeps_its_sentence_and_not_its_model(mlp, window, qtbot):
    mlp.change("rate", mlp.project.replace(training=mlp.project.training.replace(optimizer=SGD(1e20), batch_size=512)))
    commands.training.train(window)
    qtbot.waitUntil(lambda: mlp.trainer._model is not None or not mlp.trainer.is_running, timeout=20_000)
    model = mlp.trainer._model
    held = weakref.ref(model) if model is not None else None
    del model
    qtbot.waitUntil(lambda: not mlp.trainer.is_running, timeout=20_000)
    swept()

    assert "no longer a finite number" in str(mlp.trainer.record.message)
    assert mlp.trainer.record.message.__traceback__ is None
    assert held is None or held() is None


def test_evaluations_leave_no_task_behind(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=1, batch_size=512)
    panel = window.workspace.evaluate

    def evaluated() -> None:
        commands.training.evaluate(window)
        qtbot.waitUntil(lambda: not panel.is_busy, timeout=20_000)

    assert grows(qtbot, panel, evaluated) == 0


def test_loading_data_leaves_no_task_behind(mlp, window, qtbot):
    def loaded() -> None:
        scaling = "none" if mlp.project.data.scaling != "none" else "standardize"
        mlp.change("scaling", mlp.project.replace(data=mlp.project.data.replace(scaling=scaling)))
        qtbot.waitUntil(lambda: mlp.loader.is_fresh, timeout=10_000)

    assert grows(qtbot, mlp.loader, loaded) == 0


def test_choosing_data_leaves_no_task_behind(mlp, window, qtbot):
    panel = window.workspace.data

    def chosen() -> None:
        panel.choose("iris" if mlp.project.data.source != "iris" else "digits")
        qtbot.waitUntil(lambda: not panel.is_busy and mlp.loader.is_fresh, timeout=10_000)

    assert grows(qtbot, panel, chosen) == 0


def test_looking_for_an_engine_leaves_no_task_behind(qtbot, tmp_path):
    dialog = EngineDialog(Elsewhere(tmp_path / "python"), str(tmp_path / "python"), "")
    qtbot.addWidget(dialog)

    def looked() -> None:
        dialog.check()
        qtbot.waitUntil(lambda: dialog._task is None, timeout=20_000)

    assert grows(qtbot, dialog, looked) == 0


def test_exports_leave_no_task_behind(mlp, window, qtbot, tmp_path):
    commands.file.export_model(window)
    dialog = window.findChild(ExportDialog)
    dialog.list.choose("npz")
    dialog.form.file.setText(str(tmp_path / "x"))
    dialog._asks = lambda *_: True

    def exported() -> None:
        dialog.pages.setCurrentIndex(0)
        dialog.export()
        qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)

    assert grows(qtbot, dialog, exported) == 0
    dialog.done(0)


def test_dialogs_that_were_closed_are_let_go(mlp, window, qtbot):
    seen = []
    for _ in range(2):
        commands.file.export_model(window)
        seen.append(weakref.ref(window.findChild(ExportDialog)))
        window.findChild(ExportDialog).done(0)
        commands.training.choose_engine(window)
        seen.append(weakref.ref(window.findChild(EngineDialog)))
        window.findChild(EngineDialog).done(0)
        commands.training.set_limits(window)
        seen.append(weakref.ref(window.findChild(LimitsDialog)))
        window.findChild(LimitsDialog).done(0)
    swept()

    assert [reference() for reference in seen[:3]] == [None] * 3


def until_evaluated(qtbot, panel, loader):
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=20_000)
    qtbot.waitUntil(lambda: loader.is_fresh, timeout=10_000)


@pytest.mark.parametrize("does", ["nothing", "trains", "evaluates"])
def test_a_closed_project_gives_back_its_memory(does, window, qtbot):
    held = used(does, window, qtbot)
    commands.file.close_project(window, 0)
    qtbot.waitUntil(lambda: all(reference() is None for reference in held.values()), timeout=5000)


def used(does: str, window, qtbot) -> dict[str, weakref.ref]:
    """A project with which something was done; what may not stay of it."""
    session = open_template(window, "mlp")
    workspace, loader = window.workspace, session.loader
    panel = workspace.evaluate
    if does != "nothing":
        trained(qtbot, window, session, epochs=1, batch_size=512)
    if does == "evaluates":
        workspace.show_panel("data")
        commands.training.evaluate(window)
        until_evaluated(qtbot, panel, loader)
    things = {
        "session": session, "workspace": workspace, "document": session.document, "view": workspace.view,
        "stack": session.undo_stack,
    }  # fmt: skip
    if session.document.run is not None:
        things["weights"] = next(iter(session.document.run.snapshot.weights.values()))
    if session.prepared is not None:
        things["samples"] = next(iter(session.prepared.x_train.values()))
    return {name: weakref.ref(thing) for name, thing in things.items()}
