"""Starts the application. Prints when its window was first drawn (perf_counter) and the processor time until then, and
on standard error the modules that were loaded by then.
"""

from __future__ import annotations

import sys
import time

from netbuilder.ui import app


def main() -> None:
    application, window, collector = app.start([])
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        """Waits for the first picture."""

        def eventFilter(self, watched, event) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                application.removeEventFilter(self)
                QTimer.singleShot(0, self.tell)  # at the end of this round of events the whole window is drawn
            return False

        def tell(self) -> None:
            print(time.perf_counter(), time.process_time(), flush=True)
            print(*sorted(sys.modules), file=sys.stderr)
            application.quit()

    watch = Watch()
    application.installEventFilter(watch)
    window.update()
    application.exec()
    collector.stop()


if __name__ == "__main__":
    main()
