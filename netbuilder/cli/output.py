"""What is printed: in any encoding, and where nobody can read it any more."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from typing import Any


def prepare() -> None:
    """Letters that a stream's encoding does not have are replaced."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say_json(value: Any) -> None:
    """A line of JSON. Where the encoding is a narrow one it keeps to ASCII, so that no letter is lost."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    print(json.dumps(value, ensure_ascii=not encoding.startswith("utf")), flush=True)


def tell(text: str) -> None:
    """A line to the person, on standard error, if there is one."""
    with contextlib.suppress(OSError):
        print(f"netbuilder: {text}", file=sys.stderr, flush=True)


def flush() -> None:
    """Sends off what was printed; raises OSError where that fails."""
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up() -> None:
    """What is still to be printed goes nowhere: trying again when the program ends would end in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            try:
                stream.flush()
            except OSError:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
