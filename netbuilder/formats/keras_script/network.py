"""The part of a Keras script that makes the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from netbuilder.engine.schedules import Schedule
from netbuilder.errors import N_, FileFault
from netbuilder.formats.base import Bundle
from netbuilder.formats.keras.config_writing import module_of
from netbuilder.formats.keras.own_layers import need_of_keras, own_classes
from netbuilder.formats.keras_script.names import ScriptNames
from netbuilder.formats.provenance import write_origin
from netbuilder.formats.python_source import WIDTH, Code, Script, array, call, literal, named
from netbuilder.graph import Functional, Graph, Node, Port, Problem
from netbuilder.graph.every_layer import every_layer
from netbuilder.layers import Input
from netbuilder.layers.base import part_of
from netbuilder.spec import Spec

SHORT = {"keras.layers": "layers"}


@dataclass(frozen=True)
class Dialect:
    """Where a script takes Keras from: the lines that import it and its layers."""

    title: str
    keras: str
    layers: str


KERAS = Dialect("Keras 3", "import keras", "from keras import layers")
TF_KERAS = Dialect("tf.keras", "from tensorflow import keras", "from tensorflow.keras import layers")


def weights_of(bundle: Bundle) -> str:
    """The name of the file with the weights beside a script."""
    return f"{model_name(bundle.name)}.weights.h5"


def keeps_states(graph: Graph) -> bool:
    """Whether a layer keeps its state from batch to batch: Keras then has to know how large a batch is."""
    return any(getattr(layer, "stateful", False) for _, layer in every_layer(graph))


def write_model(script: Script, bundle: Bundle, dialect: Dialect = KERAS, batch: Code | None = None) -> None:
    """The model: Sequential where the graph is a chain (or that is asked for), else Functional.

    `batch` is the number of samples in a batch, for layers that keep their state from one to the next.
    """
    graph, name, style = bundle.snapshot.graph, model_name(bundle.name), bundle.options.style
    script.block("The network")
    if any(not isinstance(node.layer, Input) for node in graph.nodes.values()):
        script.imports.add(dialect.layers)
    classes = own_classes(graph, bundle.snapshot.training)
    if classes:
        script.functions += ["", "", *classes] if script.functions else classes
    for problem in style_limits(graph, style):
        raise FileFault(problem.template, **problem.values)
    names = ScriptNames()
    if batch is not None and keeps_states(graph):
        names.batch = batch
        script.line("# Layers that keep their state take batches of one size: it has to divide the numbers of samples.")
    names.enter(graph)
    if graph.is_chain and style != "functional":
        for node in graph.order:
            _write_inner(script, graph[node], names)
        script.assign("model", _sequential(graph, names, name))
    else:
        _write_functional(script, graph, names, name, "model")
    script.do(call("model.summary"))
    if bundle.options.weights:
        write_origin(script, bundle)
        script.do(call("model.load_weights", script.beside(weights_of(bundle))))


def style_limits(graph: Graph, style: str) -> list[Problem]:
    """What keeps a network from being written in a style."""
    if style != "sequential" or graph.is_chain:
        return []
    told = N_(
        "a Sequential model is a single chain of layers, but {names} branch, join, share or stand apart. "
        "Choose the functional style"
    )
    return [Problem(told, {"names": ", ".join(_out_of_line(graph)[:10])})]


def _out_of_line(graph: Graph) -> list[str]:
    """The layers that keep a graph from being a chain."""
    ends = [name for names in (graph.input_names, graph.output_names) if len(names) > 1 for name in names]
    found = [
        name
        for name in graph.order
        if name in ends
        or graph[name].shares
        or graph[name].layer.gives_several
        or len(graph[name].inputs) > 1
        or len(graph.consumers[name]) > 1
    ]
    return found or list(graph.order[-1:])


def _sequential(graph: Graph, names: ScriptNames, name: str, prefix: str = "") -> Code:
    """A chain as one expression."""
    items = [_layer_code(graph[node], names, prefix) for node in graph.order]
    return call("keras.Sequential", array(items), named("name", literal(name)))


def _write_inner(script: Script, node: Node, names: ScriptNames, prefix: str = "") -> None:
    """Makes the networks inside of a block that cannot be written in its place: no chains, or frozen ones."""
    if not isinstance(node.layer, Functional):
        return
    inside, own = node.layer.graph, names.variable(node.name, prefix)
    target = names.layer(node.name, prefix)
    names.enter(inside, f"{own}_")
    if inside.is_chain:
        for name in inside.order:
            _write_inner(script, inside[name], names, f"{own}_")
        if not node.layer.trainable:
            script.assign(target, _sequential(inside, names, node.name, f"{own}_"))
    else:
        _write_functional(script, inside, names, node.name, target, f"{own}_")
    if not node.layer.trainable:
        script.line(f"{target}.trainable = False")  # Keras ignores it as an argument


def _write_functional(
    script: Script,
    graph: Graph,
    names: ScriptNames,
    name: str,
    target: str,
    prefix: str = "",
) -> None:
    """A network's layers as statements, then the model as `target`; `prefix` sets an inner one's names apart."""
    called_again = {node.shares for node in graph.nodes.values()}
    shared: set[str] = set()  # layers that are called more than once and are made already
    for node in (graph[node_name] for node_name in graph.order):
        if isinstance(node.layer, Input):
            script.assign(names.variable(node.name, prefix), _layer_code(node, names))
            continue
        arguments = _call_arguments(node, names, prefix)
        variable = _assigned(graph, node, names, prefix)
        owner = graph[node.shares] if node.shares else node
        if owner.name in shared:
            script.assign(variable, call(names.layer(owner.name, prefix), *arguments))
            continue
        _write_inner(script, owner, names, prefix)
        made = _layer_code(owner, names, prefix)
        if owner.name in called_again:
            layer = names.layer(owner.name, prefix)
            shared.add(owner.name)
            if made.head != layer:
                script.assign(layer, made)
            made = Code(layer)
        script.assign(variable, _called(made, arguments))
    inputs = [Code(names.variable(node, prefix)) for node in graph.input_names]
    outputs = [Code(names.variable(node, prefix)) for node in graph.output_names]
    script.assign(target, call("keras.Model", _alone(inputs), _alone(outputs), named("name", literal(name))))
    for node in graph.nodes.values():
        if node.layer.made_of_layers and not node.layer.trainable and not node.shares:
            found = call(f"{target}.get_layer", literal(node.name))
            script.line(f"{found.flat()}.trainable = False")  # only now: it tells the layers that it was built of


def node_code(graph: Graph, name: str, width: int = WIDTH) -> str:
    """The line that makes one block, on as many lines as the width asks for: `x = layers.Dense(64)(image)`."""
    node = graph[name]
    names = ScriptNames()
    made = _layer_code(node, names)
    if made.items is not None:
        made = Code(made.head, tuple(item for item in made.items if item.keyword != "name"), made.brackets)
    if not isinstance(node.layer, Input):
        made = _called(made, _call_arguments(node, names))
    return "\n".join(made.lines(0, before=f"{_assigned(graph, node, names)} = ", width=width))


def _called(made: Code, arguments: tuple[Code, ...]) -> Code:
    """A call of what was made: of an expression, or of the name that it was given."""
    if made.items is None:
        return call(made.head, *arguments)
    return Code(made.head, made.items, made.brackets, Code("", arguments))


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


def model_name(name: str) -> str:
    """A name that Keras accepts."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name) or "model"


def _layer_code(node: Node, names: ScriptNames, prefix: str = "") -> Code:
    if isinstance(node.layer, Functional):
        if not node.layer.graph.is_chain or not node.layer.trainable:
            return Code(names.layer(node.name, prefix))  # `_write_inner` made it
        own = names.variable(node.name, prefix)
        return _sequential(node.layer.graph, names, node.name, f"{own}_")
    arguments = spec_arguments(node.layer)
    kind = type(node.layer)
    head = kind.__name__ if kind.keras_source else f"layers.{kind.__name__}"
    if isinstance(node.layer, Input):
        head = "keras.Input"
        shape = literal(tuple(node.layer.shape))
        if names.batch is not None:
            full = (names.batch, *(literal(size) for size in node.layer.shape))
            arguments = [named("batch_shape", Code("", full)), *arguments[1:]]
        else:
            arguments = [named("shape", shape), *arguments[1:]]
    if not names.given_by_keras(node.layer, node.name):
        arguments.append(named("name", literal(node.name)))
    return call(head, *arguments)


def spec_arguments(value: Spec) -> list[Code]:
    """The arguments that differ from their defaults; required ones lead without their names."""
    arguments = []
    leading = True
    for field in value.fields():
        item = part_of(value, field.name)
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
    if type(value).keras_source:
        return call(type(value).__name__, *arguments)
    need_of_keras(value)
    named_ones = ("keras.initializers", "keras.regularizers", "keras.losses")
    if not arguments and module_of(value) in named_ones and getattr(value, "known_by_name", True):
        return literal(value.snake())
    module = module_of(value)
    return call(f"{SHORT.get(module, module)}.{type(value).__name__}", *arguments)
