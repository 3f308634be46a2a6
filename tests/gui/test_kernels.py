"""The window says which kernels computed a run."""

from __future__ import annotations

import pytest

from netbuilder.engine.kernels.compiled import loading
from tests.gui.conftest import open_template

pytestmark = pytest.mark.numba


def test_status_bar_and_record_say_that_compiled_kernels_compute(qtbot, window):
    loading.loader().wait()
    session = open_template(window, "mlp")
    training = session.project.training.replace(epochs=1, kernels="compiled")
    session.change("kernels", session.project.replace(training=training))
    assert "NumPy engine" in window.status.engine.text()

    session.trainer.start()
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=60_000)

    assert "compiled engine" in window.status.engine.text()
    (run,) = session.document.runs
    assert run.machine["kernels"].startswith("Numba")
