"""How late the window's frames are while a network trains at full speed beside it."""

from __future__ import annotations

import os
import time

import numpy as np

from netbuilder.ui.window import commands

FRAME = 16  # milliseconds
LIMIT = 50.0  # milliseconds at the 99th percentile


def measure(seconds: float = 10.0, template: str = "mlp-wide") -> dict[str, float]:
    """A timer asks for a frame every 16 ms; how much later than asked each comes, in milliseconds."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from netbuilder.ui import hooks
    from netbuilder.ui.looks.theme import theme
    from netbuilder.ui.window.main_window import MainWindow

    hooks.install()
    application = QApplication.instance() or QApplication([])
    QCoreApplication.setOrganizationName("NetBuilderBenchmark")
    theme.choose("light")
    window = MainWindow()
    window.show()
    window.documents.open_template(template)
    session = window.session
    session.change("long", session.project.replace(training=session.project.training.replace(epochs=100_000)))
    late: dict[str, list[float]] = {"idle": [], "training": []}
    for phase, times in late.items():
        if phase == "training":
            commands.training.train(window)
            while not (session.trainer.record and session.trainer.record.steps):
                application.processEvents()
        loop, timer = QEventLoop(), QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(FRAME)
        last = [time.perf_counter()]

        def tick(times=times, last=last):
            now = time.perf_counter()
            times.append(max(0.0, (now - last[0]) * 1000 - FRAME))
            last[0] = now
            window.workspace.view.viewport().update()

        timer.timeout.connect(tick)
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        timer.start()
        loop.exec()
        timer.stop()
    rate = session.trainer.record.rate
    session.trainer.close()
    window.workspace.close()
    found = {f"{phase} p99 ms": float(np.percentile(times, 99)) for phase, times in late.items()}
    return {**found, "training p50 ms": float(np.median(late["training"])), "samples/s": rate}
