"""Foreign formats. Importing this package registers each under its suffix."""

# isort: off
# The first that is registered for a suffix is the one that the suffix asks for.
from netbuilder.formats.records import history
from netbuilder.formats.keras import archive as keras_archive, hdf5_model as keras_hdf5, json_model as keras_json
from netbuilder.formats.keras_script import script as keras_script
from netbuilder.formats.pictures import mermaid
from netbuilder.formats.keras_script import notebook
from netbuilder.formats.arrays import npz
from netbuilder.formats import numpy_script, onnx
from netbuilder.formats.pictures import picture
from netbuilder.formats.records import report
from netbuilder.formats.arrays import safetensors
from netbuilder.formats import torch_script

# isort: on
from netbuilder import extensions
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
