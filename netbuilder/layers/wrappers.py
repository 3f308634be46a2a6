"""Layers around a layer: Bidirectional and TimeDistributed."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.base import Backward, Layer, Mask, Run, Weight, Weights, layer
from netbuilder.layers.core import Dense
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.sequences import Recurrent
from netbuilder.spec import param

FORWARD, BACKWARD = "forward_", "backward_"


@layer("recurrent")
class Bidirectional(Layer):
    """Reads a sequence from both ends with two recurrent layers and joins what they found."""

    advice = "Where the whole sequence is there before an answer is asked for, as in text. It doubles weights and time."

    uses_mask = True
    keeps_mask = True
    input_names = ("sequences", "initial_state")

    layer: Layer = param(start=LSTM(32), doc="The layer that reads from the beginning.")
    merge_mode: str | None = param(
        default="concat",
        choices=("concat", "sum", "ave", "mul"),
        doc="How both outputs are joined; none gives both.",
        brief="{}",
    )
    backward_layer: Layer | None = param(
        default=None, doc="The layer that reads from the end; none takes the first one, reversed.", advanced=True
    )

    def validate(self) -> None:
        _freeze_whole(self, "layer", *(["backward_layer"] if self.backward_layer is not None else []))
        first, second = self.layer, self.backward_layer
        if not isinstance(first, Recurrent):
            raise FieldError("layer", "must be a recurrent layer, got {kind}", kind=type(first).__name__)
        # One way to say it: how padding comes out is not theirs to choose, and what is usual is not told.
        first = first.replace(zero_output_for_mask=False)
        object.__setattr__(self, "layer", first)
        if second is None:
            return
        if not isinstance(second, Recurrent) or second.go_backwards == first.go_backwards:
            raise FieldError("backward_layer", "must be a recurrent layer that reads the other way")
        if (second.return_sequences, second.return_state) != (first.return_sequences, first.return_state):
            raise FieldError("backward_layer", "must return what the first layer returns")
        second = second.replace(zero_output_for_mask=False)
        usual = second == first.replace(go_backwards=second.go_backwards)
        object.__setattr__(self, "backward_layer", None if usual else second)

    @property
    def most_inputs(self) -> int:  # type: ignore[override]
        """The sequence and each state of both layers."""
        return 1 + sum(part.states for part in self.parts)

    @property
    def other_way(self) -> Layer:
        """The layer that reads from the end."""
        turned = not self.layer.go_backwards  # type: ignore[attr-defined]
        return self.backward_layer or self.layer.replace(go_backwards=turned)

    @property
    def parts(self) -> tuple[Recurrent, Recurrent]:
        """Both layers, as they compute: padding in a returned sequence is 0, as in Keras."""
        first, second = (
            part.replace(zero_output_for_mask=part.return_sequences)  # type: ignore[attr-defined]
            for part in (self.layer, self.other_way)
        )
        return first, second  # type: ignore[return-value]

    def keras_call(self, count: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (0,), {"initial_state": tuple(range(1, count))} if count > 1 else {}

    def output_shape(self, *inputs: Shape) -> Shape:
        return self.output_shapes(*inputs)[0]

    @property
    def gives_several(self) -> bool:
        return self.merge_mode is None or self.layer.gives_several

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        (y, *states), (back, *back_states) = (part.output_shapes(*given) for given, part in self._apart(inputs))
        if self.merge_mode is None:
            return y, back, *states, *back_states
        if self.merge_mode == "concat":
            return (*y[:-1], (y[-1] or 0) + (back[-1] or 0)), *states, *back_states
        if y != back:
            raise ShapeError("joins outputs of one shape, got {first} and {second}", first=y, second=back)
        return y, *states, *back_states

    def _apart(self, inputs: tuple[Any, ...]) -> tuple[tuple[tuple[Any, ...], Recurrent], ...]:
        """What each of both layers reads, and the layer."""
        first, second = self.parts
        states = inputs[1:]
        if not states:
            return (inputs, first), (inputs, second)
        if len(states) != first.states + second.states:
            raise ShapeError(
                "takes {count} first states or none, got {given}",
                count=first.states + second.states,
                given=len(states),
            )
        half = first.states
        return ((inputs[0], *states[:half]), first), ((inputs[0], *states[half:]), second)

    def output_masks(self, inputs: tuple[Array, ...], masks: tuple[Mask, ...]) -> tuple[Mask, ...]:
        if not self.parts[0].return_sequences:
            return ()
        return (masks[0],) * (2 if self.merge_mode is None else 1)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        first, second = (
            {key: weight if part.trainable else weight.frozen() for key, weight in part.weights(inputs[0]).items()}
            for part in self.parts
        )
        return _prefixed(FORWARD, first) | _prefixed(BACKWARD, second)

    def keras_paths(self, names: tuple[str, ...]) -> dict[str, str]:
        found = {}
        for prefix, folder, part in zip(
            (FORWARD, BACKWARD), ("forward_layer", "backward_layer"), self.parts, strict=True
        ):
            own = tuple(name.removeprefix(prefix) for name in names if name.startswith(prefix))
            found.update({prefix + name: f"{folder}/{path}" for name, path in part.keras_paths(own).items()})
        return found

    def operations(self, *inputs: Shape) -> int:
        return sum(part.operations(inputs[0]) for part in self.parts)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Any, Backward]:
        results: list[tuple[tuple[Array, ...], Backward]] = []
        for prefix, (given, part) in zip((FORWARD, BACKWARD), self._apart(inputs), strict=True):
            memory = {k.removeprefix(prefix): v for k, v in run.memory.items() if k.startswith(prefix)}
            own = Run(run.training, run.rng, run.masks[:1], memory)
            result, back = part.forward(_own(prefix, weights), *given, run=own)
            run.memory.update(_prefixed(prefix, own.memory))
            results.append((result if isinstance(result, tuple) else (result,), back))
        (first, back_first), (second, back_second) = results
        turned = self.parts[0].return_sequences
        y: Array = first[0]
        y_back: Array = second[0][:, ::-1] if turned else second[0]
        joined, apart = _joined(self.merge_mode, y, y_back)

        def backward(*dys: Array) -> Any:
            heads = 2 if self.merge_mode is None else 1
            dy, dback = apart(*dys[:heads])
            states = dys[heads:]
            half = len(first) - 1
            dfirst, own = back_first(dy, *states[:half])
            dsecond, other = back_second(dback[:, ::-1] if turned else dback, *states[half:])
            gradients = _prefixed(FORWARD, own) | _prefixed(BACKWARD, other)
            dx: Any = dfirst[0]
            return (dx + dsecond[0], *dfirst[1:], *dsecond[1:]), gradients

        outputs = (*joined, *first[1:], *second[1:])
        return (outputs if len(outputs) > 1 else outputs[0]), backward


def _joined(mode: str | None, a: Array, b: Array) -> tuple[tuple[Array, ...], Any]:
    """Both outputs as one, and the function that gives each its gradient."""
    if mode is None:
        return (a, b), lambda da, db: (da, db)
    if mode == "concat":
        cut = a.shape[-1]
        return (np.concatenate([a, b], axis=-1),), lambda dy: (dy[..., :cut], dy[..., cut:])
    if mode == "mul":
        return (a * b,), lambda dy: (dy * b, dy * a)
    share = a.dtype.type(0.5 if mode == "ave" else 1)
    return ((a + b) * share,), lambda dy: (dy * share, dy * share)


def _prefixed(prefix: str, items: Any) -> dict[str, Any]:
    return {prefix + name: item for name, item in items.items()}


def _own(prefix: str, weights: Weights) -> dict[str, Array]:
    return {name.removeprefix(prefix): array for name, array in weights.items() if name.startswith(prefix)}


def _freeze_whole(wrapper: Layer, *fields: str) -> None:
    """One way to say that nothing inside of a wrapper is trained: it is the wrapper that is not.

    Keras goes by what the layer inside says, and tells it when the wrapper is told.
    """
    parts = [getattr(wrapper, field) for field in fields]
    if wrapper.trainable and any(part.trainable for part in parts):
        return
    object.__setattr__(wrapper, "trainable", False)
    for field, part in zip(fields, parts, strict=True):
        object.__setattr__(wrapper, field, part.replace(trainable=True))


@layer("recurrent")
class TimeDistributed(Layer):
    """Applies one layer to every step of a sequence, with the same weights."""

    advice = "For a layer that knows nothing of time, applied to every step: a convolution to each frame of a video."

    uses_mask = True
    keeps_mask = True

    layer: Layer = param(start=Dense(32), doc="The layer applied to each step.")

    def validate(self) -> None:
        inner = self.layer
        if inner.fewest_inputs != 1 or (isinstance(inner, Recurrent) and (inner.stateful or inner.return_state)):
            raise FieldError("layer", "must have one input and one output, and no state of its own")
        _freeze_whole(self, "layer")

    def output_shape(self, *inputs: Shape) -> Shape:
        shape = inputs[0]
        if len(shape) < 2:
            raise ShapeError("expects a sequence (steps, …), got {shape}", shape=shape)
        return (shape[0], *self.layer.output_shape(shape[1:]))

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        return self.layer.weights(inputs[0][1:])

    def keras_paths(self, names: tuple[str, ...]) -> dict[str, str]:
        return {name: f"layer/{path}" for name, path in self.layer.keras_paths(names).items()}

    def operations(self, *inputs: Shape) -> int:
        return (inputs[0][0] or 1) * self.layer.operations(inputs[0][1:])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Any, Backward]:
        (x,) = inputs
        layer = self.layer if self.trainable else self.layer.frozen()
        mask = run.mask()
        # A mask of steps concerns later layers; one of what is inside a step concerns the layer.
        inner = mask if mask is not None and mask.ndim > 2 else None
        if layer.trainable and any(not weight.trainable for weight in layer.weights(x.shape[2:]).values()):
            return self._one_by_one(weights, x, inner, run)
        count, steps = x.shape[:2]
        masks = () if inner is None else (inner.reshape(count * steps, *inner.shape[2:]),)
        own = Run(run.training, run.rng, masks)
        flat, back = layer.forward(weights, x.reshape(count * steps, *x.shape[2:]), run=own)

        def backward(dy: Array) -> Any:
            (dx,), gradients = back(dy.reshape(flat.shape))
            return (None if dx is None else dx.reshape(x.shape),), gradients

        return flat.reshape(count, steps, *flat.shape[1:]), backward

    def _one_by_one(self, weights: Weights, x: Array, mask: Mask, run: Run) -> tuple[Any, Backward]:
        """For a layer that keeps statistics, such as BatchNormalization: each step is a batch of its own."""
        parts = [
            self.layer.forward(weights, x[:, t], run=Run(run.training, run.rng, () if mask is None else (mask[:, t],)))
            for t in range(x.shape[1])
        ]

        def backward(dy: Array) -> Any:
            found = [back(dy[:, t]) for t, (_, back) in enumerate(parts)]
            gradients = {name: sum(part[1][name] for part in found) for name in found[0][1]}
            steps: list[Any] = [part[0][0] for part in found]
            return (np.stack(steps, axis=1),), gradients

        return np.stack([y for y, _ in parts], axis=1), backward
