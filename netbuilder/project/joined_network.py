"""A network for several inputs or several targets: each input by itself, then all together, then an end for each."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from netbuilder.data import Prepared
from netbuilder.data.text import FittedText
from netbuilder.errors import DataError
from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Dense, Embedding, Input, Layer
from netbuilder.layers.convolution import Conv1D
from netbuilder.layers.merging import Concatenate
from netbuilder.layers.pooling import MaxPooling1D
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.reshaping import Flatten
from netbuilder.project.suited import Head
from netbuilder.project.text_network import text_layers

SMALL, LARGE = 300, 20_000  # rows
LONG = 96  # rows of a window that a memory alone reads well
WIDEST = 32  # numbers that stand for a category


def is_joined(prepared: Prepared) -> bool:
    """Whether data needs such a network: a chain of layers would not do."""
    several = len(prepared.x_train) > 1 or len(prepared.y_train) > 1
    return several or any(_is_whole(prepared, name) for name in prepared.x_train)


def joined_graph(prepared: Prepared, heads: Mapping[str, Head]) -> Graph:
    """The network, its inputs and ends called as the arrays of the data are; raises DataError for a name of two."""
    both = [name for name in heads if name in prepared.input_shapes]
    if both:
        raise DataError("{name} would be an input and an output. Call one of them otherwise (to)", name=both[0])
    nodes: list[Node] = []
    taken = {*prepared.input_shapes, *heads}

    def add(layer: Layer, *sources: str, name: str = "") -> str:
        numbered = (f"{layer.snake()}_{i}" if i else layer.snake() for i in itertools.count())
        name = name or next(free for free in numbered if free not in taken)
        taken.add(name)
        nodes.append(Node(name, layer, tuple(Port(source) for source in sources)))
        return name

    ends = []
    for name, shape in prepared.input_shapes.items():
        whole = _is_whole(prepared, name)
        end = add(Input(shape or (1,), dtype="int32") if whole else Input(shape or (1,)), name=name)
        text = _text(prepared, name) if len(shape) == 1 else None  # of windows it is one for each row
        if text is not None:
            for layer in text_layers(text, prepared.dataset.train_count):
                end = add(layer, end)
            ends.append(end)
            continue
        if whole:
            count = _categories(prepared, name)
            end = add(Embedding(count, min(WIDEST, max(2, round(count**0.5)))), end)
        if prepared.raw.series is not None and not whole and len(shape) == 2:
            for layer in window_layers(int(shape[0] or 1), prepared.dataset.train_count):
                end = add(layer, end)
            ends.append(end)
            continue
        ends.append(add(Flatten(), end) if whole or len(shape) > 1 else end)
    end = add(Concatenate(), *ends) if len(ends) > 1 else ends[0]
    for layer in hidden_layers(prepared.dataset.train_count):
        end = add(layer, end)
    for name, head in heads.items():
        add(head.layer, end, name=name)
    return Graph.of(nodes)


def window_layers(length: int, count: int) -> list[Layer]:
    """What usually does for windows of so many rows: a memory; of long ones it reads what a convolution tells."""
    units = 16 if count < SMALL else 32 if count < LARGE else 64
    if length <= LONG:
        return [LSTM(units)]
    return [Conv1D(units, (7,), strides=(2,), activation="relu"), MaxPooling1D((2,)), LSTM(units)]


def hidden_layers(count: int) -> list[Layer]:
    """What usually does for so many rows of numbers."""
    units = 16 if count < SMALL else 64 if count < LARGE else 128
    return [Dense(units, "relu"), Dense(max(units // 2, 8), "relu")]


def _is_whole(prepared: Prepared, name: str) -> bool:
    table = prepared.fitted.table
    return table is not None and all(column.whole for column in table.inputs.get(name, ())) and name in table.inputs


def _text(prepared: Prepared, name: str) -> FittedText | None:
    """The texts that an input takes, where it takes those of one column and nothing else."""
    columns = prepared.fitted.table.inputs.get(name, ()) if prepared.fitted.table is not None else ()
    return columns[0].text if len(columns) == 1 and columns[0].whole else None


def _categories(prepared: Prepared, name: str) -> int:
    """How many numbers an input's columns have, the one for what is not known included."""
    table = prepared.fitted.table
    assert table is not None
    return max(column.kinds for column in table.inputs[name])
