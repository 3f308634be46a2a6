"""Foreign formats. Importing this package registers each under its suffix."""

from netbuilder import extensions
from netbuilder.formats import (
    history,
    keras_archive,
    keras_hdf5,
    keras_json,
    keras_script,
    mermaid,
    notebook,
    npz,
    numpy_script,
    onnx,
    picture,
    report,
    safetensors,
    torch_script,
)
from netbuilder.formats.base import (
    FORMATS,
    Bundle,
    ExportOptions,
    Format,
    RunFacts,
    format_of,
    read,
    register,
    suffixes,
    writable,
    write,
)
from netbuilder.formats.script_reading import format as script_reading_format
from netbuilder.formats.weight_files import read_weights, read_weights_with_notes

extensions.load("netbuilder.formats")

__all__ = [
    "FORMATS",
    "Bundle",
    "ExportOptions",
    "Format",
    "RunFacts",
    "format_of",
    "history",
    "keras_archive",
    "keras_hdf5",
    "keras_json",
    "keras_script",
    "mermaid",
    "notebook",
    "npz",
    "numpy_script",
    "onnx",
    "picture",
    "read",
    "read_weights",
    "read_weights_with_notes",
    "register",
    "report",
    "safetensors",
    "script_reading_format",
    "suffixes",
    "torch_script",
    "writable",
    "write",
]
