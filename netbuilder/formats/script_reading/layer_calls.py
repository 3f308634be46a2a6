"""Layers as a script makes and calls them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from netbuilder.errors import N_, Fault
from netbuilder.formats.channels import FORMATTED, check_first, puts_first, shapes_in_script
from netbuilder.formats.keras.calls import NEUTRAL
from netbuilder.formats.keras.declined import DECLINED
from netbuilder.formats.keras.objects import plain_fields
from netbuilder.formats.script_reading.arguments import OF_INPUT, named_arguments, positional
from netbuilder.formats.script_reading.dialects import layer_class
from netbuilder.formats.script_reading.shapes import network_shapes
from netbuilder.formats.script_reading.values import (
    Function,
    Made,
    Network,
    Symbol,
    Tensor,
    Unknown,
    tensors_in,
    unknown_in,
)
from netbuilder.graph.placeholder import Placeholder
from netbuilder.kinds import Shape, shown
from netbuilder.layers import Embedding, Input, Layer
from netbuilder.layers.parts.activations import ACTIVATIONS
from netbuilder.layers.sequences import Recurrent
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

WHOLE = ("int32", "int64", "uint8", "int8", "int16", "uint16", "bool")
KERNEL = re.compile(r"Conv(olution)?[123]D|AtrousConv(olution)?[12]D")


class Told(NamedTuple):
    """What a layer was told of its input: the shape of a sample, the kind of its numbers, the samples of a batch."""

    shape: Shape | None
    dtype: str
    batch: int | None = None


def make_layer(context: Context, name: str, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    """A layer from its class and its arguments; `Input` is a tensor at once."""
    kind = Layer.registry.get(layer_class(name))
    if name == "TimeDistributedDense":
        inner = make_layer(context, "Dense", given, named, node)
        shape = (None, *inner.shape) if inner.shape is not None and len(inner.shape) == 1 else inner.shape
        return _input_of(made_layer(context, TimeDistributed(inner.layer), node), Told(shape, inner.dtype, inner.batch))
    if kind is None or kind.__name__ == "Functional":
        reason = DECLINED["layers"].get(name, "this kind of layer is not known")
        return context.placeholder(name, node, reason, named.get("name"))
    if kind is Input:
        return _input(context, name, given, named, node)
    given, named = _old_kernel(context, name, given, named)
    try:
        arguments = named_arguments(kind, "Layer", given, named)
    except Fault as fault:
        return context.placeholder(name, node, str(fault), named.get("name"))
    return _made(context, kind, name, arguments, node)


def _made(context: Context, kind: type[Layer], name: str, arguments: dict[str, Any], node: ast.Call) -> Made:
    declared = {field.keras for field in kind.fields()}
    told = _told_shape(context, kind, arguments)
    if kind is Bidirectional and told.shape is None:  # people tell the layer inside
        inner = next((value for value in arguments.values() if isinstance(value, Made)), None)
        told = Told(inner.shape, inner.dtype, inner.batch) if inner is not None else told
    if arguments.pop("weights", None) is not None:
        context.note("the weights that {kind} begins with stand in an array of the script, and are left out", kind=name)
    own = arguments.pop("name", None)
    config = {key: value for key, value in arguments.items() if key in declared or key not in OF_INPUT}
    unknown = [u for key, value in config.items() if key in declared for u in unknown_in(value)]
    for one in unknown:
        context.want(one)
    try:
        if unknown:
            raise Fault("{cause}", cause=unknown[0].reason or "one of its values is not known")
        first = _channels_first(context, kind, config, arguments)
        layer = kind.from_config(plain_fields(kind, {key: as_value(context, item) for key, item in config.items()}))
        if first:
            check_first(layer)
    except Fault as fault:
        made = context.placeholder(name, node, str(fault), own)
        made.embeds = kind is Embedding
        return _input_of(made, told)
    made = _input_of(made_layer(context, layer, node, own), told)
    made.first = first
    return made


def _channels_first(context: Context, kind: type[Layer], config: dict[str, Any], given: dict[str, Any]) -> bool | None:
    """Whether a layer puts channels first, by its own word or that of the layer inside of it; raises Fault."""
    inside = [value for value in given.values() if isinstance(value, Made) and value.first]
    if inside:
        if kind is not TimeDistributed:
            raise Fault("the layer inside it puts channels first, which cannot be changed here")
        return True
    told = config.pop("data_format", None) if FORMATTED.fullmatch(kind.__name__) else None
    return puts_first(kind, told, context.channels_first, context.old)


def made_layer(context: Context, layer: Layer, node: ast.AST, name: Any = None) -> Made:
    """A layer under its own name, or the one that Keras would give it."""
    context.count_block()
    if isinstance(name, str) and name:
        return Made(layer, name, True, context.span(node))
    base = layer.snake()
    return Made(layer, context.auto_name(base), False, context.span(node), base=base, number=context.made)


def _input_of(made: Made, told: Told) -> Made:
    made.shape, made.dtype, made.batch = told.shape, told.dtype, told.batch
    return made


def _old_kernel(
    context: Context, name: str, given: list[Any], named: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """Convolution2D(32, 3, 3) and nb_row, nb_col: two numbers for the kernel's sides."""
    named = dict(named)
    sides = [
        named.pop(key) for key in ("nb_row", "nb_col", "kernel_dim1", "kernel_dim2", "kernel_dim3") if key in named
    ]
    if sides:
        named["kernel_size"] = (*given[1:], *sides)
        return given[:1], named
    axes = int(name[-2]) if name[-2:-1].isdigit() else 1
    plain = all(isinstance(value, int) for value in given[1 : 1 + axes])
    if KERNEL.fullmatch(name) and axes > 1 and len(given) >= 1 + axes and plain and (context.old or "vol" in name):
        rest = dict(zip(("kernel_initializer", "activation", "weights"), given[1 + axes :], strict=False))
        return given[:1], {**rest, "kernel_size": tuple(given[1 : 1 + axes]), **named}
    return given, named


def _told_shape(context: Context, kind: type[Layer], arguments: dict[str, Any]) -> Told:
    """The shape of its input that a layer was told: what it reads if it comes first."""
    dtype = as_value(context, arguments.get("dtype")) or "float32"
    whole = "int32" if isinstance(dtype, str) and dtype in WHOLE else "float32"
    embeds = any(field.keras == "input_dim" for field in kind.fields())
    found: Any = None
    size: Any = None
    if "batch_input_shape" in arguments or "batch_shape" in arguments:
        full = arguments.pop("batch_input_shape", None) or arguments.pop("batch_shape", None)
        found, size = (tuple(full[1:]), full[0]) if isinstance(full, list | tuple) and full else (full, None)
    if "input_shape" in arguments:
        found = arguments.pop("input_shape")
    length, dim = arguments.get("input_length"), arguments.get("input_dim")
    if found is None and embeds and dim is not None:
        found = (length,) if isinstance(length, int) else None
        whole = "int32"
    elif found is None and not embeds and (dim is not None or length is not None):
        arguments.pop("input_dim", None)
        found = (length, dim) if "input_length" in arguments or _reads_steps(kind) else (dim,)
    size = size if isinstance(size, int) and not isinstance(size, bool) else None
    return Told(checked_shape(context, found), whole, size)


def _reads_steps(kind: type[Layer]) -> bool:
    """Whether a layer reads sequences: `input_dim` is then the number of their features."""
    return issubclass(kind, Recurrent | Bidirectional) or "1D" in kind.__name__


def checked_shape(context: Context, value: Any) -> Shape | None:
    """A shape as a tuple; what of it is not known is asked for."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = (value,)
    if isinstance(value, Unknown) and value.asks:
        context.want(value)
        return None
    if not isinstance(value, list | tuple):
        return None
    for unknown in unknown_in(list(value)):
        context.want(unknown)
    strange = [dim for dim in value if dim is not None and not isinstance(dim, int | Unknown)]
    if strange:
        raise Fault("a shape is made of whole numbers, got {value}", value=shown(strange[0]))
    return tuple(dim if isinstance(dim, int) and not isinstance(dim, bool) else None for dim in value)


def _input(context: Context, name: str, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    if "tensor" in named and isinstance(named["tensor"], Tensor):
        return named["tensor"]
    arguments = dict(zip(positional(Input, "Layer"), given, strict=False)) | named
    if name == "InputLayer" and "shape" not in arguments:
        arguments["shape"] = arguments.pop("input_shape", None)
    full = arguments.get("batch_shape") or arguments.get("batch_input_shape")
    shape, size = arguments.get("shape"), arguments.get("batch_size")
    if isinstance(full, list | tuple) and full:
        shape, size = tuple(full[1:]), full[0]
    dtype = as_value(context, arguments.get("dtype")) or "float32"
    known = checked_shape(context, shape)
    if shape is None:
        context.want(Unknown(("input_shape",)))
    layer = Input(known if known is not None else (1,), "int32" if dtype in WHOLE else "float32")
    made = made_layer(context, layer, node, arguments.get("name"))
    made.batch = size if isinstance(size, int) and not isinstance(size, bool) else None
    if name == "InputLayer":
        return _input_of(made, Told(layer.shape, layer.dtype, made.batch))
    return Tensor(context.call(made, (), context.span(node), (layer.shape,)))


def as_value(context: Context, value: Any) -> Any:
    """A value as a declared field takes it: functions and classes by their names, layers as they are."""
    if isinstance(value, Symbol):
        last = value.last
        if value.within("keras.layers"):
            return activation_name(last)
        return last
    if isinstance(value, Made):
        if type(value.layer).__name__ in ("LeakyReLU", "PReLU", "ELU", "Softmax", "ReLU"):
            name = activation_name(type(value.layer).__name__)
            if value.layer.changed_fields():
                context.note("the activation {kind} is taken with its usual values", kind=type(value.layer).__name__)
            return name
        if isinstance(value.layer, Placeholder):
            told = N_("{kind} inside of it cannot be read: {reason}")
            raise Fault(told, kind=value.layer.kind, reason=value.layer.reason)
        return value.layer
    if isinstance(value, Network):
        raise Fault("a whole model cannot stand inside of a layer")
    if isinstance(value, Function):
        raise Fault("it uses a function of the script's own, which is not run")
    if isinstance(value, list | tuple):
        return type(value)(as_value(context, item) for item in value)
    return value


def activation_name(name: str) -> str:
    """The name of an activation function for a layer that does the same."""
    known = {"LeakyReLU": "leaky_relu", "ReLU": "relu", "Softmax": "softmax", "ELU": "elu", "swish": "silu"}
    return known.get(name, name if name in ACTIVATIONS else name.lower())


def call_layer(context: Context, made: Made, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """The output of a layer that is called with tensors."""
    inputs = _inputs_of(made.layer, given, named)
    if not inputs:
        return Unknown(reason=f"{type(made.layer).__name__} is called without a tensor")
    _tell(context, made, named, node)
    shapes = output_shapes(made.layer, inputs, made.first)
    call = context.call(made, tuple(inputs), context.span(node), shapes)
    bidirectional = isinstance(made.layer, Bidirectional) and made.layer.merge_mode is None
    several = len(shapes) > 1 or getattr(made.layer, "return_state", False) or bidirectional
    if several and shapes:
        return [Tensor(call, number) for number in range(len(shapes))]
    return Tensor(call)


def _inputs_of(layer: Layer, given: list[Any], named: dict[str, Any]) -> list[Tensor]:
    """The tensors in the order of the layer's inputs."""
    names = layer.input_names
    values = dict(zip(names, given, strict=False)) if names else {}
    values.update({name: value for name, value in named.items() if name in names})
    if names and len(given) <= len(names):
        return [tensor for name in names for tensor in tensors_in(values.get(name))]
    return [*tensors_in(given), *(tensor for name in ("inputs", "x") for tensor in tensors_in(named.get(name)))]


def _tell(context: Context, made: Made, named: dict[str, Any], node: ast.AST) -> None:
    """What a layer is told besides tensors, when it is called."""
    declared = {field.keras: field for field in made.layer.fields() if field.call}
    for name, value in named.items():
        if name in declared and isinstance(value, bool):
            made.layer = made.layer.replace(**{declared[name].name: value})
        elif (
            name in made.layer.input_names
            or name in ("inputs", "x")
            or isinstance(made.layer, Placeholder)
            or name == "mask"
            or (name == "training" and isinstance(value, Unknown))
        ):
            continue
        elif value not in NEUTRAL.get(name, (None, False)):
            context.note("that {layer} is called with {name} is left out", layer=made.name, name=shown(name))


def output_shapes(layer: Layer, inputs: Sequence[Tensor], first: bool | None = None) -> tuple[Shape, ...]:
    """The shapes of its outputs, where they can be known."""
    shapes = [tensor.shape for tensor in inputs]
    if any(shape is None for shape in shapes):
        return ()
    try:
        return shapes_in_script(layer, first, [shape for shape in shapes if shape is not None])
    except (Fault, TypeError, ValueError, IndexError):
        return ()


def call_network(context: Context, network: Network, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """The outputs of a model that is called as a layer."""
    inputs = [*tensors_in(given), *tensors_in(named.get("inputs"))]
    if not inputs:
        return Unknown(reason="a model is called without a tensor")
    network.calls += 1
    if network.sequential and network.input_shape is None and inputs[0].shape is not None:
        network.input_shape = inputs[0].shape
    shapes = network_shapes(context, network, inputs[0].shape)
    call = context.call(network, tuple(inputs), context.span(node), shapes)
    if len(network.outputs) > 1:
        return [Tensor(call, number) for number in range(len(network.outputs))]
    return Tensor(call)
