"""Whole models in HDF5 (.h5), the form of Keras 1 and 2 that Keras 3 still reads. What is written is for Keras 3."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, listed
from netbuilder.files import atomic_write, parse_json
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.keras.archive import KERAS_VERSION
from netbuilder.formats.keras.before_keras_3 import as_keras_3
from netbuilder.formats.keras.config_reading import Described, read_model_config, read_training
from netbuilder.formats.keras.config_writing import compile_config, model_config
from netbuilder.formats.keras.h5_order import read_order, written_order
from netbuilder.formats.keras.hdf5 import Hdf5, read_hdf5
from netbuilder.formats.keras.limits import legacy_limits, mend
from netbuilder.formats.keras.releases import needs_of_h5
from netbuilder.formats.keras.weights import forgotten, matched, memory_of, optimizer_variables
from netbuilder.graph import check
from netbuilder.graph.keras_order import keras_order
from netbuilder.kinds import Shape

LONGEST_ATTRIBUTE = 60_000  # HDF5 keeps a group's header below 64 KB; Keras splits longer lists


def write_h5(bundle: Bundle, path: Path) -> None:
    """Graph, weights, compile config and optimizer state in one HDF5 file."""
    snapshot = bundle.snapshot
    buffer = io.BytesIO()
    import h5py  # only now: it takes a quarter of a second

    with h5py.File(buffer, "w") as file:
        file.attrs["keras_version"], file.attrs["backend"] = KERAS_VERSION, "jax"
        file.attrs["model_config"] = json.dumps(model_config(snapshot.graph, bundle.name, legacy=True))
        if snapshot.training is not None:
            config = compile_config(snapshot.training, snapshot.graph.output_names)
            config["optimizer_config"] = config.pop("optimizer")
            file.attrs["training_config"] = json.dumps(config)
        _write_weights(file.create_group("model_weights"), snapshot)
        _write_optimizer(file, snapshot)
    with atomic_write(path) as target:
        target.write(buffer.getvalue())


def _write_weights(group: Any, snapshot: Snapshot) -> None:
    names = keras_order(snapshot.graph)
    report = check(snapshot.graph)
    _texts(group, "layer_names", names)
    group.attrs["keras_version"], group.attrs["backend"] = KERAS_VERSION, "jax"
    for name in names:
        layer = group.create_group(name)
        weights = written_order(snapshot.graph, name, report)
        _texts(layer, "weight_names", [f"{name}/{weight}" for weight in weights])
        for weight in weights:
            layer[f"{name}/{weight}"] = np.asarray(snapshot.weights[name, weight], np.float32)
    _texts(group.create_group("top_level_model_weights"), "weight_names", [])


def _write_optimizer(file: Any, snapshot: Snapshot) -> None:
    variables = optimizer_variables(snapshot)
    if not variables or snapshot.training is None:
        return
    group = file.create_group("optimizer_weights")
    prefix = snapshot.training.optimizer.snake()
    _texts(group, "weight_names", [f"{prefix}/{name}" for name, _ in variables])
    for name, value in variables:
        group[f"{prefix}/{name}"] = value


def _texts(group: Any, name: str, texts: list[str]) -> None:
    array = np.array([text.encode() for text in texts], dtype="S" if texts else float)
    if array.nbytes <= LONGEST_ATTRIBUTE:
        group.attrs[name] = array
        return
    for i, part in enumerate(np.array_split(array, -(-array.nbytes // LONGEST_ATTRIBUTE))):
        group.attrs[f"{name}{i}"] = part


def read_h5(path: Path) -> Snapshot:
    """The model in an .h5 file of Keras 2 or 3; raises FileFault."""
    content = read_hdf5(path)
    root = content.attributes[""]
    if not isinstance(root.get("model_config"), str):
        raise FileFault("{path} holds weights but no network. Save the whole model: model.save(…)", path=path)
    described = read_model_config(
        parse_json(root["model_config"].encode("utf-8", "surrogatepass"), f"{path}: model_config"),
        path,
        root.get("keras_version"),
    )
    config = root.get("training_config")
    config = (
        parse_json(config.encode("utf-8", "surrogatepass"), f"{path}: training_config")
        if isinstance(config, str)
        else None
    )
    training, notes = read_training(config, described)
    weights = _weights(content, described, path)
    names, variables = _optimizer_variables(content)
    memory = None
    if training is not None and variables:
        memory = memory_of(variables, described.network, training.optimizer, described.held, names)
    notes = [*described.notes, *notes, *forgotten(variables, training, memory)]
    snapshot = Snapshot(described.network, weights, training, memory, tuple(notes))
    return as_keras_3(snapshot, root.get("keras_version"), path)


def _weights(content: Hdf5, described: Described, path: Path) -> dict[Key, Array]:
    base = "model_weights" if "model_weights" in content.attributes else ""
    found: dict[Key, Array] = {}
    report = check(described.graph)
    for held in described.held:
        name = held.node
        place = "/".join(part for part in (base, held.name) if part)
        stored = texts_of(content.attributes.get(place, {}), "weight_names")
        shapes = {inner: shape_of(content, f"{place}/{inner}") for inner in stored}
        wanted = read_order(described.graph, held, report, shapes)
        if len(stored) != len(wanted):
            raise FileFault(
                "{path}: {layer} has {found} weights in the file, but the layer needs {expected}",
                path=path, layer=name, found=len(stored), expected=len(wanted),
            )  # fmt: skip
        refuse_equal_names(stored, name, path)
        for weight, inner in zip(wanted, stored, strict=True):
            array = content.datasets.get(f"{place}/{inner}")
            if array is not None:
                found[name, weight] = array
    return matched(found, described.graph, path)


def shape_of(content: Hdf5, name: str) -> Shape:
    """The shape of a stored weight; none where the file lists it and has it not."""
    array = content.datasets.get(name)
    return () if array is None else array.shape


def refuse_equal_names(names: list[str], layer: str, path: Path) -> None:
    """Raises FileFault where weights of one layer have one name: only one of them is in the file."""
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise FileFault(
            "{path}: several weights of {layer} are called {names} in the file, which holds only one of each. "
            "Keras 3.0 wrote such files: save the model as .keras",
            path=path, layer=layer, names=listed(twice),
        )  # fmt: skip


def _optimizer_variables(content: Hdf5) -> tuple[list[str], list[Array]]:
    names = texts_of(content.attributes.get("optimizer_weights", {}), "weight_names")
    found = {name: content.datasets.get(f"optimizer_weights/{name}") for name in names}
    kept = {name: array for name, array in found.items() if array is not None}
    return list(kept), list(kept.values())


def texts_of(attributes: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts; long ones are split over name0, name1 …"""
    parts = [attributes[name]] if name in attributes else []
    while name not in attributes and f"{name}{len(parts)}" in attributes:
        parts.append(attributes[f"{name}{len(parts)}"])
    return [str(text) for part in parts if isinstance(part, list) for text in part]


register(
    Format(
        ".h5", "Keras model (HDF5)", write_h5, read_h5, legacy_limits, options=("flat",), mend=mend, needs=needs_of_h5,
        help="The older form of a whole model; Keras 3 reads it too.",
        recognizes=lambda start: start.is_hdf5,
    )
)  # fmt: skip
