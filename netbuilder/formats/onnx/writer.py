"""`.onnx` files: what is written, and what it cannot express."""

from __future__ import annotations

from pathlib import Path

from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle
from netbuilder.formats.onnx.writing.model import model_of


def write_onnx(bundle: Bundle, path: Path) -> None:
    """The network for inference, with an open batch axis and channels last at its ends."""
    snapshot = bundle.snapshot
    data = model_of(snapshot.graph, snapshot.weights, bundle.name).SerializeToString(deterministic=True)
    with atomic_write(path) as file:
        file.write(data)
