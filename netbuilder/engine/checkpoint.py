"""A run at rest in one file: weights, optimizer, random streams, layers' memories and progress, to the bit."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.checkpoint_checks import check_tree
from netbuilder.engine.circumstances import Circumstances, differences, going_on, kernels
from netbuilder.engine.fit import Progress
from netbuilder.engine.model import Model
from netbuilder.errors import FileFault
from netbuilder.files import atomic_write, make_folder, parse_json, read_npz
from netbuilder.files.schema import COUNT, TEXT, Fields, Table, conform, optional

VERSION = 1
DEEPEST = 32
LONG = 1000  # numbers in a list that is kept as an array: a history of millions no reader would take as JSON
HEAD = Fields(version=COUNT, of=TEXT, circumstances=optional(Table(TEXT)))


class NotExact(FileFault):
    """A run can go on from a checkpoint, but not to the bit: something that it depends on is not the same any more."""


def write_checkpoint(path: Path, model: Model, progress: Progress, now: Circumstances | None = None) -> None:
    """Writes everything that `read_checkpoint` needs to go on as if nothing had happened; raises FileFault.

    `now` are the circumstances of the run.
    """
    arrays: dict[str, Array] = {}
    tree = {
        "version": VERSION,
        "of": fingerprint(model),
        "circumstances": {**now, "kernels": kernels(model.compiled)} if now else {},
        "progress": vars(progress),
        "optimizer": model.optimizer_state.to_dict(),
        "streams": {name: stream.bit_generator.state for name, stream in model.streams.items()},
        "memories": {name: memory for name, memory in model.memories.items() if memory},
        "values": model.parameters.values,
        "fixed": model.parameters.fixed,
    }
    text = json.dumps(_packed(tree, arrays))
    head = np.frombuffer(text.encode(), np.uint8)
    make_folder(path.parent)
    with atomic_write(path) as file:
        np.savez(file, state=head, **arrays)  # type: ignore[arg-type]


def read_checkpoint(path: Path, model: Model, now: Circumstances | None = None) -> Progress:
    """Puts a model back to where it was and tells how far that is.

    Raises FileFault, and changes nothing, for a file that is damaged or of another network or other settings, and
    NotExact where the circumstances `now` differ from those that were kept.
    """
    arrays = read_npz(path)
    place = f"{path}: state"
    try:
        tree = _unpacked(parse_json(bytes(arrays["state"].astype(np.uint8)), place), arrays)
    except FileFault:
        raise
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise FileFault("{path} is damaged: it is not a whole checkpoint", path=path) from error
    conform(tree, HEAD, place)
    if tree["version"] != VERSION or tree["of"] != fingerprint(model):
        raise FileFault(
            "{path} is a checkpoint of another network or of other settings. Delete it to start over", path=path
        )
    progressed = tree.get("progress")
    computed = isinstance(progressed, dict) and progressed.get("compiled") is True
    told = differences(tree.get("circumstances") or {}, going_on(now, model, computed)) if now else None
    if told is not None:
        raise NotExact(
            "{path} is of a run that can go on, but not exactly: {differences}. Go on anyway, or begin anew",
            path=path, differences=told,
        )  # fmt: skip
    check_tree(tree, model, place)
    try:
        progress = Progress(**{"choices": {}, **tree["progress"]})  # nothing was measured before choices were kept
    except TypeError as error:
        raise FileFault("{path} is damaged: it is not a whole checkpoint", path=path) from error
    model.optimizer_state.from_dict(tree["optimizer"])
    model.parameters.restore((tree["values"], tree["fixed"]))
    for name, state in tree["streams"].items():
        model.streams[name].bit_generator.state = state
        model.memories[name].clear()
        model.memories[name].update(tree["memories"].get(name, {}))
    return progress


def fingerprint(model: Model) -> str:
    """Tells networks and settings apart; how long to train may differ."""
    settings = model.settings.replace(epochs=1)
    layout = [[*key, list(view.shape)] for key, view in model.parameters.views.items()]
    text = json.dumps([settings.to_json(), layout, [repr(node.layer) for node in model.graph.nodes.values()]])
    return hashlib.sha256(text.encode()).hexdigest()


def _packed(value: Any, arrays: dict[str, Array]) -> Any:
    """As JSON holds it; arrays are put aside under numbers."""
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if isinstance(value, dict):
        return {"dict": [[str(key), _packed(item, arrays)] for key, item in value.items()]}
    if type(value) is list and len(value) >= LONG and all(type(item) is float for item in value):
        return {"floats": _packed(np.array(value, np.float64), arrays)["array"]}
    if isinstance(value, tuple | list):
        return {type(value).__name__: [_packed(item, arrays) for item in value]}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": repr(value)}
    return value


def _unpacked(value: Any, arrays: dict[str, Any], depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise ValueError("too deep")
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "array":
        return np.array(arrays[inner])
    if kind == "floats":
        return np.asarray(arrays[inner], np.float64).ravel().tolist()
    if kind == "dict":
        return {key: _unpacked(item, arrays, depth + 1) for key, item in inner}
    if kind == "float":
        return float(inner)
    if kind not in ("list", "tuple"):
        raise ValueError(kind)
    items = [_unpacked(item, arrays, depth + 1) for item in inner]
    return tuple(items) if kind == "tuple" else items
