"""`.onnx` files as snapshots."""

from __future__ import annotations

from pathlib import Path

from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats.onnx.reading.container import load_model
from netbuilder.formats.onnx.reading.model import read_graph


def read_onnx(path: Path) -> Snapshot:
    """The network in a file; raises FileFault that lists all operators that no layer stands for."""
    found = read_graph(load_model(path), path)
    return Snapshot(found.graph, found.weights, notes=found.notes)
