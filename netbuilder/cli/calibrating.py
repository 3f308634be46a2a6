"""The command that measures the machine."""

from __future__ import annotations

import argparse
import json
from typing import Any

from netbuilder.engine.choices import Choices
from netbuilder.engine.kernels import machine
from netbuilder.engine.kernels.compiled.keeping import is_installed
from netbuilder.engine.kernels.compiled.loading import loader
from netbuilder.errors import FileFault


def calibrate_command(options: argparse.Namespace) -> int:
    """Measures which kernels are fastest here, tells what was found, and keeps it for trainings to come."""
    if is_installed() and not options.json:
        print("compiled kernels are made ready, which takes a minute the first time", flush=True)
    choices, measured = loader().measured()
    try:
        place: str | None = str(machine.keep(choices, measured))
        cause = ""
    except (OSError, FileFault) as error:
        place, cause = None, str(error)
    if options.json:
        told = {"machine": machine.description(), "choices": choices.to_json(), "measured": measured, "kept": place}
        print(json.dumps({**told, "cause": cause} if cause else told))
        return 0
    _tell(machine.description(), choices, measured)
    print(f"kept in {place}" if place else f"it is not kept: {cause}")
    return 0


def _tell(described: dict[str, Any], choices: Choices, measured: list[dict[str, Any]]) -> None:
    sizes = ", ".join(f"{name} {size >> 10} KB" for name, size in described["caches"].items())
    print(f"{described['processor']}, {described['cores']} cores, {sizes or 'caches that the system does not tell'}")
    print("milliseconds of one thread; * is chosen, ! marks where that is not what is usual")
    for one in measured:
        ways = "   ".join(
            f"{'*' if name == one['chosen'] else ' '}{name} {value:.2f}" for name, value in one["milliseconds"].items()
        )
        print(f"{'!' if one['chosen'] != one['usual'] else ' '} {one['what']:36} {ways}")
    if not is_installed():
        print("Numba is not installed: compiled kernels were not measured")
    print(f"chosen: {choices.told() or 'what is usual'}")
