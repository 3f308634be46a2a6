"""How the axes of an input lie: the operators that read it tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netbuilder.formats.onnx.reading.hints import is_centre

CHANNELS_FIRST = {
    "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "Resize", "Upsample",
    "InstanceNormalization", "DepthToSpace", "SpaceToDepth",
}  # fmt: skip
RECURRENT = {"LSTM", "GRU", "RNN"}
# Operators through which an input may pass before one tells how its axes lie.
TRANSPARENT = {
    "Relu", "LeakyRelu", "Sigmoid", "Tanh", "Elu", "Selu", "Clip", "Identity", "Dropout", "Cast", "BatchNormalization",
    "Add", "Sub", "Mul", "Div", "Pad", "PRelu", "HardSwish", "HardSigmoid", "Softplus",
}  # fmt: skip


# Operators through which a recurrent operator's first states may pass.
PARTING = {"Slice", "Split", "Gather", "Squeeze", "Unsqueeze", "Identity", "Cast"}


def axes_order(name: str, sizes: Sequence[int | None], readers: Mapping[str, list[Any]]) -> list[int]:
    """For each axis of our input, batch first and channels last, where it lies in the file's."""
    rank = len(sizes)
    if rank == 3 and is_state(name, readers):
        return [1, 0, 2]
    first = _first_that_tells(name, readers)
    if first is not None and first.op_type in CHANNELS_FIRST and rank > 2:
        return [0, *range(2, rank), 1]
    if first is not None and first.op_type in RECURRENT and rank == 3:
        batch_first = any(attribute.name == "layout" and attribute.i for attribute in first.attribute)
        return [0, 1, 2] if batch_first else [1, 0, 2]
    # Where the first axis has a size and one other has none, that one is the samples'.
    at = sizes.index(None) if sizes[:1] not in ([], [None], [1]) and list(sizes).count(None) == 1 else 0
    return [at, *(i for i in range(rank) if i != at)]


def _first_that_tells(name: str, readers: Mapping[str, list[Any]]) -> Any:
    """The first operator that knows how its axes lie, behind those to which it is all the same."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        value = waiting.pop(0)
        if value in seen:
            continue
        seen.add(value)
        for node in readers.get(value, ()):
            if is_centre(node, readers):
                continue
            if node.op_type in CHANNELS_FIRST | RECURRENT and node.input[0] == value:
                return node
            if node.op_type in TRANSPARENT:
                waiting += node.output
    return None


def is_state(name: str, readers: Mapping[str, list[Any]]) -> bool:
    """Whether a value, or a part of it, is what a recurrent operator begins with: (directions, samples, units)."""
    waiting = [name]
    while waiting:
        value = waiting.pop()
        for node in readers.get(value, ()):
            if node.op_type in RECURRENT and value in node.input[5:]:
                return not any(attribute.name == "layout" and attribute.i for attribute in node.attribute)
            if node.op_type in PARTING and node.input[0] == value:
                waiting += node.output
    return False
