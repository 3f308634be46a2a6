"""The release of PySide6 that is installed does not lose references, as 6.12.0 does on Python 3.11."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class Sender(QObject):
    sent = Signal()


def test_void_calls_and_emits_keep_the_reference_counts_of_none_and_true(qapp):
    sender = Sender()
    before = [sys.getrefcount(value) for value in (None, True, False)]
    for _ in range(2000):
        sender.sent.emit()
        sender.setObjectName("x")
        sender.blockSignals(False)
    after = [sys.getrefcount(value) for value in (None, True, False)]

    # Others move these counts a little; a lost reference a call moves them by thousands.
    assert all(abs(a - b) < 500 for a, b in zip(after, before, strict=True))
