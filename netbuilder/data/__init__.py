"""Where samples come from and how they are made ready: sources, tables, downloads, preparation."""

from netbuilder import extensions
from netbuilder.data.catalog import SOURCES, Source, find_source, register
from netbuilder.data.dataset import Dataset
from netbuilder.data.fitted import Fitted, Use
from netbuilder.data.load import load
from netbuilder.data.prepare import Prepared, prepare
from netbuilder.data.settings import DataSettings

extensions.load("netbuilder.datasets")

__all__ = [
    "SOURCES",
    "DataSettings",
    "Dataset",
    "Fitted",
    "Prepared",
    "Source",
    "Use",
    "find_source",
    "load",
    "prepare",
    "register",
]
