"""What the window's memory grows by while a small network trains again and again: all but the history goes.

The objects of a history are counted by what they say of themselves, which leaves out rows of the table, holes between
blocks of memory and the like. So the history is kept short: once it is full, whatever grows is lost.
"""

from __future__ import annotations

import dataclasses
import gc
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from netbuilder.project import runs as runs_module
from netbuilder.ui.window import commands

LIMIT = 1.0  # megabytes an hour beyond what the history needs
EVERY = 10.0  # seconds between two looks
WARM = 0.3  # of the time, in which what is made once is made
MEGABYTE = 1 << 20


class Look(NamedTuple):
    """After so many seconds and runs: bytes of the process, and of them those of the history."""

    seconds: float
    runs: int
    used: int
    history: int


def measure(minutes: float = 10.0, kept: int = 4, template: str = "mlp") -> list[Look]:
    """Trains an epoch with new weights, over and over, in the real window; looks now and then, between two runs.

    Of all runs `kept` are remembered.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    runs_module.MOST_RUNS = kept
    from PySide6.QtCore import QTimer

    from netbuilder.ui.app import start
    from netbuilder.ui.session.memory import memory_used

    application, window, collector = start([])
    application.setOrganizationName("NetBuilderBenchmark")
    window.documents.open_template(template)
    session = window.session
    training = session.project.training.replace(epochs=1, batch_size=256)
    session.change("short", session.project.replace(training=training))
    looks: list[Look] = []
    began = time.monotonic()
    runs, asked = 0, 0.0

    def go_on() -> None:
        nonlocal runs, asked
        now = time.monotonic() - began
        if now >= minutes * 60:
            application.exit()  # quit() would first ask about what is not saved
            return
        if session.trainer.is_running or window.readings.is_going_on:
            return
        if now >= asked:
            asked = now + EVERY
            gc.collect()
            used = memory_used() or 0
            looks.append(Look(now, runs, used, held((session.trainer.records, session.document.runs))))
        commands.training.train_anew(window)
        runs += 1

    # As a person's window runs: what is to be deleted later goes only where a loop of events was entered.
    timer = QTimer()
    timer.timeout.connect(go_on)
    timer.start(2)
    application.exec()
    timer.stop()
    session.trainer.close()
    window.let_go()
    collector.stop()
    return looks


def held(thing: Any, seen: set[int] | None = None) -> int:
    """Bytes of values and of all that they hold; what several of them share counts once."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, type) or callable(thing):
        return 0
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        return sys.getsizeof(thing) + (held(thing.base, seen) if isinstance(thing.base, np.ndarray) else 0)
    total = sys.getsizeof(thing)
    if isinstance(thing, Mapping):
        parts = [*thing.keys(), *thing.values()]
    elif isinstance(thing, str | bytes):
        parts = []
    elif hasattr(thing, "__iter__") and not dataclasses.is_dataclass(thing):
        parts = list(thing) if not hasattr(thing, "_room") else []
    else:
        parts = []
    parts += list(getattr(thing, "__dict__", {}).values())
    return total + sum(held(part, seen) for part in parts)


def growth(looks: list[Look]) -> dict[str, float]:
    """Megabytes an hour by a straight line through the looks after the beginning."""
    late = [look for look in looks if look.seconds >= WARM * looks[-1].seconds]
    hours = np.array([look.seconds for look in late]) / 3600
    found = {}
    for name, values in (
        ("the process", [look.used for look in late]),
        ("its history", [look.history for look in late]),
        ("beyond it", [look.used - look.history for look in late]),
    ):
        found[name] = float(np.polyfit(hours, np.array(values) / MEGABYTE, 1)[0])
    return found
