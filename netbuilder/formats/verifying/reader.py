"""The first level: our own reader finds the same graph, weights equal to the last bit, and the same outputs.

An ONNX file whose operators no layers stand for is computed operator by operator instead.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, Message, listed
from netbuilder.formats.verifying.comparing import corresponding, unequal_weights
from netbuilder.formats.verifying.levels import Job, Level, register_level
from netbuilder.formats.verifying.process import Answer
from netbuilder.formats.weight_files import read_weights

EXACT = 1e-6


# Files that hold weights alone, read into the graph that they are of.
WEIGHTS = frozenset({"npz", "safetensors", "weights.h5"})
# Files that hold the network as it was drawn; others hold one that computes the same.
SAME_GRAPH = frozenset({"keras", "h5", "json"})


def check_own(job: Job) -> Generator[None, None, Answer]:
    """Reads the file back and compares; raises FileFault."""
    yield
    written, name = job.bundle.snapshot, job.entry.name
    try:
        found = held_by(job)
    except FileFault:
        if name != "onnx":
            raise
        return _by_operators(job)
    if name in WEIGHTS or name in SAME_GRAPH:
        _compare(job, written, found)
    yield
    shapes = {place: x.shape[1:] for place, x in zip(found.graph.input_names, job.trial.inputs, strict=True)}
    return Answer(tuple(found.model(written.training, shapes).predict(job.trial.inputs)), "")


def _by_operators(job: Job) -> Answer:
    """What a file computes whose operators no layers of ours stand for: writing says more than reading does."""
    from netbuilder.formats.onnx.evaluator import evaluate_onnx  # only now: it needs the package onnx
    from netbuilder.formats.onnx.library import onnx_library

    return Answer(tuple(evaluate_onnx(job.path, job.trial.inputs)), f"onnx {onnx_library().__version__}")


def held_by(job: Job) -> Snapshot:
    """The network as the file holds it, with what it leaves out as it was written; raises FileFault."""
    written = job.bundle.snapshot
    if job.entry.name in WEIGHTS:
        return Snapshot(written.graph, read_weights(job.path, written.graph), written.training)
    # A file may hold the network alone: it computes the same with the same weights.
    return job.found if job.found.weights else replace(job.found, weights=written.weights)


def _compare(job: Job, written: Snapshot, found: Snapshot) -> None:
    pairs = corresponding(written.graph, found.graph)
    if pairs is None:
        raise FileFault(
            "{file} was not written: read back, it is another network. Export in another format", file=job.path.name
        )
    wrong = unequal_weights(pairs, written.weights, found.weights)
    if wrong:
        raise FileFault(
            "{file} was not written: read back, these weights are not the same: {names}. Export in another format",
            file=job.path.name, names=listed(wrong),
        )  # fmt: skip


register_level(
    Level("reader", Message("our own reader"), frozenset({*WEIGHTS, *SAME_GRAPH, "onnx"}), EXACT, check_own, rank=0)
)
