"""python -m netbuilder, and the command netbuilder."""

import os
import sys
from _signal import SIGINT, signal  # type: ignore[import-not-found]  # the module signal takes a millisecond that Ctrl+C may fall into


def _leave(number: int, _frame: object) -> None:
    os.write(2, b"netbuilder: stopped\n")
    os._exit(128 + number)


# Before all that is imported: raised in the middle of that, an interrupt is a traceback, or is lost.
if __name__ == "__main__":
    signal(SIGINT, _leave)


def run() -> int:
    """Runs what the command line says."""
    signal(SIGINT, _leave)
    from netbuilder.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
