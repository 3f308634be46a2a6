"""Foreign formats. Importing this package registers each under its suffix."""

from netbuilder.formats import keras_archive, keras_hdf5, keras_script, npz, onnx
from netbuilder.formats.base import FORMATS, Bundle, ExportOptions, Format, format_of, read, suffixes, write
from netbuilder.formats.script_reading import format as script_reading_format

__all__ = [
    "FORMATS",
    "Bundle",
    "ExportOptions",
    "Format",
    "format_of",
    "keras_archive",
    "keras_hdf5",
    "keras_script",
    "npz",
    "onnx",
    "read",
    "script_reading_format",
    "suffixes",
    "write",
]
