"""Running an .onnx file by onnxruntime, where it is installed: an independent judge of what was written."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.files import install_command


def has_runtime() -> bool:
    """Whether onnxruntime is installed."""
    return importlib.util.find_spec("onnxruntime") is not None


def run_onnx(path: Path, inputs: Sequence[Array] | Mapping[str, Array]) -> list[Array]:
    """The outputs of a file for arrays with one sample a row, in the order of its inputs or by their names.

    Raises FileFault where onnxruntime is missing or refuses the file.
    """
    try:
        runtime: Any = importlib.import_module("onnxruntime")
    except ImportError:
        raise FileFault(
            "Running an ONNX file needs onnxruntime. Install it: {command}",
            command=install_command(sys.executable, "onnxruntime"),
        ) from None
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    refusals = _refusals()
    try:
        session = runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        ends = session.get_inputs()
        named = inputs if isinstance(inputs, Mapping) else dict(zip((e.name for e in ends), inputs, strict=True))
        given = {end.name: np.ascontiguousarray(named[end.name], _kind(end.type)) for end in ends}
        return list(session.run(None, given))
    except refusals as error:
        raise FileFault("{path}: onnxruntime refuses it: {cause}", path=path, cause=error) from error


def _kind(name: str) -> Any:
    """NumPy's kind of numbers for "tensor(float)" and the like."""
    inner = name.removeprefix("tensor(").removesuffix(")")
    return {"float": "float32", "double": "float64"}.get(inner, inner)


def _refusals() -> tuple[type[Exception], ...]:
    """What onnxruntime raises: classes of its own, each derived from Exception alone."""
    state = importlib.import_module("onnxruntime.capi.onnxruntime_pybind11_state")
    own = (getattr(state, name) for name in dir(state))
    return tuple(c for c in own if isinstance(c, type) and issubclass(c, Exception))
