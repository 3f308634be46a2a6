"""One case for each layer and each of its options, with unequal sizes on every axis. A layer without a case fails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netbuilder.kinds import Shape
from netbuilder.layers import Activation, Dense, Embedding, Input, Layer
from netbuilder.layers.activations import ACTIVATIONS
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.merging import Add, Concatenate
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from netbuilder.layers.recurrent import LSTM, SimpleRNN
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.reshaping import Flatten, Reshape

BATCH = 3


@dataclass(frozen=True)
class Case:
    """A layer and the shapes that reach it; `whole` bounds whole-number inputs."""

    layer: Layer
    shapes: tuple[Shape, ...]
    whole: int = 0

    def __str__(self) -> str:
        options = "-".join(
            f"{field.name}={getattr(self.layer, field.name)}"
            for field in self.layer.changed_fields()
            if not field.required
        )
        return f"{type(self.layer).__name__}{'-' if options else ''}{options}"[:120]

    def inputs(self, rng: np.random.Generator, dtype=np.float64) -> list[np.ndarray]:
        if self.whole:
            return [rng.integers(0, self.whole, (BATCH, *shape)) for shape in self.shapes]
        return [rng.normal(size=(BATCH, *shape)).astype(dtype) for shape in self.shapes]


IMAGE = ((5, 6, 4),)
ROWS = ((4, 3),)

CASES = (
    *(Case(Dense(3, activation=name), ((2, 4),)) for name in ACTIVATIONS),
    Case(Dense(3, use_bias=False), ((4,),)),
    *(Case(Activation(name), ((4, 3),)) for name in ACTIVATIONS),
    Case(Embedding(7, 3), ((4,),), whole=7),
    *(
        Case(Conv2D(4, (2, 3), strides=strides, padding=padding), IMAGE)
        for strides in ((1, 1), (2, 1), (2, 3))
        for padding in ("valid", "same")
    ),
    Case(Conv2D(4, (2, 3), dilation_rate=(2, 1)), IMAGE),
    Case(Conv2D(4, (2, 3), dilation_rate=(1, 2), padding="same"), IMAGE),
    Case(Conv2D(4, (2, 3), groups=2), IMAGE),
    Case(Conv2D(4, (2, 3), use_bias=False, activation="relu"), IMAGE),
    *(
        Case(kind(size, strides, padding), IMAGE)
        for kind in (MaxPooling2D, AveragePooling2D)
        for size, strides in (((2, 3), None), ((2, 3), (1, 2)), ((3, 2), (3, 3)))
        for padding in ("valid", "same")
    ),
    Case(GlobalAveragePooling2D(), IMAGE),
    Case(GlobalAveragePooling2D(keepdims=True), IMAGE),
    Case(BatchNormalization(), IMAGE),
    Case(BatchNormalization(axis=1), IMAGE),
    Case(BatchNormalization(), ((4,),)),
    Case(BatchNormalization(center=False), ((4,),)),
    Case(BatchNormalization(scale=False), ((4,),)),
    Case(Dropout(0.4), ((4, 3),)),
    Case(Dropout(0.0), ((4, 3),)),
    Case(Flatten(), IMAGE),
    Case(Reshape((6, 20)), IMAGE),
    Case(Reshape((-1, 2)), IMAGE),
    Case(Add(), ((4, 3), (4, 3))),
    Case(Add(), ((4, 3), (1, 3), (4, 1))),
    Case(Concatenate(), ((4, 3), (4, 2))),
    Case(Concatenate(axis=1), ((4, 3), (2, 3), (1, 3))),
    *(
        Case(kind(2, **options), ROWS)
        for kind in (SimpleRNN, LSTM)
        for options in (
            {},
            {"return_sequences": True},
            {"go_backwards": True},
            {"go_backwards": True, "return_sequences": True},
            {"use_bias": False},
            {"activation": "sigmoid"},
            {"dropout": 0.3},
            {"recurrent_dropout": 0.3},
        )
    ),
    Case(LSTM(2, unit_forget_bias=False, recurrent_activation="tanh"), ROWS),
)

WITHOUT_CASES = {Input}  # data enters there: it computes nothing
