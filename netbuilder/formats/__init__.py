"""Foreign formats. Importing this package registers each under its suffix."""

from netbuilder.formats import keras_archive, keras_hdf5, keras_script, npz, torch_script
from netbuilder.formats.base import FORMATS, Bundle, ExportOptions, Format, format_of, read, suffixes, write

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
    "read",
    "suffixes",
    "torch_script",
    "write",
]
