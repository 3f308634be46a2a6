"""The file that a command works on, and the values that a script leaves open."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from netbuilder.project import Opened, open_file


def add_define(command: argparse.ArgumentParser) -> None:
    """Lets a command give values to names that a script leaves open."""
    command.add_argument(
        "--define",
        metavar="NAME=VALUE",
        action="append",
        type=_pair,
        help="the value of a name that a script leaves open; may be given more than once",
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!a} is not NAME=VALUE")
    return name.strip(), value


def opened_file(options: argparse.Namespace, path: Path | None = None) -> Opened:
    """The file of a command, or another one that it names, its notices told on standard error."""
    found = open_file(path or options.file, dict(options.define or ()))
    for notice in found.notices:
        print(f"netbuilder: {notice}", file=sys.stderr)
    return found
