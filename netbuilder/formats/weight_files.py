"""Files that hold weights alone, read into a network of the same shape: .npz, .safetensors, .weights.h5 and .h5."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.engine.snapshot import declared_weights
from netbuilder.errors import FileFault, Message, listed
from netbuilder.files import StoredArray, stored_in
from netbuilder.files.safetensors import is_safetensors, read_safetensors
from netbuilder.files.start import look
from netbuilder.formats.keras.archive import KERAS_VERSION, stored
from netbuilder.formats.keras.before_keras_3 import weights_as_keras_3
from netbuilder.formats.keras.h5_order import read_order
from netbuilder.formats.keras.hdf5 import Hdf5, read_hdf5
from netbuilder.formats.keras.hdf5_model import refuse_equal_names, shape_of, texts_of
from netbuilder.formats.keras.places import held_by, places_in
from netbuilder.formats.keras.weights import declared
from netbuilder.graph import Graph, check
from netbuilder.graph.keras_order import keras_order
from netbuilder.kinds import shown

SUFFIXES = (".npz", ".safetensors", ".weights.h5", ".h5")
NONE = "–"
WIDEST = 8  # bytes of a number


def read_weights(path: Path, graph: Graph) -> dict[Key, Array]:
    """The weights of a file for that graph, as float32; raises FileFault that lists all that do not fit."""
    return read_weights_with_notes(path, graph)[0]


def read_weights_with_notes(path: Path, graph: Graph) -> tuple[dict[Key, Array], tuple[Message, ...]]:
    """The same, and what there is to tell of them."""
    graph = graph.active
    errors = check(graph).errors
    if errors:
        raise FileFault("The network has problems. Fix them first: {problems}", problems=listed(errors, "; "))
    wanted = {key: weight.shape for key, weight in (declared_weights(graph) or {}).items()}
    found, version = _arrays(path, graph, wanted)
    differences = [
        f"{_named(key)} {shape} ≠ {found[key].shape if key in found else NONE}"
        for key, shape in wanted.items()
        if key not in found or found[key].shape != shape
    ]
    differences += [f"{shown(_named(key))} {NONE} ≠ {found[key].shape}" for key in found if key not in wanted]
    if differences:
        raise FileFault(
            "{path} does not fit this network. What is expected, and what was found instead ({none}: nothing): "
            "{differences}. Change the network, or choose another file",
            path=path, none=NONE, differences=listed(differences, "; "),
        )  # fmt: skip
    odd = [_named(key) for key in wanted if found[key].dtype.kind not in "fiub"]
    if odd:
        raise FileFault("{path} holds no numbers for {names}. Choose another file", path=path, names=listed(odd))
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite
        weights = {key: np.asarray(found[key], np.float32) for key in wanted}
    return weights_as_keras_3(graph, weights, version, path)


def _arrays(path: Path, graph: Graph, wanted: Mapping[Key, tuple[int, ...]]) -> tuple[dict[Key, Array], str | None]:
    """What the file holds by node and weight, whatever of it fits, and the release of Keras whose numbers they are.

    The first bytes tell which kind of file it is. The release is None where one before Keras 3 may have written it.
    """
    start = look(path)
    if start.is_hdf5:
        content = read_hdf5(path, steep=WIDEST * sum(map(math.prod, wanted.values())))
        if holds_layers(content):
            return of_h5(content, graph, path), _release(content)
        tells_names = any("name" in attributes for attributes in content.attributes.values())
        return of_weights_h5(content, graph), KERAS_VERSION if tells_names else None
    if start.is_zip:
        return _of_npz(path, wanted), KERAS_VERSION
    if is_safetensors(start.first, start.size):
        return by_name(read_safetensors(path)), KERAS_VERSION
    raise FileFault("{path} holds no weights that can be read. There are {known}", path=path, known=" ".join(SUFFIXES))


def holds_layers(content: Hdf5) -> bool:
    """Whether a file has the older form: layers by name, each with a list of its weights."""
    root = content.attributes[""]
    return any(name in root for name in ("layer_names", "layer_names0")) or "model_weights" in content.attributes


def _release(content: Hdf5) -> str:
    """The release of Keras that an older .h5 names; those before 1.1 name none."""
    places = (content.attributes.get(place, {}).get("keras_version") for place in ("", "model_weights"))
    return next((version for version in places if isinstance(version, str)), "1")


def _of_npz(path: Path, wanted: Mapping[Key, tuple[int, ...]]) -> dict[Key, Array]:
    """The arrays that fit; of others only the shape, spread over a single number: a file may claim any size."""
    stored = stored_in(path, bounded=False)
    return {
        key: array.load() if array.header.shape == wanted.get(key) else _spread(array)
        for name, array in stored.items()
        for key in [key_of(name)]
    }


def _spread(array: StoredArray) -> Array:
    return np.broadcast_to(np.zeros((), array.header.dtype), array.header.shape)


def key_of(name: str) -> Key:
    """Layer and weight of `layer/weight`."""
    node, _, weight = name.partition("/")
    return node, weight


def by_name(arrays: Mapping[str, Array]) -> dict[Key, Array]:
    """Arrays that are named `layer/weight`, by layer and weight."""
    return {key_of(name): array for name, array in arrays.items()}


def of_weights_h5(content: Hdf5, graph: Graph) -> dict[Key, Array]:
    """What a .weights.h5 file of Keras 3 holds for each layer."""
    report = check(graph)
    names = {name: tuple(declared(graph, name, report)) for name in keras_order(graph)}
    found: dict[Key, Array] = {}
    for place in places_in(content, held_by(graph, content), graph, names):
        for weight, inner in place.paths.items():
            array = stored(content, place.folder, inner)
            if array is not None:
                found[place.node, weight] = array
    return found


def of_h5(content: Hdf5, graph: Graph, path: Path) -> dict[Key, Array]:
    """What an older .h5 file holds for each layer, a whole model or its weights alone.

    Layers go by their names; where the file has others, by the order of those that have weights, as in Keras.
    """
    base = "model_weights/" if "model_weights" in content.attributes else ""
    report = check(graph)
    inside = {
        layer: names
        for layer in texts_of(content.attributes.get(base.rstrip("/"), {}), "layer_names")
        if (names := texts_of(content.attributes.get(f"{base}{layer}", {}), "weight_names"))
    }
    weights = {name: declared(graph, name, report) for name in keras_order(graph)}
    owners = [name for name in weights if weights[name]]
    in_order = len(owners) == len(inside) and set(owners) != set(inside)
    folders = dict(zip(owners, inside, strict=True)) if in_order else {name: name for name in owners}
    held = {each.node: each for each in held_by(graph, content)}
    found: dict[Key, Array] = {}
    for name, folder in [*folders.items(), *((layer, layer) for layer in inside if layer not in folders.values())]:
        stored_names = inside.get(folder, [])
        refuse_equal_names(stored_names, name, path)
        shapes = {inner: shape_of(content, f"{base}{folder}/{inner}") for inner in stored_names}
        wanted = read_order(graph, held[name], report, shapes) if name in owners else []
        for weight, inner in zip([*wanted, *_unnamed(len(stored_names) - len(wanted))], stored_names, strict=False):
            array = content.datasets.get(f"{base}{folder}/{inner}")
            if array is not None:
                found[name, weight] = array
    return found


def _unnamed(count: int) -> Iterable[str]:
    return (f"? {number + 1}" for number in range(count))


def _named(key: Key) -> str:
    return "/".join(part for part in key if part)
