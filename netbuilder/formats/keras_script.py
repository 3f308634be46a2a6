"""The equivalent Keras 3 script: data, preparation, model, compile, fit, evaluate, save. It runs as it stands."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from netbuilder.engine.metrics import AUC, FittingAccuracy
from netbuilder.engine.settings import TrainingSettings
from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.keras_config import module_of
from netbuilder.formats.python_source import WIDTH, Code, Script, array, call, literal, named
from netbuilder.formats.script_data import bundled_file, write_data
from netbuilder.graph import Graph, Node
from netbuilder.layers import Input
from netbuilder.spec import Spec

SHORT = {"keras.layers": "layers"}
# Names that the script needs again after the network was made.
USED = frozenset(
    ("keras", "layers", "np", "model", "history", "scores", "print", "x_train", "y_train", "x_test", "y_test")
)


def write_script(bundle: Bundle, path: Path) -> None:
    """The script, and beside it the bundled data that it reads, if any."""
    source = keras_script(bundle)
    data = bundled_file(bundle.data)
    if data is not None and not (path.parent / data.name).exists():
        with atomic_write(path.parent / data.name) as copy, data.open("rb") as original:
            shutil.copyfileobj(original, copy)
    with atomic_write(path) as file:
        file.write(source.encode("utf-8"))


def keras_script(bundle: Bundle) -> str:
    """The whole script as text."""
    graph, training = bundle.snapshot.graph, bundle.snapshot.training or TrainingSettings()
    script = Script(f"{bundle.name}: a network made with NetBuilder, for Keras 3.", {"import keras"})
    if training.seed is not None:
        script.block()
        script.do(call("keras.utils.set_random_seed", literal(training.seed)))
    write_data(script, bundle, training)
    write_model(script, graph, bundle.name)
    _write_training(script, graph, training, bundle.name)
    return script.source()


def write_model(script: Script, graph: Graph, name: str) -> None:
    """The model: Sequential where the graph is a chain, else Functional."""
    script.block("The network")
    if any(not isinstance(node.layer, Input) for node in graph.nodes.values()):
        script.imports.add("from keras import layers")
    names = _AutoNames()
    if graph.is_chain:
        items = [_layer_code(graph[node], names) for node in graph.order]
        script.assign("model", call("keras.Sequential", array(items), named("name", literal(_model_name(name)))))
    else:
        _write_functional(script, graph, names, name)
    script.do(call("model.summary"))


def _write_functional(script: Script, graph: Graph, names: _AutoNames, name: str) -> None:
    for node in (graph[node_name] for node_name in graph.order):
        variable = variable_of(node.name)
        if isinstance(node.layer, Input):
            script.assign(variable, _layer_code(node, names))
            continue
        reads = [Code(variable_of(port.node)) for port in node.inputs]
        merges = node.layer.most_inputs is None
        arguments = (array(reads),) if merges else tuple(reads)
        if node.shares:
            script.assign(variable, call(f"{variable_of(node.shares)}_layer", *arguments))
            continue
        made = _layer_code(node, names)
        if any(other.shares == node.name for other in graph.nodes.values()):
            script.assign(f"{variable}_layer", made)
            script.assign(variable, call(f"{variable}_layer", *arguments))
        else:
            script.assign(variable, Code(made.head, made.items, made.brackets, Code("", arguments)))
    inputs = [Code(variable_of(node)) for node in graph.input_names]
    outputs = [Code(variable_of(node)) for node in graph.output_names]
    script.assign(
        "model",
        call("keras.Model", _alone(inputs), _alone(outputs), named("name", literal(_model_name(name)))),
    )


def node_code(graph: Graph, name: str, width: int = WIDTH) -> str:
    """The line that makes one block, on as many lines as the width asks for: `x = layers.Dense(64)(image)`."""
    node = graph[name]
    made = _layer_code(node, _AutoNames())
    head = made.items or ()
    made = Code(made.head, tuple(item for item in head if item.keyword != "name"), made.brackets)
    if not isinstance(node.layer, Input):
        reads = [Code(variable_of(port.node)) for port in node.inputs]
        arguments = (array(reads),) if node.layer.most_inputs is None else tuple(reads)
        made = Code(made.head, made.items, made.brackets, Code("", arguments))
    return "\n".join(made.lines(0, before=f"{variable_of(name)} = ", width=width))


def _alone(items: list[Code]) -> Code:
    return items[0] if len(items) == 1 else array(items)


def variable_of(name: str) -> str:
    """The variable for a node; not one that the script uses for something else."""
    return f"{name}_" if name in USED else name


def _model_name(name: str) -> str:
    """A name that Keras accepts."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name) or "model"


class _AutoNames:
    """The names that Keras gives by itself; a layer that has its own is given no other."""

    def __init__(self) -> None:
        self._count: dict[str, int] = {}

    def next(self, base: str) -> str:
        """The name that the next layer of this class would get."""
        number = self._count.get(base, 0)
        self._count[base] = number + 1
        return f"{base}_{number}" if number else base


def _layer_code(node: Node, names: _AutoNames) -> Code:
    arguments = spec_arguments(node.layer)
    head = f"layers.{type(node.layer).__name__}"
    if isinstance(node.layer, Input):
        head = "keras.Input"
        shape = literal(tuple(node.layer.shape))
        arguments = [named("shape", shape), *arguments[1:]]
    if names.next(node.layer.snake()) != node.name:
        arguments.append(named("name", literal(node.name)))
    return call(head, *arguments)


def spec_arguments(value: Spec) -> list[Code]:
    """The arguments that differ from their defaults; required ones lead without their names."""
    arguments = []
    leading = True
    for field in value.fields():
        item = getattr(value, field.name)
        if not field.keras or (not field.required and item == field.default):
            leading = leading and field.required
            continue
        code = spec_code(item) if isinstance(item, Spec) else literal(_short(field.name, item))
        leading = leading and field.required
        arguments.append(code if leading else named(field.name, code))
    return arguments


def _short(name: str, value: Any) -> Any:
    """(3, 3) is written 3, as people do."""
    pairs = ("kernel_size", "pool_size", "strides", "dilation_rate", "size")
    if name in pairs and isinstance(value, tuple) and len(set(value)) == 1:
        return value[0]
    return value


def spec_code(value: Spec) -> Code:
    """A declared value as the expression that makes it in Keras."""
    arguments = spec_arguments(value)
    if not arguments and module_of(value) in ("keras.initializers", "keras.regularizers", "keras.losses"):
        return literal(value.snake())
    module = module_of(value)
    return call(f"{SHORT.get(module, module)}.{type(value).__name__}", *arguments)


def _metric_code(metric: Any) -> Code:
    return literal("accuracy") if isinstance(metric, FittingAccuracy) else spec_code(metric)


def _write_training(script: Script, graph: Graph, training: TrainingSettings, name: str) -> None:
    outputs = graph.output_names
    script.block("Training")
    if any(isinstance(metric, AUC) for metric in training.metrics):
        script.line("# NetBuilder's AUC is exact; Keras approximates it with 200 thresholds.")
    losses = [spec_code(training.loss_of(i)) for i in range(len(outputs))]
    metrics = array([_metric_code(metric) for metric in training.metrics])
    arguments = [
        named("optimizer", spec_code(training.optimizer)),
        named("loss", losses[0] if len(losses) == 1 else array(losses)),
    ]
    if training.loss_weights:
        arguments.append(named("loss_weights", literal(list(training.loss_weights))))
    if training.metrics:
        arguments.append(named("metrics", metrics if len(outputs) == 1 else array([metrics] * len(outputs))))
    script.do(call("model.compile", *arguments))
    fitting = [
        Code("x_train"),
        Code("y_train"),
        named("batch_size", literal(training.batch_size)),
        named("epochs", literal(training.epochs)),
    ]
    if training.validation_split:
        fitting.append(named("validation_split", literal(training.validation_split)))
    if not training.shuffle:
        fitting.append(named("shuffle", literal(False)))
    if training.callbacks:
        fitting.append(named("callbacks", array([spec_code(callback) for callback in training.callbacks])))
    script.assign("history", call("model.fit", *fitting))
    script.block("Evaluation")
    script.assign("scores", call("model.evaluate", Code("x_test"), Code("y_test"), named("return_dict", literal(True))))
    script.do(call("print", Code("scores")))
    script.do(call("model.save", literal(f"{_model_name(name)}.keras")))


register(Format(".py", "Keras 3 script", write_script))
