"""The Training menu: runs are started, paused and stopped, networks evaluated."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netbuilder.errors import Message
from netbuilder.ui.session.undo import ChangeWeights

if TYPE_CHECKING:
    from netbuilder.ui.panels.runs import RunsPanel
    from netbuilder.ui.window.command import Run, Window


def train(window: Window) -> None:
    """Starts a run that goes on with the weights that belong to the graph, or says what keeps it from starting."""
    if window.workspace is not None:
        window.training.start(window.workspace)


def train_anew(window: Window) -> None:
    """Starts a run with new weights, or says what keeps it from starting."""
    if window.workspace is not None:
        window.training.start(window.workspace, anew=True)


def pause(window: Window) -> None:
    """Pauses the run, or goes on with it."""
    if window.session is not None:
        window.session.trainer.toggle_pause()


def stop(window: Window) -> None:
    """Stops the run after the current batch."""
    if window.session is not None:
        window.session.trainer.stop()


def evaluate(window: Window) -> None:
    """Measures the network on the test set."""
    if window.workspace is not None:
        window.workspace.show_panel("evaluate")
        window.workspace.evaluate.evaluate()


def examine(window: Window) -> None:
    """Tries network and data together, and tells what was found."""
    if window.workspace is not None:
        window.training.examine(window.workspace)


def cross_validate(window: Window) -> None:
    """Asks how many folds, and trains a network for each."""
    if window.workspace is not None:
        window.training.cross_validate(window.workspace)


def label_faults(window: Window) -> None:
    """Shows samples whose label is probably wrong."""
    if window.workspace is not None:
        window.training.label_faults(window.workspace)


def watch_layers(window: Window) -> None:
    """Shows on blocks and wires how the training goes, or no longer."""
    on = not window.preferences.watches_layers
    window.preferences.watches_layers = on
    for workspace in window.documents.workspaces:
        workspace.session.trainer.watch(on)


def watches_layers(window: Window) -> bool:
    """Whether blocks and wires show it."""
    return window.preferences.watches_layers


def choose_engine(window: Window) -> None:
    """Asks what trains from the next run on."""
    window.training.choose_engine()


def set_limits(window: Window) -> None:
    """Asks what a network may cost at most."""
    window.training.set_limits()


def on_runs(act: Callable[[RunsPanel], object]) -> Run:
    """A command that acts on the run that is chosen in Runs, which comes to the front."""

    def run(window: Window) -> None:
        if window.workspace is not None:
            window.workspace.show_panel("runs")
            act(window.workspace.runs)

    return run


restore_run = on_runs(lambda runs: runs.restore())
rename_run = on_runs(lambda runs: runs.rename())
annotate_run = on_runs(lambda runs: runs.annotate())
delete_run = on_runs(lambda runs: runs.delete())
draw_run = on_runs(lambda runs: runs.toggle_drawn())


def forget_weights(window: Window) -> None:
    """Lets the next run begin from new weights, as one undo step."""
    session = window.session
    if session is not None and session.document.run is not None and not session.trainer.is_running:
        session.undo_stack.push(ChangeWeights(Message("Forget the trained weights"), session.document, None))
