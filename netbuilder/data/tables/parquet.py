"""Parquet files, by DuckDB, which needs neither pandas nor Arrow."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.files import extra_command
from netbuilder.files.reading import need_file

NUMBERS = "iuf"
GLOB = re.compile(r"([*?\[])")  # what DuckDB takes for the pattern of several names


def read_parquet(path: Path) -> dict[str, Array]:
    """The columns of a file: numbers as float64 with NaN for blanks, all others as lists of texts, "" for blanks."""
    try:
        import duckdb
    except ImportError as error:
        raise FileFault(
            "{path}: Parquet files need the package duckdb. Install it: {command}",
            path=path, command=extra_command("tables"),
        ) from error  # fmt: skip
    need_file(path)
    try:
        # Nothing is loaded or installed for a file, and no other file is looked at.
        with duckdb.connect(
            ":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False, "threads": 2}
        ) as base:
            relation = base.from_parquet(GLOB.sub(r"[\1]", str(path)))
            found: dict[str, Any] = relation.fetchnumpy()
    except (duckdb.Error, OSError, ValueError) as error:
        cause = str(error).split("\n", 1)[0][:200]
        raise FileFault("{path} cannot be read as Parquet: {cause}", path=path, cause=cause) from error
    return {str(name): _column(values) for name, values in found.items()}


def _column(values: Any) -> Array:
    blank = np.ma.getmaskarray(values)
    plain = np.ma.getdata(values)
    if plain.dtype.kind in NUMBERS:
        numbers = plain.astype(np.float64)
        numbers[blank] = np.nan
        return numbers
    return np.array(
        ["" if gone or value is None else _said(value) for value, gone in zip(plain, blank, strict=True)], object
    )


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool | np.bool_) else str(value)
