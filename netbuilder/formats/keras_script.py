"""The equivalent Keras 3 script: data, preparation, model, compile, fit, evaluate, save. It runs as it stands."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from netbuilder.engine.callbacks import Callback, LearningRateScheduler
from netbuilder.engine.metrics import AUC, FittingAccuracy
from netbuilder.engine.schedules import Schedule
from netbuilder.engine.settings import TrainingSettings
from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.keras_config import module_of
from netbuilder.formats.python_source import WIDTH, Code, Script, array, call, literal, named
from netbuilder.formats.script_arguments import write_arguments, write_resuming, write_shares, write_start
from netbuilder.formats.script_data import bundled_file, weighs_samples, write_data
from netbuilder.formats.script_names import ScriptNames
from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.layers import Input
from netbuilder.spec import Spec

SHORT = {"keras.layers": "layers"}


def write_script(bundle: Bundle, path: Path) -> None:
    """The script, and beside it the bundled data that it reads, if any."""
    source = keras_script(bundle, arguments=True)
    data = bundled_file(bundle.data)
    if data is not None and not (path.parent / data.name).exists():
        with atomic_write(path.parent / data.name) as copy, data.open("rb") as original:
            shutil.copyfileobj(original, copy)
    with atomic_write(path) as file:
        file.write(source.encode("utf-8"))


def keras_script(bundle: Bundle, arguments: bool = False) -> str:
    """The whole script as text; with `arguments` it takes --backend, --epochs, --data, --resume and --distribute."""
    graph, training = bundle.snapshot.graph, bundle.snapshot.training or TrainingSettings()
    script = Script(f"{bundle.name}: a network made with NetBuilder, for Keras 3.", {"import keras"})
    if arguments:
        write_arguments(script, bundle.data, training)
    if training.seed is not None:
        script.block()
        script.do(call("keras.utils.set_random_seed", literal(training.seed)))
    if arguments:
        write_start(script)
    write_data(script, bundle, training, arguments)
    if arguments:
        sizes = len(graph.input_names), len(graph.output_names)
        write_shares(script, training, *sizes, weighs_samples(bundle.data))
    write_model(script, graph, bundle.name)
    _write_training(script, graph, training, bundle, arguments)
    return script.source()


def write_model(script: Script, graph: Graph, name: str) -> None:
    """The model: Sequential where the graph is a chain, else Functional."""
    script.block("The network")
    if any(not isinstance(node.layer, Input) for node in graph.nodes.values()):
        script.imports.add("from keras import layers")
    names = ScriptNames()
    names.enter(graph)
    if _is_one_expression(graph):
        items = [_layer_code(graph[node], names) for node in graph.order]
        script.assign("model", call("keras.Sequential", array(items), named("name", literal(_model_name(name)))))
    else:
        _write_functional(script, graph, names, _model_name(name), "model")
    script.do(call("model.summary"))


def _is_one_expression(graph: Graph) -> bool:
    """Whether the network is a chain, and so is every network inside of it."""
    inside = [node.layer.graph for node in graph.nodes.values() if isinstance(node.layer, Functional)]
    return graph.is_chain and all(map(_is_one_expression, inside))


def _write_functional(
    script: Script, graph: Graph, names: ScriptNames, name: str, target: str, prefix: str = ""
) -> None:
    """A network's layers as statements, then the model as `target`; `prefix` sets an inner one's names apart."""
    called_again = {node.shares for node in graph.nodes.values()}
    for node in (graph[node_name] for node_name in graph.order):
        own = names.variable(node.name, prefix)
        if isinstance(node.layer, Input):
            script.assign(own, _layer_code(node, names))
            continue
        arguments = _call_arguments(node, names, prefix)
        variable = _assigned(graph, node, names, prefix)
        if node.shares:
            script.assign(variable, call(names.layer(node.shares, prefix), *arguments))
            continue
        inside = node.layer.graph if isinstance(node.layer, Functional) else None
        apart = inside is not None and not _is_one_expression(inside)
        if inside is not None and apart:
            names.enter(inside, f"{own}_")
            _write_functional(script, inside, names, node.name, names.layer(node.name, prefix), f"{own}_")
        elif node.name in called_again:
            script.assign(names.layer(node.name, prefix), _layer_code(node, names))
            apart = True
        if apart:
            script.assign(variable, call(names.layer(node.name, prefix), *arguments))
        else:
            made = _layer_code(node, names)
            script.assign(variable, Code(made.head, made.items, made.brackets, Code("", arguments)))
    inputs = [Code(names.variable(node, prefix)) for node in graph.input_names]
    outputs = [Code(names.variable(node, prefix)) for node in graph.output_names]
    script.assign(target, call("keras.Model", _alone(inputs), _alone(outputs), named("name", literal(name))))


def node_code(graph: Graph, name: str, width: int = WIDTH) -> str:
    """The line that makes one block, on as many lines as the width asks for: `x = layers.Dense(64)(image)`."""
    node = graph[name]
    names = ScriptNames()
    made = _layer_code(node, names)
    head = made.items or ()
    made = Code(made.head, tuple(item for item in head if item.keyword != "name"), made.brackets)
    if not isinstance(node.layer, Input):
        made = Code(made.head, made.items, made.brackets, Code("", _call_arguments(node, names)))
    return "\n".join(made.lines(0, before=f"{_assigned(graph, node, names)} = ", width=width))


def _call_arguments(node: Node, names: ScriptNames, prefix: str = "") -> tuple[Code, ...]:
    """What a layer is called with: other layers' outputs, nested as Keras wants them, and what it is told besides."""
    reads = [Code(names.output(port, prefix)) for port in node.inputs]

    def given(numbers: Any) -> Code:
        return reads[numbers] if isinstance(numbers, int) else array([given(number) for number in numbers])

    if not reads:
        return ()  # a block that is not wired yet
    arguments, by_name = node.layer.keras_call(len(reads))
    told = [field for field in node.layer.changed_fields() if field.call]
    return (
        *(given(numbers) for numbers in arguments),
        *(named(name, given(numbers)) for name, numbers in by_name.items()),
        *(named(field.keras, literal(getattr(node.layer, field.name))) for field in told),
    )


def _assigned(graph: Graph, node: Node, names: ScriptNames, prefix: str = "") -> str:
    """The variables that a call's outputs are given to."""
    return ", ".join(names.output(Port(node.name, i), prefix) for i in range(names.outputs(graph, node.name)))


def _alone(items: list[Code]) -> Code:
    return items[0] if len(items) == 1 else array(items)


def _model_name(name: str) -> str:
    """A name that Keras accepts."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name) or "model"


def _layer_code(node: Node, names: ScriptNames) -> Code:
    if isinstance(node.layer, Functional):
        inside = node.layer.graph
        items = [_layer_code(inside[name], names) for name in inside.order]
        return call("keras.Sequential", array(items), named("name", literal(node.name)))
    arguments = spec_arguments(node.layer)
    head = f"layers.{type(node.layer).__name__}"
    if isinstance(node.layer, Input):
        head = "keras.Input"
        shape = literal(tuple(node.layer.shape))
        arguments = [named("shape", shape), *arguments[1:]]
    if not names.given_by_keras(node.layer, node.name):
        arguments.append(named("name", literal(node.name)))
    return call(head, *arguments)


def spec_arguments(value: Spec) -> list[Code]:
    """The arguments that differ from their defaults; required ones lead without their names."""
    arguments = []
    leading = True
    for field in value.fields():
        item = getattr(value, field.name)
        if not field.keras or field.call or (not field.required and item == field.default):
            leading = leading and field.required
            continue
        code = spec_code(item) if isinstance(item, Spec) else literal(_short(field.name, item))
        leading = leading and field.required
        arguments.append(code if leading else named(field.keras, code))
    return arguments


def _short(name: str, value: Any) -> Any:
    """(3, 3) is written 3, as people do."""
    pairs = ("kernel_size", "pool_size", "strides", "dilation_rate", "size")
    if name in pairs and isinstance(value, tuple) and len(set(value)) == 1:
        return value[0]
    return value


def spec_code(value: Spec) -> Code:
    """A declared value as the expression that makes it in Keras."""
    value = value.for_keras() if isinstance(value, Schedule) else value
    arguments = spec_arguments(value)
    named_ones = ("keras.initializers", "keras.regularizers", "keras.losses")
    if not arguments and module_of(value) in named_ones and getattr(value, "known_by_name", True):
        return literal(value.snake())
    module = module_of(value)
    return call(f"{SHORT.get(module, module)}.{type(value).__name__}", *arguments)


def _metric_code(metric: Any) -> Code:
    return literal("accuracy") if isinstance(metric, FittingAccuracy) else spec_code(metric)


def _callback_code(callback: Callback) -> Code:
    if isinstance(callback, LearningRateScheduler):
        schedule = spec_code(callback.schedule.for_keras()).flat()  # Keras's callback wants a float from a function
        return call("keras.callbacks.LearningRateScheduler", Code(f"lambda epoch: float({schedule}(epoch))"))
    return spec_code(callback)


def _write_training(script: Script, graph: Graph, training: TrainingSettings, bundle: Bundle, told: bool) -> None:
    outputs, name = graph.output_names, _model_name(bundle.name)
    script.block("Training")
    if any(isinstance(metric, AUC) and metric.tried() is None for metric in training.metrics):
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
    callbacks = [_callback_code(callback) for callback in training.callbacks]
    backup = write_resuming(script, training, name) if told else None
    size = named("batch_size", Code("batch_size") if told else literal(training.batch_size))
    epochs = named("epochs", Code("options.epochs") if told else literal(training.epochs))
    fitting = [Code("x_train"), Code("y_train"), size, epochs]
    if weighs_samples(bundle.data):
        fitting.append(named("sample_weight", Code("w_train")))
    if training.validation_split:
        fitting.append(named("validation_split", literal(training.validation_split)))
    if not training.shuffle:
        fitting.append(named("shuffle", literal(False)))
    if training.class_weight:
        weights = ", ".join(f"{i}: {weight!r}" for i, weight in enumerate(training.class_weight))
        fitting.append(named("class_weight", Code(f"{{{weights}}}")))
    if callbacks or backup:
        fitting.append(named("callbacks", array([*callbacks, *([backup] if backup else [])])))
    script.assign("history", call("model.fit", *fitting))
    script.block("Evaluation")
    given = [Code("x_test"), Code("y_test"), *([size] if told else []), named("return_dict", literal(True))]
    script.assign("scores", call("model.evaluate", *given))
    script.do(call("print", Code("scores")))
    script.do(call("model.save", literal(f"{name}.keras")))


register(
    Format(
        ".py", "Keras 3 script", write_script, name="script", kind="script", options=("style", "flat", "weights"),
        help="Python that makes, trains and saves the network; runs wherever Keras 3 does.",
    )
)  # fmt: skip
