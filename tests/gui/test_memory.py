"""Memory in the window: what can never fit is a problem, what runs out is a sentence."""

from __future__ import annotations

import numpy as np

from netbuilder.errors import Fault
from netbuilder.layers import Dense, Input
from netbuilder.project import Project
from netbuilder.ui.session.tasks import Failed, Task, run_once
from netbuilder.ui.window import commands
from tests.networks import chain


def test_a_network_that_is_too_large_does_not_begin_to_train(window):
    session = window.documents.open(Project(chain(Input((100,)), Dense(100_000), Dense(100_000), Dense(1)))).session
    commands.training.train(window)

    assert not session.trainer.records
    assert window.workspace.tabs.currentWidget() is window.workspace.problems
    assert any(problem.field == "memory" for problem in session.all_problems)


def test_work_that_runs_out_of_memory_fails_with_a_sentence(window, qtbot):
    outcomes = []
    task = Task(run_once(lambda: np.empty(1 << 60, np.uint8)), window)
    task.ended.connect(outcomes.append)
    task.start()
    qtbot.waitUntil(lambda: bool(outcomes), timeout=20_000)

    assert isinstance(outcomes[0], Failed)
    assert isinstance(outcomes[0].error, Fault)
    assert str(outcomes[0].error).startswith("there is not enough memory: ")
