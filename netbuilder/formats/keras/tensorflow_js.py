"""model.json of TensorFlow.js: a Keras model as JSON, and the files beside it that hold its weights (layers format).

`modelTopology` is what Keras writes; `weightsManifest` lists groups of weights. The bytes of a group's weights follow
one another without gaps, little-endian, cut into the files that its `paths` name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import N_, FileFault, Message, listed
from netbuilder.files.reading import read_bytes
from netbuilder.files.schema import COUNT, NUMBER, OBJECT, TEXT, Each, Fields, conform, nullable, optional
from netbuilder.formats.keras.before_keras_3 import as_keras_3
from netbuilder.formats.keras.config_reading import Described, read_model_config, read_training
from netbuilder.formats.keras.places import CELLS, Held
from netbuilder.formats.keras.weights import declared, matched
from netbuilder.graph import Functional, check
from netbuilder.kinds import shown
from netbuilder.layers import Layer, Weight
from netbuilder.layers.wrappers import TimeDistributed

DTYPES = {"float32": "<f4", "int32": "<i4", "bool": "?"}
QUANTIZED = {"uint8": "<u1", "uint16": "<u2", "float16": "<f2"}
QUANTIZATION = Fields(dtype=TEXT, scale=optional(NUMBER), min=optional(NUMBER))
WEIGHT = Fields(name=TEXT, shape=Each(COUNT), dtype=TEXT, quantization=optional(QUANTIZATION))
GROUP = Fields(paths=Each(TEXT), weights=Each(WEIGHT))
MODEL = Fields(modelTopology=OBJECT, weightsManifest=nullable(Each(GROUP)))
WIDEST, MOST_SLOTS = 4, 8  # bytes of a number; numbers that are kept for each weight, with those of an optimizer
ROOM = 1 << 16  # bytes for what is no weight of a layer, such as an optimizer's count of steps
OWN_VERSION = "2"  # TensorFlow.js computes as Keras 2 did


def is_of_tensorflow_js(config: Any) -> bool:
    """Whether a JSON file is TensorFlow.js's."""
    return isinstance(config, Mapping) and "modelTopology" in config


def read_model_of_tensorflow_js(config: Mapping[str, Any], path: Path) -> Snapshot:
    """The network and its weights from the files beside it; raises FileFault."""
    config = conform(config, MODEL, str(path))
    topology = config["modelTopology"]
    if config.get("format") == "graph-model" or "node" in topology:
        raise FileFault(
            "{path} holds a graph of TensorFlow's operations, not layers. Convert the Keras model itself: "
            "--output_format tfjs_layers_model",
            path=path,
        )
    described = read_model_config(topology.get("model_config", topology), path)
    training, notes = read_training(topology.get("training_config") or config.get("trainingConfig"), described)
    groups = config.get("weightsManifest") or []
    weights: dict[Key, Array] = {}
    if groups:
        most = MOST_SLOTS * WIDEST * check(described.graph).total.parameters + ROOM
        weights, unknown = _placed(_stored(groups, path, most), described, path)
        notes += [Message(N_("{names}: weights of no layer"), {"names": listed(unknown)})] if unknown else []
    snapshot = Snapshot(described.network, weights, training, None, (*described.notes, *notes))
    return as_keras_3(snapshot, _version(topology), path)


def _version(topology: Mapping[str, Any]) -> str:
    """The release of Keras whose layers these are."""
    told = topology.get("keras_version")
    return told if isinstance(told, str) and told[:1].isdecimal() else OWN_VERSION


# -- the files ----------------------------------------------------------------------------------------


def _stored(groups: Sequence[Mapping[str, Any]], path: Path, most: int) -> dict[str, Array]:
    """All weights by name, in the order of the file."""
    sizes = [[_bytes_of(weight, path) for weight in group["weights"]] for group in groups]
    if sum(map(sum, sizes)) > most:
        raise FileFault("{path} lists more weights than its network can have", path=path)
    names = [weight["name"] for group in groups for weight in group["weights"]]
    shards = [name for group in groups for name in group["paths"]]
    for doubled in (names, shards):
        _refuse_doubled(doubled, path)
    found: dict[str, Array] = {}
    for group, own in zip(groups, sizes, strict=True):
        data, start = _joined(group["paths"], path, sum(own)), 0
        for weight, size in zip(group["weights"], own, strict=True):
            found[weight["name"]] = _array(weight, data[start : start + size])
            start += size
    return found


def _refuse_doubled(names: Sequence[str], path: Path) -> None:
    twice = [shown(name) for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise FileFault("{path} lists {names} twice", path=path, names=listed(twice))


def _bytes_of(weight: Mapping[str, Any], path: Path) -> int:
    shape: Sequence[int] = weight["shape"]
    return math.prod(shape) * np.dtype(_kind(weight, path)).itemsize


def _kind(weight: Mapping[str, Any], path: Path) -> str:
    """How the numbers of a weight lie in the file; raises FileFault for a kind that no layer here has."""
    quantized = weight.get("quantization")
    told = weight["dtype"] if quantized is None else quantized["dtype"]
    kind = (DTYPES if quantized is None else QUANTIZED).get(told)
    linear = told in ("uint8", "uint16")
    if kind is None or (linear and not {"scale", "min"} <= set(quantized or ())) or weight["dtype"] not in DTYPES:
        raise FileFault(
            "{path}: {weight} is stored as {kind}, which cannot be read",
            path=path, weight=shown(weight["name"]), kind=shown(told),
        )  # fmt: skip
    return kind


def _joined(names: Sequence[str], path: Path, size: int) -> bytes:
    """The bytes of a group from all of its files; raises FileFault where they are more or fewer."""
    data = bytearray()
    for name in names:
        shard = path.parent / name
        # Nothing but a plain file in the same folder: a name of one part, and no link.
        if name in ("", ".", "..") or any(letter in name for letter in "/\\:\0") or shard.is_symlink():
            raise FileFault("{path}: {file} is no file beside it", path=path, file=shown(name))
        data += read_bytes(shard, size + 1 - len(data))
        if len(data) > size:
            break
    if len(data) != size:
        raise FileFault(
            "{path}: the files {names} hold other than the {size} bytes that their weights take",
            path=path, names=listed(map(shown, names)), size=size,
        )  # fmt: skip
    return bytes(data)


def _array(weight: Mapping[str, Any], data: bytes) -> Array:
    """A weight as numbers; those in 8 or 16 bits are steps of `scale` from `min`."""
    quantized = weight.get("quantization")
    kind = DTYPES[weight["dtype"]] if quantized is None else QUANTIZED[quantized["dtype"]]
    array = np.frombuffer(data, kind).reshape(weight["shape"])
    if quantized is None or quantized["dtype"] == "float16":
        return array
    exact = array * float(quantized["scale"]) + float(quantized["min"])
    return np.round(exact) if weight["dtype"] == "int32" else exact.astype(np.float32)


# -- the layers ----------------------------------------------------------------------------------------


def _placed(stored: Mapping[str, Array], described: Described, path: Path) -> tuple[dict[Key, Array], list[str]]:
    """The weights of all nodes, and the names of those that no layer asked for."""
    report = check(described.graph)
    found: dict[Key, Array] = {}
    used: set[str] = set()
    for held in described.held:
        weights = declared(described.graph, held.node, report)
        for name, own in _leaves(held, described.graph[held.node].layer, weights, path):
            names = [stored_name for stored_name in stored if stored_name.split("/")[0] == name]
            if len(names) != len(own):
                raise FileFault(
                    "{path}: {layer} has {found} weights in the file, but the layer needs {expected}",
                    path=path, layer=shown(name), found=len(names), expected=len(own),
                )  # fmt: skip
            used.update(names)
            for weight, stored_name in zip(_in_order_of(names, own), names, strict=True):
                found[held.node, weight] = stored[stored_name]
    return matched(found, described.graph, path), [shown(name) for name in stored if name not in used]


def _in_order_of(names: Sequence[str], own: Mapping[str, str]) -> list[str]:
    """The weights as the file names them; where it has other names, in the order in which Keras lists them."""
    last = [name.rpartition("/")[2].partition(":")[0] for name in names]
    if sorted(last) == sorted(own):
        return [own[name] for name in last]
    return list(own.values())


def _leaves(
    held: Held, layer: Layer, weights: Mapping[str, Weight], path: Path
) -> Iterator[tuple[str, dict[str, str]]]:
    """The layers with weights, in models inside too, by their names in the file.

    Each with its weights in the order of files: the name in the layer, and that which the node outside has for it.
    """
    if held.kind == CELLS:
        raise FileFault("{path}: {layer} has a list of cells, whose weights cannot be read", path=path, layer=held.name)
    if isinstance(layer, TimeDistributed) and held.inside:
        layer, held = layer.layer, held.inside[0]
    if not (isinstance(layer, Functional) and held.inside):
        if weights:
            # What is trained comes first, as in .h5 files.
            yield held.name, {name: name for name in sorted(weights, key=lambda name: not weights[name].trainable)}
        return
    for inner in held.inside:
        prefix = f"{inner.node}."
        own = {name.removeprefix(prefix): weight for name, weight in weights.items() if name.startswith(prefix)}
        for name, found in _leaves(inner, layer.graph[inner.node].layer, own, path):
            yield name, {weight: prefix + outer for weight, outer in found.items()}
