"""A graph made ready to run: its weights in flat vectors, its steps as ops."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import Fitted
from netbuilder.data.finite import gaps_in
from netbuilder.engine.budget import need_memory
from netbuilder.engine.choices import UNMEASURED, Choices
from netbuilder.engine.diagnosis import REMEDY, trouble
from netbuilder.engine.heads import Head
from netbuilder.engine.kernels.threads import SILENT
from netbuilder.engine.monitors import directed
from netbuilder.engine.optimizers import Passes, State, advance, finish
from netbuilder.engine.parameters import Key, Parameters
from netbuilder.engine.program import Program
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.steps import lower
from netbuilder.errors import N_, DataError, Message, TrainingError, listed
from netbuilder.files import DiskArray
from netbuilder.graph import Graph, Report, check
from netbuilder.kinds import Shape
from netbuilder.layers import Input, Weight

PREDICTION_BATCH = 256
KINDS = {"U": "text", "S": "text", "T": "text", "O": "objects", "c": N_("complex numbers"), "M": "dates", "m": "times"}


class Observer(Protocol):
    """Something that looks at a model around a step."""

    def before_step(self, model: Model) -> None:
        """The gradients are there, the weights not yet changed."""

    def after_step(self, model: Model) -> None:
        """The weights are changed; the gradients may have been used as room to work in."""


class Model:
    """What `compile_model` makes. Inputs and outputs are in the order of the graph's names.

    `train_batch` takes one step; `predict` and `evaluate_batch` change nothing. The optimizer's memory
    lives here too, so that training can go on where it stopped.
    """

    def __init__(self, graph: Graph, report: Report, settings: TrainingSettings, dtype: Any, kernels: bool) -> None:
        self.graph, self.report, self.settings = graph, report, settings
        self.input_shapes = {name: report.shapes[name][0] for name in graph.input_names}
        self.output_shapes = {name: report.shapes[name][0] for name in graph.output_names}
        self.steps = lower(graph, report.shapes)
        weights, trainable = _weights(graph, report)
        self.parameters = Parameters(weights, trainable, dtype)
        self.has_kernels = kernels
        self.compiled = False  # whether compiled kernels compute
        self.choices = UNMEASURED
        self._passes: Passes | None = None  # what takes the place of NumPy's
        self.seed = drawn_seed() if settings.seed is None else settings.seed
        self.streams = _streams(graph, self.seed)
        self.losses = [settings.loss_of(i) for i in range(len(graph.output_names))]
        self.loss_weights = settings.loss_weights or (1.0,) * len(self.losses)
        self.callbacks = directed(settings, graph.output_names)
        self.optimizer_state = State(settings.optimizer, self.parameters)
        # What layers keep from batch to batch, such as the state of a stateful LSTM.
        self.memories: dict[str, dict[str, Array]] = {name: {} for name in graph.nodes}
        self._whole = self.steps.whole_inputs()
        self._programs: dict[str, Program] = {}
        self._regularized = _with(self.parameters, "regularizer")
        self._constrained = _with(self.parameters, "constraint")
        self._states = [
            view for key, view in self.parameters.views.items() if not self.parameters.weights[key].trainable
        ]
        self.observer: Observer | None = None
        self.fitted: Fitted | None = None  # how its data was prepared, where that is known

    def program(self, purpose: str) -> Program:
        """The plan for "train", "evaluate" (with losses), "predict" or "glance" (at one sample), built when needed."""
        if purpose not in self._programs:
            losses = () if purpose in ("predict", "glance") else self.losses
            self._programs[purpose] = Program(
                self.steps,
                self.parameters,
                self.streams,
                losses,
                purpose == "train",
                self.has_kernels,
                self.memories,
                purpose == "glance",
                self.compiled,
                self.choices,
            )
        return self._programs[purpose]

    def use_compiled(self, on: bool = True, choices: Choices = UNMEASURED) -> None:
        """Computes with compiled kernels, which must be ready, from the next batch on; or no longer.

        `choices` are what was measured on this machine.
        """
        if (on, choices) != (self.compiled, self.choices):
            self.compiled, self.choices, self._passes = on, choices, None
            self._programs.clear()
            if on and self.parameters.dtype == np.float32:
                from netbuilder.engine.kernels.compiled.optimizing import CompiledPasses  # only now: it imports Numba

                self._passes = CompiledPasses(self.settings.optimizer)

    def predict(self, inputs: Sequence[Array], batch_size: int = PREDICTION_BATCH) -> list[Array]:
        """The outputs for arrays with one sample a row."""
        if len(inputs) and inputs[0].shape[:1] == (1,):
            return self._glance(inputs)
        parts = list(self.predict_batches(inputs, batch_size))
        if not parts:
            return [
                np.empty((0, *(dim or 0 for dim in shape)), self.parameters.dtype)
                for shape in self.output_shapes.values()
            ]
        return parts[0] if len(parts) == 1 else [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]

    def _glance(self, inputs: Sequence[Array]) -> list[Array]:
        """The outputs for one sample, by a plan that has the least to do for it."""
        self.check_inputs(inputs)
        self.begin_pass()
        return self._outputs(self.program("glance"), inputs)

    def predict_batches(self, inputs: Sequence[Array], batch_size: int = PREDICTION_BATCH) -> Iterator[list[Array]]:
        """The outputs batch by batch; the arrays are the caller's own."""
        self.check_inputs(inputs)
        self.begin_pass()
        program = self.program("predict")
        for start in range(0, len(inputs[0]), batch_size):
            yield self._outputs(program, [x[start : start + batch_size] for x in inputs])

    def _outputs(self, program: Program, inputs: Sequence[Array]) -> list[Array]:
        with np.errstate(**SILENT), program.alone(self.settings.deterministic):
            program.forward(self.cast(inputs))
        return [np.array(y) for y in program.outputs()]

    def cast(self, inputs: Sequence[Array]) -> list[Array]:
        """The inputs in the model's kind of numbers; whole numbers stay so where only such are read."""
        dtype = self.parameters.dtype
        return [x.astype(dtype) if self._is_cast(number, x) else x for number, x in enumerate(inputs)]

    def cast_bytes(self, inputs: Sequence[Array]) -> int:
        """How many bytes `cast` takes for copies; rows on disk are cast as they are read."""
        dtype = self.parameters.dtype
        return sum(
            x.size * dtype.itemsize
            for number, x in enumerate(inputs)
            if self._is_cast(number, x) and not isinstance(x, DiskArray)
        )

    def _is_cast(self, number: int, x: Array) -> bool:
        return x.dtype != self.parameters.dtype and not (number in self._whole and x.dtype.kind in "biu")

    def check_inputs(self, inputs: Sequence[Array]) -> None:
        """Raises DataError unless there is one array of numbers of the right shape for each input."""
        if len(inputs) != len(self.input_shapes):
            raise DataError(
                "the network has {count} inputs ({names}), got {given} arrays",
                count=len(self.input_shapes),
                names=listed(self.input_shapes),
                given=len(inputs),
            )
        for (name, shape), x in zip(self.input_shapes.items(), inputs, strict=True):
            need_samples(x, name)
            if not fits(x.shape[1:], shape):
                raise DataError(
                    "{name} takes samples of shape {shape}, got {given}", name=name, shape=shape, given=x.shape[1:]
                )
            if len(x) != len(inputs[0]):
                raise DataError(
                    "the inputs differ in their number of samples: {name} has {count}", name=name, count=len(x)
                )

    def train_batch(self, inputs: Sequence[Array], labels: Sequence[Array], weights: Array | None = None) -> float:
        """Takes one step; returns the loss before it, penalties included.

        `weights` count samples (one array for all outputs, or one an output). Raises TrainingError that names the
        layer, and leaves the weights, when the loss or a gradient is not finite.
        """
        with np.errstate(**SILENT), self.program("train").alone(self.settings.deterministic):
            return self._train_batch(inputs, labels, weights)

    def _train_batch(self, inputs: Sequence[Array], labels: Sequence[Array], weights: Array | None) -> float:
        program, parameters = self.program("train"), self.parameters
        before = [state.copy() for state in self._states]
        program.forward(inputs)
        losses = program.losses(labels, weights, program.masks())
        program.backward(self.loss_weights)
        total = sum(value * weight for value, weight in zip(losses, self.loss_weights, strict=True))
        total += program.penalty() + self.penalize()
        if not math.isfinite(total) or not _finite(parameters.gradients):
            for state, kept in zip(self._states, before, strict=True):
                state[...] = kept
            self._need_finite_batch(inputs, labels)
            raise trouble(program, losses)
        self.losses_of_batch = losses
        observer = self.observer
        if observer is not None:
            observer.before_step(self)
        advance(self.settings.optimizer, self.optimizer_state, parameters.values, parameters.gradients, self._passes)
        self._constrain()
        if observer is not None:
            observer.after_step(self)
        return total

    def _need_finite_batch(self, inputs: Sequence[Array], labels: Sequence[Array]) -> None:
        """Raises TrainingError where it is the data that is not finite."""
        named = [*zip(self.input_shapes, inputs, strict=True)]
        named += [(f"{name} (labels)", y) for name, y in zip(self.output_shapes, labels, strict=True)]
        for name, array in named:
            gaps = gaps_in(array)
            if gaps is not None:
                raise TrainingError(
                    "a batch for {name} holds {count} values that are not finite numbers. Repair those samples, or "
                    "leave them out",
                    name=name,
                    count=gaps.count,
                )

    def need_finite(self, remedy: str = REMEDY) -> None:
        """Raises TrainingError that names the first weight that holds NaN or infinity, and says what to do."""
        with np.errstate(**SILENT):
            if _finite(self.parameters.values) and _finite(self.parameters.fixed):
                return
        for node, name, view in self.parameters:
            if not np.isfinite(view).all():
                raise TrainingError(
                    "the weights {name} are not finite numbers. {remedy}", name=f"{node}/{name}", remedy=remedy
                )

    def _constrain(self) -> None:
        for key in self._constrained:
            view = self.parameters.views[key]
            view[...] = self.parameters.weights[key].constraint.apply(view)  # type: ignore[union-attr]

    def finish(self) -> None:
        """What the optimizer does when training ends: with `use_ema` the weights become their averages."""
        finish(self.settings.optimizer, self.optimizer_state, self.parameters)

    def draw_anew(self, first: int) -> None:
        """Other random numbers than the first run's, for one that goes on after so many epochs."""
        for name, stream in _streams(self.graph, self.seed, first).items():
            self.streams[name].bit_generator.state = stream.bit_generator.state

    def begin_pass(self) -> None:
        """Forgets what layers kept from batch to batch: each pass over the data begins anew."""
        for memory in self.memories.values():
            memory.clear()

    def evaluate_batch(self, inputs: Sequence[Array], labels: Sequence[Array], weights: Array | None = None) -> float:
        """The loss of a batch, penalties included."""
        program = self.program("evaluate")
        with np.errstate(**SILENT), program.alone(self.settings.deterministic):
            program.forward(inputs)
            self.losses_of_batch = program.losses(labels, weights, program.masks())
        total = sum(value * weight for value, weight in zip(self.losses_of_batch, self.loss_weights, strict=True))
        return total + program.penalty() + self.penalties()

    def gradients(
        self, inputs: Sequence[Array], labels: Sequence[Array], weights: Array | None = None
    ) -> dict[Key, Array]:
        """The gradient of every trainable weight for a batch, as views; takes no step."""
        program = self.program("train")
        program.forward(inputs)
        program.losses(labels, weights, program.masks())
        program.backward(self.loss_weights)
        self.penalize()
        return self.parameters.gradient_views

    def heads(self, purpose: str) -> list[Head]:
        """The heads of a plan, one for each output."""
        return self.program(purpose).heads

    def penalties(self) -> float:
        """What the regularizers add to the loss."""
        total = 0.0
        for key in self._regularized:
            regularizer = self.parameters.weights[key].regularizer
            total += regularizer.penalty(self.parameters.views[key]) if regularizer is not None else 0.0
        return total

    def penalize(self) -> float:
        """Adds the penalties' gradients; returns what they add to the loss."""
        for key in self._regularized:
            regularizer = self.parameters.weights[key].regularizer
            if regularizer is not None and key in self.parameters.gradient_views:
                self.parameters.gradient_views[key] += regularizer.gradient(self.parameters.views[key])
        return self.penalties()


def compile_model(
    graph: Graph,
    settings: TrainingSettings | None = None,
    sample_shapes: Mapping[str, Shape] | None = None,
    dtype: Any = np.float32,
    kernels: bool = True,
    initialize: bool = True,
) -> Model:
    """A model with freshly drawn weights; raises TrainingError that lists what is wrong with the graph.

    Raises NoMemory, before any is taken, where the weights do not fit.

    `sample_shapes` closes axes that an Input leaves open; `kernels=False` runs the layers' own code only.
    """
    closed = with_input_shapes(graph.active, sample_shapes or {})
    report = check(closed)
    if report.errors:
        raise TrainingError("{problems}", problems=listed(report.errors, "; "))
    needed = np.dtype(dtype).itemsize * report.total.parameters
    need_memory(Message("holding the weights of this network"), needed)
    model = Model(closed, report, settings or TrainingSettings(), dtype, kernels)
    if initialize:
        model.parameters.initialize(model.seed)
    return model


def with_input_shapes(graph: Graph, shapes: Mapping[str, Shape]) -> Graph:
    """The graph with the open axes of its inputs closed by the shapes of real samples."""
    for name in graph.input_names:
        layer = graph[name].layer
        shape = shapes.get(name)
        if isinstance(layer, Input) and shape is not None and None in layer.shape and fits(shape, layer.shape):
            graph = graph.with_nodes(graph[name].replace(layer=layer.replace(shape=shape)))
    return graph


def need_samples(x: Array, name: str) -> None:
    """Raises DataError for what is no array of numbers with one sample a row."""
    if x.dtype.kind not in "biuf":
        raise DataError(
            "{name} takes numbers, but the data holds {kind}. Turn it into numbers first",
            name=name,
            kind=KINDS.get(x.dtype.kind, x.dtype.name),
        )
    if not x.ndim:
        raise DataError("{name} takes one sample a row, but the data is a single number", name=name)


def fits(given: Shape, declared: Shape) -> bool:
    """Whether samples of a shape may enter an input; an open axis takes any size."""
    return len(given) == len(declared) and all(d is None or g == d for g, d in zip(given, declared, strict=True))


def _weights(graph: Graph, report: Report) -> tuple[dict[Key, Weight], set[Key]]:
    """Every weight in the graph's order, and which of them training changes."""
    found: dict[Key, Weight] = {}
    trainable: set[Key] = set()
    needed = graph.upstream(graph.output_names)
    for name in graph.order:
        node = graph[name]
        if node.shares or name not in needed:
            continue
        shapes = [report.shapes[port.node][port.output] for port in node.inputs]
        for key, weight in node.layer.weights(*shapes).items():
            found[name, key] = weight
            if weight.trainable and node.layer.trainable:
                trainable.add((name, key))
    return found, trainable


def _with(parameters: Parameters, attribute: str) -> list[Key]:
    return [key for key in parameters.weights if getattr(parameters.weights[key], attribute) is not None]


def drawn_seed() -> int:
    """A seed for a run that was given none, so that it can be told and the run repeated."""
    return int(np.random.SeedSequence().generate_state(1)[0])


def _streams(graph: Graph, seed: int, first: int = 0) -> dict[str, np.random.Generator]:
    """A stream of random numbers for each node: its own seed's, or one made of the run's seed and its name.

    `first` makes other ones, for a run that goes on after so many epochs.
    """
    streams = {}
    for name, node in graph.nodes.items():
        own = getattr(node.layer, "seed", None)
        words = [own] if own is not None else [zlib.crc32(name.encode()), seed]
        words += [first] if first else []
        streams[name] = np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))
    return streams


def _finite(gradients: Array) -> bool:
    """Whether all are finite. The sum of squares tells at once; only when it overflows is each one looked at."""
    return math.isfinite(float(np.dot(gradients, gradients))) or bool(np.isfinite(gradients).all())
