"""One Keras object (a layer, an optimizer, a loss …) from its config, old argument names included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, Fault, Message
from netbuilder.formats.keras.applications import ARGUMENTS, layer_of_application
from netbuilder.formats.keras.compiled import in_order, joined
from netbuilder.formats.keras.declined import DECLINED
from netbuilder.kinds import OptionalKind, SpecKind, shortest, shown
from netbuilder.layers import Input, Layer
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.spec import Spec

ANY = object()
# Arguments of Keras that NetBuilder has not, with the values that change nothing.
NEUTRAL: dict[str, tuple[Any, ...]] = {
    "activity_regularizer": (None,),
    "adjustment": (None,),
    "autocast": (ANY,),
    "batch_input_shape": (ANY,),
    "batch_shape": (ANY,),
    "batch_size": (None,),
    "data_format": (None, "channels_last"),
    "decay": (None, 0, 0.0),
    "fused": (None, True, False),
    "groups": (1,),
    "implementation": (ANY,),
    "input_length": (ANY,),
    "is_legacy_optimizer": (ANY,),
    "jit_compile": (ANY,),
    "key_shape": (ANY,),
    "kernel_constraint": (None,),
    "kernel_initializer": (ANY,),
    "kernel_regularizer": (None,),
    "lora_alpha": (ANY,),
    "lora_rank": (None,),
    "loss_scale_factor": (None,),
    "mask_zero": (False,),
    "name": (ANY,),
    "optional": (False,),
    "partition": (None,),
    "quantization_config": (None,),
    "query_shape": (ANY,),
    "ragged": (False, None),
    "renorm": (False,),
    "renorm_clipping": (ANY,),
    "renorm_momentum": (ANY,),
    "return_state": (False,),
    "sparse": (False, None),
    "stateful": (False,),
    "synchronized": (False,),
    "time_major": (False,),
    "unroll": (ANY,),
    "use_cudnn": (ANY,),
    "value_range": (None, [0, 255]),  # Keras 3.0 gave it to layers that only move pixels
    "value_shape": (ANY,),
    "virtual_batch_size": (None,),
    "zero_output_for_mask": (False,),
}  # fmt: skip
# What arguments were called in earlier releases of Keras.
RENAMED = {
    "alpha": "negative_slope",
    "lr": "learning_rate",
    "p": "rate",
    "theta": "threshold",
}
OLD_CLASSES = {
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "GroupedQueryAttention": "GroupQueryAttention",
    "LSTMV2": "LSTM",
    "SyncBatchNormalization": "BatchNormalization",
    "ThresholdedReLU": "ReLU",
}
FLOATS = ("float32", None)
UNTOLD_OPTIMIZER = "RMSprop"  # what `compile` takes unless it is told another


def layer_from_keras(class_name: str, config: Mapping[str, Any]) -> Layer:
    """A layer from its class name and config; raises Fault that says what cannot be read."""
    class_name = OLD_CLASSES.get(class_name, class_name)
    if class_name == "InputLayer":
        return _input(config)
    kind = Layer.registry.get(class_name)
    application = class_name in ARGUMENTS
    if (kind is None or kind is Input) and not application:
        raise Fault(DECLINED["layers"].get(class_name, "this kind of layer is not known"))
    dtype = config.get("dtype")
    if _dtype(dtype) not in FLOATS and not is_mixed(dtype) and class_name != "Embedding":
        raise Fault("it computes in {dtype}; only float32 can be read", dtype=shown(_dtype(dtype)))
    fields = {name: value for name, value in config.items() if name != "dtype"}
    if kind is None:
        return layer_of_application(class_name, fields)
    layer: Layer = kind.from_config(plain_fields(kind, fields))
    return layer


def _input(config: Mapping[str, Any]) -> Input:
    shape = config.get("batch_shape") or config.get("batch_input_shape")
    if not isinstance(shape, list | tuple) or len(shape) < 2:
        raise Fault("its shape is missing")
    dtype = _dtype(config.get("dtype"))
    if dtype not in (None, "float32", "float16", "float64", "int32", "int64", "uint8"):
        raise Fault("it takes {dtype}, which cannot be read", dtype=shown(dtype))
    return Input(tuple(shape[1:]), "int32" if dtype in ("int32", "int64") else "float32")


def _dtype(value: Any) -> Any:
    """float32 is written as such, or as a policy."""
    if isinstance(value, Mapping):
        inner = value.get("config")
        return inner.get("name") if isinstance(inner, Mapping) else None
    return value


def is_mixed(dtype: Any) -> bool:
    """Whether a layer computes in half precision with weights of float32."""
    name = _dtype(dtype)
    return isinstance(name, str) and name in ("mixed_float16", "mixed_bfloat16")


def plain_fields(kind: type[Spec], config: Mapping[str, Any]) -> dict[str, Any]:
    """A config with our own names and values; raises Fault for an argument that would change the result."""
    declared = {field.keras or field.name: field for field in kind.fields()}
    found: dict[str, Any] = {}
    for given, value in config.items():
        name = given if given in declared else RENAMED.get(given, given)
        if name in declared:
            found[declared[name].name] = _value(declared[name].kind, value)
        elif given not in NEUTRAL:
            raise Fault("its argument {name} is not known", name=shown(given))
        elif ANY not in NEUTRAL[given] and not any(value is v or value == v for v in NEUTRAL[given]):
            raise Fault("its argument {name}={value} cannot be expressed", name=given, value=shown(value))
    return found


def _value(kind: Any, value: Any) -> Any:
    if isinstance(kind, OptionalKind):
        return None if value is None else _value(kind.inner, value)
    if isinstance(kind, ActivationKind):
        return _activation(value)
    if isinstance(kind, SpecKind):
        return object_from_keras(kind.base, value)
    if isinstance(value, Mapping) and value.get("class_name") in ("__tensor__", "__numpy__"):
        inner = value.get("config")
        return inner.get("value") if isinstance(inner, Mapping) else None
    return shortest(value) if isinstance(value, float) else value


def _activation(value: Any) -> Any:
    """A function is written by name, or as {"class_name": "function", "config": name}."""
    if isinstance(value, Mapping):
        inner = value.get("config")
        if value.get("class_name") in ("function", "str") and isinstance(inner, str):
            return inner
        raise Fault("the activation {value} cannot be read", value=shown(value.get("class_name")))
    return value


def object_from_keras(base: type[Spec], value: Any) -> Any:
    """A member of a family from Keras's JSON: a name, or class name and config."""
    if not isinstance(value, Mapping):
        return base.coerce(value)
    name, config = value.get("class_name"), value.get("config")
    if isinstance(name, str):
        name = name.removeprefix("Custom>")  # so Keras 2.11 to 2.15 call the optimizers that were new then
    if name in ("function", "str") and isinstance(config, str):
        return base.coerce(config)
    if not isinstance(name, str) or not isinstance(config, Mapping):
        raise Fault("{value} cannot be read", value=shown(name))
    member = base.named(name)
    fields = {key: item for key, item in config.items() if key not in ("name", "dtype")}
    if base is Loss:
        # Keras 2.13 to 2.15 wrote the function of a loss besides its class; "auto" was the mean over the batch.
        fields = {key: item for key, item in fields.items() if (key, item) != ("reduction", "auto") and key != "fn"}
    return member.from_config(plain_fields(member, fields))


def compile_settings(
    config: Mapping[str, Any], outputs: Sequence[str] = ("",)
) -> tuple[TrainingSettings, list[Message]]:
    """Training settings from a compile config; metrics that cannot be read are left out with a note."""
    notes: list[Message] = []
    losses = in_order(config.get("loss"), outputs)
    if not losses or losses == [None]:
        raise Fault("it names no loss")

    def metric(item: Any) -> Metric | None:
        try:
            found: Metric = metric_from_keras(item)
            return found
        except Fault as fault:
            note = Message("the metric {name} was left out: {cause}", {"name": shown(item), "cause": str(fault)})
            if note not in notes:
                notes.append(note)
            return None

    optimizer = config.get("optimizer") or config.get("optimizer_config")
    if not optimizer:
        # Keras forgets it when it writes an .h5 file, and then writes a .keras file of the same model without it.
        optimizer = UNTOLD_OPTIMIZER
        told = N_("the file names no optimizer; it is {name}, which Keras takes then")
        notes.append(Message(told, {"name": UNTOLD_OPTIMIZER}))
    weights = in_order(config.get("loss_weights"), outputs)
    settings = TrainingSettings(
        loss=tuple(object_from_keras(Loss, item) for item in losses),
        optimizer=optimizer_from_keras(optimizer),
        metrics=joined(config.get("metrics"), outputs, metric),
        weighted_metrics=joined(config.get("weighted_metrics"), outputs, metric),
        loss_weights=tuple(weights) if weights != [None] else (),
    )
    return settings, notes


def metric_from_keras(value: Any) -> Metric:
    """A metric with the name under which Keras reports it."""
    if isinstance(value, Mapping) and value.get("class_name") == "MeanMetricWrapper":  # so Keras 2 wrote functions
        value = _unwrapped(value.get("config"))
    metric: Metric = object_from_keras(Metric, value)
    config = value.get("config") if isinstance(value, Mapping) else None
    name = config.get("name") if isinstance(config, Mapping) else None
    return metric.called(name) if isinstance(name, str) else metric


def _unwrapped(config: Any) -> Any:
    """The metric inside of a wrapper: accuracy by its name, which fits the labels, else by its function."""
    if not isinstance(config, Mapping):
        return None
    name, function = config.get("name"), config.get("fn")
    if name in ("accuracy", "acc"):
        return name
    kind = Metric.names.get(function) if isinstance(function, str) else None
    if kind is None:
        return function
    return {"class_name": kind.__name__, "config": {"name": name} if isinstance(name, str) else {}}


def optimizer_from_keras(value: Any) -> Optimizer:
    """An optimizer with its learning rate or schedule."""
    if not isinstance(value, Mapping):
        optimizer: Optimizer = Optimizer.coerce(_in_our_case(value))
        return optimizer
    value = {**value, "class_name": _in_our_case(value.get("class_name"))}
    config = value.get("config") or {}
    if not isinstance(config, Mapping):
        raise Fault("{value} cannot be read", value=shown(value.get("class_name")))
    config = dict(config)
    rate = config.get("learning_rate")
    if isinstance(rate, Mapping):
        config["learning_rate"] = object_from_keras(Schedule, rate)
    found: Optimizer = object_from_keras(Optimizer, {**value, "config": config})
    return found


def _in_our_case(name: Any) -> Any:
    """The name of an optimizer, which Keras finds however large its letters are."""
    found = [known for known in Optimizer.registry if isinstance(name, str) and known.lower() == name.lower()]
    return found[0] if found else name
