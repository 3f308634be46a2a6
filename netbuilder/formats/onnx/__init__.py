"""ONNX: written for any runtime, read into layers. The package `onnx` is needed, and is an extra."""

from netbuilder.formats.base import Format, register
from netbuilder.formats.onnx.reader import read_onnx
from netbuilder.formats.onnx.reading.container import looks_like_onnx
from netbuilder.formats.onnx.runtime import has_runtime, run_onnx
from netbuilder.formats.onnx.writer import write_onnx
from netbuilder.formats.onnx.writing.model import limits

register(
    Format(
        ".onnx",
        "ONNX model",
        write_onnx,
        read_onnx,
        limits,
        help="For onnxruntime and most other programs that run trained networks.",
        options=("flat",),
        recognizes=lambda start: looks_like_onnx(start.first),
    )
)

__all__ = ["has_runtime", "limits", "looks_like_onnx", "read_onnx", "run_onnx", "write_onnx"]
