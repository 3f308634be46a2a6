"""A graph as Keras's config: the JSON in .keras and .h5 files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from netbuilder.engine.callbacks import Callback
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import FittingAccuracy, Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule
from netbuilder.engine.settings import TrainingSettings
from netbuilder.formats.keras.compiled import by_output
from netbuilder.formats.keras.own_layers import need_of_keras
from netbuilder.graph import Functional, Graph, Port, Report, check
from netbuilder.graph.keras_order import keras_order
from netbuilder.graph.nested import frozen
from netbuilder.kinds import Shape
from netbuilder.layers import Input, Layer
from netbuilder.layers.base import part_of
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed
from netbuilder.spec import Spec

MODULES: dict[type[Spec], str] = {
    Layer: "keras.layers",
    Initializer: "keras.initializers",
    Regularizer: "keras.regularizers",
    Constraint: "keras.constraints",
    Loss: "keras.losses",
    Metric: "keras.metrics",
    Optimizer: "keras.optimizers",
    Schedule: "keras.optimizers.schedules",
    Callback: "keras.callbacks",
}


# .h5 files find classes by the name that they have in Keras's source, not by that under which it shows them.
UNDER_OTHER_NAMES = {"GroupQueryAttention": "GroupedQueryAttention"}
# Keras 3.0 to 3.6 find it by no other name, and later ones by this one too.
OLDER_NAMES = {"Orthogonal": "OrthogonalInitializer"}


def module_of(value: Spec) -> str:
    """The Keras module that a declared value's class lives in."""
    return next(module for base, module in MODULES.items() if isinstance(value, base))


def keras_class(value: Spec) -> str:
    """The name of the Keras class of a declared value."""
    if isinstance(value, Functional):
        return "Sequential" if value.graph.is_chain else "Functional"
    name = type(value).__name__
    return "InputLayer" if isinstance(value, Input) else OLDER_NAMES.get(name, name)


def fields_as_keras(value: Spec) -> dict[str, Any]:
    """The fields that differ from their defaults, as Keras's JSON: so older releases read the file. And those that
    Keras looks up in any case."""
    config = {}
    changed = set(value.changed_fields())
    for field in value.fields():
        if field.keras and not field.call and (field in changed or field.in_config):
            item = part_of(value, field.name)  # Keras trains what is inside of a frozen layer and does not say so
            config[field.keras] = as_keras(item) if isinstance(item, Spec) else field.kind.to_json(item)
    if isinstance(value, Bidirectional):
        # Always told, as Keras does: of a layer that it turns round itself, Keras 3 takes now and then another one.
        back = value.other_way if value.trainable else value.other_way.frozen()
        config["backward_layer"] = as_keras(back)
    return config


def as_keras(value: Spec) -> dict[str, Any]:
    """A declared value as a Keras object in JSON."""
    value = value.for_keras() if isinstance(value, Schedule) else value
    need_of_keras(value)
    return {
        "module": module_of(value),
        "class_name": keras_class(value),
        "config": fields_as_keras(value),
        "registered_name": None,
    }


def model_config(graph: Graph, name: str, legacy: bool = False) -> dict[str, Any]:
    """The whole model: Sequential where the graph is a chain, else Functional. `legacy` is the form of .h5 files."""
    report = check(graph)
    order = keras_order(graph)
    if _is_sequential(graph, legacy):
        layers = [_layer(graph, node, report, legacy) for node in order]
        model: dict[str, Any] = {"class_name": "Sequential", "config": {"name": name, "layers": layers}}
        return model if legacy else {"module": "keras", **model, "registered_name": None}
    places = _Places(graph)
    layers = []
    for owner in order:
        layer = _layer(graph, owner, report, legacy)
        calls = [_call(graph, call, places, report, legacy) for call in places.calls[owner]]
        layers.append({**layer, "name": owner, "inbound_nodes": [call for call in calls if call]})
    config = {
        "name": name,
        "layers": layers,
        "input_layers": _ends([places.of(Port(node)) for node in graph.input_names], legacy),
        "output_layers": _ends([places.at_end(Port(node), legacy) for node in graph.output_names], legacy),
    }
    if legacy:
        return {"class_name": "Functional", "config": config}
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": config,
        "registered_name": "Functional",
    }


def _is_sequential(graph: Graph, legacy: bool) -> bool:
    """Whether a model is written as a Sequential one.

    In .h5 files the ends of a Functional model are lists, which Keras 3.0 needs there, and no layer of a Sequential
    model takes a list: a chain with a Functional model in it is one itself.
    """
    inside = (node.layer.graph for node in graph.nodes.values() if isinstance(node.layer, Functional))
    return graph.is_chain and not (legacy and any(not _is_sequential(inner, legacy) for inner in inside))


class _Places:
    """Where Keras finds each output: layer, number of the call, number of the output."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.calls: dict[str, list[str]] = {}
        self._at: dict[str, tuple[str, int]] = {}
        for name in graph.order:
            owner = graph[name].shares or name
            calls = self.calls.setdefault(owner, [])
            self._at[name] = (owner, len(calls))
            calls.append(name)

    def of(self, port: Port) -> list[Any]:
        """[layer, call, output]"""
        return [*self._at[port.node], port.output]

    def at_end(self, port: Port, legacy: bool) -> list[Any]:
        """The same at the end of a model, where Keras counts the calls of a Functional model from 1."""
        name, call, output = self.of(port)
        layer = self._graph[name].layer
        counted = isinstance(layer, Functional) and not _is_sequential(layer.graph, legacy)
        return [name, call + counted, output]


def _layer(graph: Graph, name: str, report: Report, legacy: bool) -> dict[str, Any]:
    layer = graph[name].layer
    if isinstance(layer, Functional):
        inside, _ = layer.report(tuple(report.shapes[port.node][port.output] for port in graph[name].inputs))
        # Keras goes by what each layer inside says, as after `model.trainable = False`, which it tells all of them.
        described = model_config(inside if layer.trainable else frozen(inside), name, legacy)
        if not layer.trainable:
            described["config"]["trainable"] = False
        return described
    if isinstance(layer, Input):
        config: dict[str, Any] = {"batch_shape": [None, *layer.shape], "dtype": layer.dtype}
    else:
        config = fields_as_keras(layer)
    kind = keras_class(layer)
    if legacy:
        kind = UNDER_OTHER_NAMES.get(kind, kind)
    if isinstance(layer, TimeDistributed) and isinstance(layer.layer, Functional):
        (shape,) = (report.shapes[port.node][port.output] for port in graph[name].inputs)
        inside, _ = layer.layer.report((shape[1:],))
        config["layer"] = model_config(inside if layer.trainable else frozen(inside), f"{name}_layer")
        config["layer"]["config"]["trainable"] = layer.trainable
    described = {"class_name": kind, "config": {"name": name, **config}}
    if legacy:
        if type(config.get("axis")) is int:
            described["config"]["axis"] = [config["axis"]]  # of .h5 files, Keras 3.0 heeds no other form
        return described
    return {"module": "keras.layers", **described, "registered_name": None}


def _call(graph: Graph, name: str, places: _Places, report: Report, legacy: bool) -> Any:
    node = graph[name]
    if not node.inputs:
        return None
    arguments, named = node.layer.keras_call(len(node.inputs))
    told = {field.keras: getattr(node.layer, field.name) for field in node.layer.changed_fields() if field.call}
    ports = node.inputs
    if legacy and len(arguments) == 1 and not named and not told:  # the old form has one argument: a tensor or a list
        return [[*places.of(ports[i]), {}] for i in flat_numbers(arguments)]
    tensors = [_tensor(places.of(port), report.shapes[port.node][port.output], graph) for port in ports]
    return {
        "args": [nested(value, tensors.__getitem__) for value in arguments],
        "kwargs": {name: nested(value, tensors.__getitem__) for name, value in named.items()} | told,
    }


def nested(numbers: Any, one: Callable[[int], Any]) -> Any:
    """Numbers of inputs, in tuples as Keras nests them, each turned into something."""
    return one(numbers) if isinstance(numbers, int) else [nested(number, one) for number in numbers]


def flat_numbers(numbers: Any) -> Iterator[int]:
    """The numbers of inputs in order, wherever they are nested."""
    if isinstance(numbers, int):
        yield numbers
        return
    for number in numbers:
        yield from flat_numbers(number)


def _tensor(place: list[Any], shape: Shape, graph: Graph) -> dict[str, Any]:
    layer = graph[place[0]].layer
    dtype = layer.dtype if isinstance(layer, Input) else "float32"
    return {
        "class_name": "__keras_tensor__",
        "config": {"shape": [None, *shape], "dtype": dtype, "keras_history": place},
    }


def _ends(places: list[list[Any]], legacy: bool) -> Any:
    """One tensor stands by itself, several in a list: what `fit` of Keras 3.15 expects."""
    return places[0] if len(places) == 1 and not legacy else places


def compile_config(training: TrainingSettings, outputs: tuple[str, ...]) -> dict[str, Any]:
    """Loss, optimizer and metrics as `compile` was told them."""
    count = len(outputs)
    losses = [loss_as_keras(training.loss_of(i)) for i in range(count)]
    return {
        "optimizer": as_keras(training.optimizer),
        "loss": losses[0] if count == 1 else losses,
        "loss_weights": list(training.loss_weights) or None,
        "metrics": _metrics_as_keras(training.metrics, count),
        "weighted_metrics": _metrics_as_keras(training.weighted_metrics, count),
        "run_eagerly": False,
        "steps_per_execution": 1,
        "jit_compile": False,
    }


def loss_as_keras(loss: Loss) -> Any:
    """A loss by name where it has only defaults."""
    need_of_keras(loss)
    return as_keras(loss) if loss.changed_fields() or not loss.known_by_name else loss.snake()


def _metrics_as_keras(metrics: tuple[Metric, ...], outputs: int) -> Any:
    """A list for a single output, a list of lists for several; nothing where there are none."""
    each = [[metric_as_keras(metric) for metric in own] for own in by_output(metrics, outputs)]
    return (each[0] if outputs == 1 else each) if metrics else None


def metric_as_keras(metric: Metric) -> Any:
    """A metric by name where Keras knows it by one alone; else with its name, which Keras would number."""
    if isinstance(metric, FittingAccuracy):
        return metric.log_name()
    made = as_keras(metric)
    return {**made, "config": {**made["config"], "name": metric.log_name()}}
