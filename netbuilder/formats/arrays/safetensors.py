"""Weights as .safetensors, named `layer/weight`: a header in JSON and nothing but numbers; nothing in it can run."""

from __future__ import annotations

from pathlib import Path

from netbuilder.files.safetensors import is_safetensors, write_safetensors
from netbuilder.formats.base import Bundle, Format, register


def write(bundle: Bundle, path: Path) -> None:
    """One array per weight, named `layer/weight`."""
    arrays = {f"{node}/{name}": array for (node, name), array in bundle.snapshot.weights.items()}
    write_safetensors(arrays, path, {"producer": "NetBuilder", "model": bundle.name})


register(
    Format(
        ".safetensors", "Safe tensors", write, kind="weights",
        help="One array for each weight; Hugging Face, PyTorch and JAX read it.",
        recognizes=lambda start: is_safetensors(start.first, start.size),
    )
)  # fmt: skip
