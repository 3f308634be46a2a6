"""`compile` and `fit`: what they are told becomes training settings, and what they are given the data."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.engine.callbacks import Callback
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault, FieldError
from netbuilder.formats.script_reading.objects import as_member
from netbuilder.formats.script_reading.values import Batches, Data, Fit, Made, Network, Unknown
from netbuilder.kinds import shown
from netbuilder.spec import Spec

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

COMPILE = ("optimizer", "loss", "metrics", "loss_weights")
FIT = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle")
OLD_FIT = {"nb_epoch": "epochs", "samples_per_epoch": "", "nb_val_samples": "", "steps_per_epoch": "steps_per_epoch"}


def compile_model(context: Context, network: Network, given: list[Any], named: dict[str, Any], node: ast.Call) -> None:
    """Takes loss, optimizer and metrics; what of them cannot be read is told."""
    told = dict(zip(COMPILE, given, strict=False)) | named
    network.compile_line = node.lineno
    settings: dict[str, Any] = {"metrics": _metrics(context, network, told.get("metrics"))}
    losses = _losses(context, network, told.get("loss"))
    if losses:
        settings["loss"] = losses
    optimizer = _member(context, Optimizer, told.get("optimizer", "rmsprop"), "the optimizer")
    if optimizer is not None:
        settings["optimizer"] = optimizer
    weights = told.get("loss_weights")
    weights = _by_output(network, weights) if isinstance(weights, dict) else weights
    if isinstance(weights, list | tuple) and all(isinstance(weight, int | float) for weight in weights):
        settings["loss_weights"] = tuple(weights)
    try:
        network.compiled = TrainingSettings(**settings)
    except FieldError as fault:
        context.refuse_fault(node, fault)


def _member(context: Context, base: type[Spec], value: Any, what: str) -> Any:
    """A member of a family, or None where it cannot be read, which is told."""
    if value is None:
        return None
    try:
        return as_member(context, base, value)
    except Fault as fault:
        context.refuse(context.lines[-1], "{what} cannot be read: {cause}", what=what, cause=str(fault))
        return None


def _by_output(network: Network, values: dict[Any, Any]) -> list[Any]:
    """Values by the names of outputs, in the outputs' order."""
    names = [
        tensor.call.made.name if isinstance(tensor.call.made, Made | Network) else "" for tensor in network.outputs
    ]
    return [values[name] for name in names] if set(names) == set(values) else list(values.values())


def _losses(context: Context, network: Network, value: Any) -> list[Loss]:
    if isinstance(value, dict):
        value = _by_output(network, value)
    items = value if isinstance(value, list | tuple) else [value]
    found = [_member(context, Loss, item, "the loss") for item in items]
    return found if all(loss is not None for loss in found) else []


def _metrics(context: Context, network: Network, value: Any) -> list[Metric]:
    """All metrics, each once: here they are those of every output."""
    if isinstance(value, dict):
        value = list(value.values())
    found: list[Metric] = []
    for item in _flat(value):
        metric = _member(context, Metric, item, "a metric")
        if metric is not None and metric not in found:
            found.append(metric)
    return found


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _flat(item)]
    return [] if value is None else [value]


def fit_model(
    context: Context, network: Network, name: str, given: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    """Notes what a training was told."""
    told = {OLD_FIT.get(key, key): value for key, value in named.items()}
    if name == "fit_generator":
        told = dict(zip(("x", "steps_per_epoch", "epochs", "verbose", "callbacks"), given, strict=False)) | told
        told["x"] = told.pop("generator", told.get("x"))
    else:
        told = dict(zip(FIT, given, strict=False)) | told
    x, y = told.get("x"), told.get("y")
    if isinstance(x, Batches):
        x, y, told["batch_size"] = x.x, x.y, x.size or told.get("batch_size")
    settings = _fit_settings(context, told, x)
    if name == "train_on_batch":
        settings.pop("epochs", None)
    network.fits.append(Fit(node.lineno, settings, x, y))
    return Unknown()


def _fit_settings(context: Context, told: dict[str, Any], x: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"epochs": 1, "batch_size": 32}
    for name in ("epochs", "batch_size", "validation_split", "shuffle"):
        value = told.get(name)
        if isinstance(value, Unknown):
            if value.undefined:
                context.want(value)
            context.note("{name} is not known and keeps its usual value", name=name)
        elif value is not None and value != "batch":
            found[name] = value
    if "validation_split" not in found:
        share = _share_held(context, told.get("validation_data"), x)
        if share:
            found["validation_split"] = share
    callbacks = _callbacks(context, told.get("callbacks"))
    if callbacks:
        found["callbacks"] = callbacks
    weights = told.get("class_weight")
    if isinstance(weights, dict) and sorted(weights) == list(range(len(weights))):
        values = [weights[i] for i in range(len(weights))]
        if all(isinstance(value, int | float) for value in values):
            found["class_weight"] = tuple(float(value) for value in values)
    return found


def _share_held(context: Context, data: Any, x: Any) -> float:
    """How much of the training data is held back by slicing: x[:10000] against x[10000:]."""
    held = data[0] if isinstance(data, tuple) and data else data.x if isinstance(data, Batches) else None
    if not (isinstance(held, Data) and isinstance(x, Data) and held.part == x.part == "train"):
        return 0.0
    if not held.rows or not x.rows:
        return 0.0
    context.note("a part of the training data is held back for validation: here that is its last part")
    return round(held.rows / (held.rows + x.rows), 6)


def _callbacks(context: Context, value: Any) -> list[Callback]:
    found: list[Callback] = []
    for item in _flat(value):
        if isinstance(item, Unknown) and item.asks and not item.undefined:
            context.note("a callback is not known and left out")
            continue
        callback = _member(context, Callback, item, "a callback")
        if callback is not None:
            found.append(callback)
    return found


def settings_of(context: Context, network: Network) -> TrainingSettings | None:
    """The training settings of a model: what `compile` and the last `fit` were told."""
    settings = network.compiled
    if settings is None and not network.fits:
        return None
    settings = settings or TrainingSettings()
    if network.fits:
        told = dict(network.fits[-1].settings)
        # In a loop over epochs, each round trains a little more.
        told["epochs"] = sum(fit.settings.get("epochs", 0) for fit in network.fits if fit.line == network.fits[-1].line)
        for name, value in told.items():
            try:
                settings = settings.replace(**{name: value})
            except FieldError as fault:
                context.note(
                    "{name} cannot be read: {cause}", network.fits[-1].line, name=shown(name), cause=str(fault)
                )
    if context.deterministic:
        settings = settings.replace(deterministic=True)
    return settings.replace(seed=context.seed) if context.seed is not None else settings
