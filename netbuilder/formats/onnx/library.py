"""The package `onnx`, imported only when a file is written or read: NetBuilder starts without it."""

from __future__ import annotations

import importlib
from typing import Any

from netbuilder.errors import FileFault
from netbuilder.files import extra_command

OLDEST = (1, 21)  # the first release that refuses external data by itself


def onnx_library() -> Any:
    """The package; raises FileFault that says how it is installed."""
    try:
        library = importlib.import_module("onnx")
    except ImportError:
        raise FileFault(
            "ONNX files need the package onnx. Install it: {command}", command=extra_command("onnx")
        ) from None
    if tuple(int(part) for part in library.__version__.split(".")[:2]) < OLDEST:
        raise FileFault(
            "ONNX files need the package onnx from release {oldest} on, and here is {found}. Install it: {command}",
            oldest=".".join(map(str, OLDEST)),
            found=library.__version__,
            command=extra_command("onnx"),
        )
    return library
