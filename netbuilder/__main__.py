"""python -m netbuilder, and the command netbuilder."""

import os
import signal
import sys
from types import FrameType


def _leave(number: int, _frame: FrameType | None) -> None:
    os.write(2, b"netbuilder: stopped\n")
    os._exit(128 + number)


def run() -> int:
    """Runs what the command line says."""
    # Before all that is imported: raised in the middle of that, an interrupt is a traceback, or is lost.
    signal.signal(signal.SIGINT, _leave)
    from netbuilder.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
