"""Tables in files: CSV and its kin, JSON lines, sheets, Parquet."""

from netbuilder.data.tables.form import Asked
from netbuilder.data.tables.read import read_table
from netbuilder.data.tables.table import Table

__all__ = ["Asked", "Table", "read_table"]
