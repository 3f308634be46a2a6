""".keras files (Keras 3): a zip of metadata, config and weights. Reading never runs what the file holds."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.files import atomic_write, dump_json, open_archive, parse_json
from netbuilder.files.schema import TEXT, Fields, conform, optional
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.keras.before_keras_3 import as_keras_3
from netbuilder.formats.keras.config_reading import Described, read_model_config, read_training
from netbuilder.formats.keras.config_writing import compile_config, model_config
from netbuilder.formats.keras.hdf5 import Hdf5, read_hdf5
from netbuilder.formats.keras.limits import limits, mend
from netbuilder.formats.keras.places import Place, places_in
from netbuilder.formats.keras.releases import needs_of_archive
from netbuilder.formats.keras.weights import forgotten, matched, memory_of, optimizer_variables, weight_paths
from netbuilder.graph import Graph, check
from netbuilder.graph.keras_order import layer_folders

KERAS_VERSION = "3.15.1"  # whose conventions these files follow
METADATA = Fields(keras_version=optional(TEXT))
WIDEST, MOST_SLOTS = 8, 8  # bytes of a number; numbers that are kept for each weight, itself among them
ROOM_FOR_FOLDERS = 1 << 20  # bytes of HDF5's own for each layer, generously
OLDEST_DATE = (1980, 1, 1, 0, 0, 0)  # the same model gives the same bytes


def write_keras(bundle: Bundle, path: Path) -> None:
    """Graph, weights, compile config and optimizer state; `keras.models.load_model` reads it."""
    snapshot = bundle.snapshot
    config = model_config(snapshot.graph, bundle.name)
    if snapshot.training is not None:
        config["compile_config"] = compile_config(snapshot.training, snapshot.graph.output_names)
    with atomic_write(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        members = {
            "metadata.json": dump_json({"keras_version": KERAS_VERSION}),
            "config.json": dump_json(config),
            "model.weights.h5": weights_bytes(snapshot),
        }
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, OLDEST_DATE), data)


def write_weights(bundle: Bundle, path: Path) -> None:
    """The weights (and the optimizer's) without the network, as `model.save_weights` writes them."""
    with atomic_write(path) as file:
        file.write(weights_bytes(bundle.snapshot))


def weights_bytes(snapshot: Snapshot) -> bytes:
    """model.weights.h5: every layer has a `vars` group, weightless ones too."""
    buffer = io.BytesIO()
    import h5py  # only now: it takes a quarter of a second

    with h5py.File(buffer, "w") as file:
        file.create_group("vars")
        for name, folder in layer_folders(snapshot.graph).items():
            file.create_group(f"{folder}/vars").attrs["name"] = name
        for key, place in weight_paths(snapshot.graph).items():
            file[place] = np.asarray(snapshot.weights[key], np.float32)
        for i, (_, value) in enumerate(optimizer_variables(snapshot)):
            file[f"optimizer/vars/{i}"] = value
    return buffer.getvalue()


def read_keras(path: Path) -> Snapshot:
    """The model in a .keras file; raises FileFault that names the layer and the field."""
    with open_archive(path) as archive:
        config = parse_json(archive.read("config.json"), f"{path}: config.json")
        about = archive.read("metadata.json") if "metadata.json" in archive else b"{}"
        metadata = conform(parse_json(about, f"{path}: metadata.json"), METADATA, f"{path}: metadata.json")
        described = read_model_config(config, path)
        training, notes = read_training(config.get("compile_config"), described)
        most = _most_bytes(described.graph)
        with tempfile.TemporaryDirectory(prefix="netbuilder-") as folder:
            copied = Path(folder, "model.weights.h5")
            with copied.open("wb") as file:
                archive.copy("model.weights.h5", file, most)
            content = read_hdf5(copied, path, most)
    found = weights_of(content, described, path)
    variables = content.numbered("optimizer/vars")
    memory = (
        memory_of(variables, described.network, training.optimizer, described.held) if variables and training else None
    )
    notes = [*described.notes, *notes, *forgotten(variables, training, memory)]
    snapshot = Snapshot(described.network, found, training, memory, tuple(notes))
    return as_keras_3(snapshot, metadata.get("keras_version"), path)


def _most_bytes(graph: Graph) -> int:
    """What the weights of a network may take in a file, with all that an optimizer remembers of them."""
    return WIDEST * MOST_SLOTS * check(graph).total.parameters + ROOM_FOR_FOLDERS * (len(layer_folders(graph)) + 16)


def weights_of(content: Hdf5, described: Described, path: Path) -> dict[Key, Array]:
    """The weights by the file's own order of layers; raises FileFault where they do not fit."""
    names = {name: described.weight_names(name) for name in described.owners()}
    found: dict[Key, Array] = {}
    for place in places_in(content, described.held, described.graph, names):
        for weight, inner in place.paths.items():
            array = stored(content, place.folder, inner)
            if array is not None:
                found[place.node, weight] = array
        _refuse_more(content, place, path)
    return matched(found, described.graph, path)


def _refuse_more(content: Hdf5, place: Place, path: Path) -> None:
    """Raises FileFault where a layer has more weights in the file than it needs; states of generators lie elsewhere."""
    known = set(place.paths.values())
    for group in {inner.rpartition("/")[0] for inner in known} or {"vars"}:
        count = len(content.numbered(f"{place.folder}/{group}"))
        expected = sum(inner.rpartition("/")[0] == group for inner in known)
        if count > expected:
            raise FileFault(
                "{path}: {layer} has {found} weights in the file, but the layer needs {expected}",
                path=path, layer=place.node, found=count, expected=expected,
            )  # fmt: skip


def stored(content: Hdf5, folder: str, inner: str) -> Array | None:
    """The array at a place inside of a layer's folder; Keras 2.12 to 2.15 put a _ before the parts of a layer."""
    array = content.datasets.get(f"{folder}/{inner}")
    return content.datasets.get(f"{folder}/_{inner}") if array is None else array


def read_weights_only(path: Path) -> Snapshot:
    """Weights alone cannot be opened as a model."""
    raise FileFault("{path} holds weights but no network. Open the model, then load weights into it", path=path)


register(
    Format(
        ".keras", "Keras model", write_keras, read_keras, limits, options=("flat",), mend=mend,
        needs=needs_of_archive,
        help="Network, weights and optimizer in one file, for Keras 3 on any of its backends.",
        recognizes=lambda start: "config.json" in start.members,
    )
)  # fmt: skip
register(
    Format(
        ".weights.h5", "Keras weights", write_weights, read_weights_only, kind="weights",
        help="The weights alone, for a model of the same shape in Keras 3.",
        recognizes=lambda start: start.is_hdf5 and start.name.endswith(".weights.h5"),
    )
)  # fmt: skip
