"""Weights as NumPy arrays, one for each, named `layer/weight`: any framework with NumPy reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle, Format, register


def write_npz(bundle: Bundle, path: Path) -> None:
    """One array per weight, named `layer/weight`."""
    arrays: dict[str, Any] = {f"{node}/{name}": array for (node, name), array in bundle.snapshot.weights.items()}
    with atomic_write(path) as file:
        np.savez(file, **arrays)


register(
    Format(
        ".npz", "NumPy arrays", write_npz, kind="weights",
        help="One array for each weight; anything that has NumPy reads it.",
    )
)  # fmt: skip
