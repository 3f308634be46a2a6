"""`compile` and `fit`: what they are told becomes training settings."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.monitors import deaf_callbacks, same_meaning
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import FieldError
from netbuilder.formats.keras.compiled import in_order, joined
from netbuilder.formats.script_reading.context import as_message
from netbuilder.formats.script_reading.limits import TRAINING
from netbuilder.formats.script_reading.objects import member_or_note
from netbuilder.formats.script_reading.values import Made, Network
from netbuilder.kinds import shown

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

COMPILE = ("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics")
OLD_COMPILE = ("optimizer", "loss", "metrics", "loss_weights", "sample_weight_mode", "weighted_metrics")
# How it computes, not what: nothing is lost without them.
SILENT = frozenset(("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss"))


def compile_model(context: Context, network: Network, given: list[Any], named: dict[str, Any], node: ast.Call) -> None:
    """Takes loss, optimizer and metrics; what of them cannot be read is told."""
    context.budget.pay(TRAINING)
    told = dict(zip(_order(given), given, strict=False)) | named
    network.compile_lines.append(node.lineno)
    outputs = output_names(network)
    settings: dict[str, Any] = {
        name: _metrics(context, outputs, told.get(name), name) for name in ("metrics", "weighted_metrics")
    }
    losses = [member_or_note(context, Loss, item, "the loss") for item in in_order(told.get("loss"), outputs)]
    if losses and all(loss is not None for loss in losses):
        settings["loss"] = losses
    elif any(loss is not None for loss in losses):
        context.note("an output without a loss cannot be expressed: all of them have the usual one")
    optimizer = member_or_note(context, Optimizer, told.get("optimizer", "rmsprop"), "the optimizer")
    if optimizer is not None:
        settings["optimizer"] = optimizer
    weights = told.get("loss_weights")
    if weights is not None:
        weights = in_order(weights, outputs)
        if all(isinstance(weight, int | float) for weight in weights):
            settings["loss_weights"] = tuple(weights)
        else:
            context.note("{name} is not known and keeps its usual value", name="loss_weights")
    for name in told:
        if name not in (*COMPILE, *SILENT) and told[name] is not None:
            context.note("{name} of compile is left out", name=shown(name))
    try:
        network.compiled = TrainingSettings(**settings)
    except FieldError as fault:
        context.refuse_fault(node, fault)


def _order(given: list[Any]) -> tuple[str, ...]:
    """What stands where: Keras 3 put the losses' weights before the metrics."""
    third = given[2] if len(given) > 2 else None
    numbers = list(third.values()) if isinstance(third, dict) else third
    is_new = isinstance(numbers, list | tuple) and all(isinstance(number, int | float) for number in numbers)
    return COMPILE if third is None or (is_new and numbers) else OLD_COMPILE


def output_names(network: Network) -> tuple[str, ...]:
    """The names of its outputs, by which `compile` may be told things."""
    if network.sequential:
        return (network.items[-1].name,) if network.items else ("",)
    return tuple(
        tensor.call.made.name if isinstance(tensor.call.made, Made | Network) else "" for tensor in network.outputs
    )


def _metrics(context: Context, outputs: tuple[str, ...], value: Any, name: str) -> tuple[Metric, ...]:
    """Metrics as they are written, each with its output where outputs have different ones."""
    strangers = [key for key in value if key not in outputs] if isinstance(value, dict) and len(outputs) > 1 else []
    if strangers:
        context.note("{name} names {output}, which is not an output: left out", name=name, output=shown(strangers[0]))

    def member(item: Any) -> Metric | None:
        found: Metric | None = member_or_note(context, Metric, item, "a metric")
        return found

    return joined(value, outputs, member)


def modern(context: Context, training: TrainingSettings, outputs: tuple[str, ...]) -> TrainingSettings:
    """The settings with names that Keras had before its release 2.3 turned into those of today: val_acc."""
    for _ in range(2 * len(training.callbacks)):
        old = [
            (deaf, new[0])
            for deaf in deaf_callbacks(training, outputs, True)
            if (new := _names_now(deaf.name, training, outputs))
        ]
        if not old:
            break
        deaf, name = old[0]
        context.note(
            "{old}, as it was called before Keras 2.3, is called {new} now",
            context.line_of_fit,
            old=deaf.name,
            new=name,
        )
        callbacks = list(training.callbacks)
        callbacks[deaf.place] = deaf.mended(name)
        training = training.replace(callbacks=callbacks)
    return training


def _names_now(name: str, training: TrainingSettings, outputs: tuple[str, ...]) -> list[str]:
    """What an old name means: acc for accuracy, the long name for a short one."""
    if name.endswith("accuracy"):
        return []  # a name of today: whoever says acc in compile has to watch that
    before = name.startswith("val_")
    return [other for other in same_meaning(name, training, outputs) if other.startswith("val_") == before]


def settings_of(context: Context, network: Network) -> TrainingSettings | None:
    """The training settings of a model: what `compile` and the last `fit` were told."""
    settings = network.compiled
    if settings is None and not network.fits:
        return None
    settings = settings or TrainingSettings()
    _tell_repeated(context, network)
    if network.fits:
        told = dict(network.fits[-1].settings)
        # In a loop over epochs, each round trains a little more.
        context.line_of_fit = network.fits[-1].line
        if not told:
            context.note(
                "it is trained batch by batch in a loop of the script's own, which is not run. Choose here for how "
                "many epochs", context.line_of_fit,
            )  # fmt: skip
        epochs = [fit.settings.get("epochs", 0) for fit in network.fits if fit.line == network.fits[-1].line]
        if all(type(count) is int for count in epochs) and "epochs" in told:
            told["epochs"] = sum(epochs)
        for name, value in told.items():
            try:
                settings = settings.replace(**{name: value})
            except FieldError as fault:
                context.note(
                    "{name} cannot be read: {cause}", network.fits[-1].line, name=shown(name), cause=as_message(fault)
                )
    if context.deterministic:
        settings = settings.replace(deterministic=True)
    return settings.replace(seed=context.seed) if context.seed is not None else settings


def _tell_repeated(context: Context, network: Network) -> None:
    """Training in several stages: only the last one can be told here."""
    for name, lines in (("compile", network.compile_lines), ("fit", [fit.line for fit in network.fits])):
        places = sorted(set(lines))
        if len(places) > 1:
            context.note(
                "{name} is called in several places (lines {lines}), and only the last one was taken", places[-1],
                name=name, lines=", ".join(map(str, places[:20])),
            )  # fmt: skip
