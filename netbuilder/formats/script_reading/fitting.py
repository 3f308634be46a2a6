"""What `fit` is told: kept where the settings have a word for it, else told with its line."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.engine.callbacks import Callback
from netbuilder.formats.script_reading.limits import TRAINING
from netbuilder.formats.script_reading.objects import member_or_note
from netbuilder.formats.script_reading.values import Batches, Data, Fit, Made, Network, Unknown
from netbuilder.kinds import shown

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

FIT = (
    "x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle",
    "class_weight", "sample_weight", "initial_epoch", "steps_per_epoch", "validation_steps", "validation_batch_size",
    "validation_freq",
)  # fmt: skip
GENERATOR = (
    "x", "steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data", "validation_steps",
    "validation_freq", "class_weight",
)  # fmt: skip
OLD_FIT = {"nb_epoch": "epochs", "generator": "x", "nb_val_samples": "validation_steps"}
# How it computes, not what: nothing is lost without them.
SILENT = frozenset(("x", "y", "verbose", "max_queue_size", "max_q_size", "workers", "use_multiprocessing",
                    "pickle_safe", "nb_worker", "validation_batch_size"))  # fmt: skip
KEPT = ("epochs", "batch_size", "validation_split", "shuffle", "initial_epoch", "steps_per_epoch", "validation_freq")
MOST_CLASSES = 10_000


def fit_model(
    context: Context, network: Network, name: str, given: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    """Notes what a training was told."""
    context.budget.pay(TRAINING)
    told = {OLD_FIT.get(key, key): value for key, value in named.items()}
    told = dict(zip(GENERATOR if name == "fit_generator" else FIT, given, strict=False)) | told
    x, y = told.get("x"), told.get("y")
    if isinstance(x, Batches):
        x, y, told["batch_size"] = x.x, x.y, x.size or told.get("batch_size")
    if told.get("batch_size") is None:
        told["batch_size"] = _made_for(network)
    if name == "train_on_batch":
        network.fits.append(Fit(node.lineno, {}, x, y))
        return Unknown()
    network.fits.append(Fit(node.lineno, _fit_settings(context, told, x), x, y))
    return Unknown()


def _made_for(network: Network) -> int | None:
    """The samples of a batch that a network was made for, where it says so: `batch_input_shape=(32, 10, 1)`."""
    first = network.items[0] if network.items else None
    made = [first, *(tensor.call.made for tensor in network.inputs)]
    return next((one.batch for one in made if isinstance(one, Made) and one.batch), None)


def evaluate_model(context: Context, given: list[Any], named: dict[str, Any]) -> Any:
    """Scores are taken of the whole test part: whatever says otherwise is told."""
    for name in ("sample_weight", "steps"):
        if named.get(name) is not None:
            context.note("{name} of evaluate is left out: scores are those of all samples alike", name=name)
    return Unknown()


def _fit_settings(context: Context, told: dict[str, Any], x: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"epochs": 1, "batch_size": 32}
    for name in KEPT:
        value = told.get(name)
        if isinstance(value, Unknown):
            if value.undefined:
                context.want(value)
            context.note("{name} is not known and keeps its usual value", name=name)
        elif (name == "shuffle" and value == "batch") or isinstance(value, list | tuple):
            context.note("{name}={value} cannot be expressed, and is left out", name=name, value=shown(value))
        elif value is not None:
            found[name] = value
    _drop_whole_epoch(found, x)
    found.update(_validation(context, told, x))
    callbacks = _callbacks(context, told.get("callbacks"))
    if callbacks:
        found["callbacks"] = callbacks
    weights = _class_weight(context, told.get("class_weight"))
    if weights:
        found["class_weight"] = weights
    given = told.get("sample_weight")
    if given is not None and not (isinstance(given, Data) and (given.role, given.part) == ("w", "train")):
        context.note("the weights of samples are left out. Save them in the data's .npz file, as w_train")
    for name, value in told.items():
        known = name in (*KEPT, "callbacks", "validation_data", "class_weight", "sample_weight") or name in SILENT
        if known or value is None:
            continue
        if name == "validation_steps":
            context.note("validation_steps is left out: validation goes over all of its samples")
        else:
            context.note("{name} of fit is left out", name=shown(name))
    return found


def _drop_whole_epoch(found: dict[str, Any], x: Any) -> None:
    """As many steps as there are batches are no limit."""
    steps, size = found.get("steps_per_epoch"), found["batch_size"]
    rows = x.rows or (x.shape[0] if x.shape else None) if isinstance(x, Data) else None
    if isinstance(steps, float) and steps.is_integer():
        steps = found["steps_per_epoch"] = int(steps)
    if rows and isinstance(steps, int) and isinstance(size, int) and size > 0 and steps >= rows // size:
        del found["steps_per_epoch"]


def _validation(context: Context, told: dict[str, Any], x: Any) -> dict[str, Any]:
    """The test part, or a share of the training data, that `validation_data` stands for."""
    data = told.get("validation_data")
    if data is None:
        return {}
    held = data[0] if isinstance(data, list | tuple) and data else data.x if isinstance(data, Batches) else None
    share = _share_held(x, held)
    if share:
        context.note("a part of the training data is held back for validation: here that is its last part")
        return {"validation_split": share}
    if not isinstance(_first(held), Data) or _first(held).part != "test":
        context.note("what it validates on is not known here, and the data's test part is taken instead")
    weights = data[2] if isinstance(data, list | tuple) and len(data) > 2 else None
    if weights is not None and not (isinstance(weights, Data) and (weights.role, weights.part) == ("w", "test")):
        context.note("the weights of validation samples are left out. Save them in the data's .npz file, as w_test")
    return {"validate_on_test": True, "validation_split": 0.0}


def _first(value: Any) -> Any:
    value = list(value.values()) if isinstance(value, dict) else value
    return value[0] if isinstance(value, list | tuple) and value else value


def _share_held(x: Any, held: Any) -> float:
    """How much of the training data is held back: by x[:10000] against x[10000:], or by train_test_split."""
    if not (isinstance(held, Data) and isinstance(x, Data) and held.part == x.part == "train"):
        return 0.0
    if held.held:
        return held.held
    return round(held.rows / (held.rows + x.rows), 6) if held.rows and x.rows else 0.0


def _callbacks(context: Context, value: Any) -> list[Callback]:
    found: list[Callback] = []
    for item in value if isinstance(value, list | tuple) else [] if value is None else [value]:
        if isinstance(item, list | tuple):
            found += _callbacks(context, item)
            continue
        if isinstance(item, Unknown) and item.asks and not item.undefined:
            context.note("a callback is not known and left out")
            continue
        callback = member_or_note(context, Callback, item, "a callback")
        if callback is not None:
            found.append(callback)
    return found


def _class_weight(context: Context, weights: Any) -> tuple[float, ...]:
    """A weight for each class up to the last that has one; as in Keras those between count 1."""
    if weights is None or weights == {}:
        return ()
    plain = isinstance(weights, dict) and all(
        isinstance(key, int)
        and 0 <= key < MOST_CLASSES
        and isinstance(value, int | float)
        and not isinstance(value, bool)
        for key, value in weights.items()
    )
    if not plain:
        context.note("the weights of classes are not known here, and are left out. Give them in the training settings")
        return ()
    return tuple(float(weights.get(number, 1.0)) for number in range(max(weights) + 1))
