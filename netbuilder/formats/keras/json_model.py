"""Keras's model JSON (`model.to_json()`): the network and how it is compiled, without weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import N_, Message, listed
from netbuilder.files import atomic_write, dump_json, parse_json
from netbuilder.files.reading import read_bytes
from netbuilder.files.start import Start
from netbuilder.formats.base import Bundle, Format, register, suffixes
from netbuilder.formats.keras.archive import KERAS_VERSION
from netbuilder.formats.keras.before_keras_3 import is_before_keras_3, names_with_old
from netbuilder.formats.keras.config_reading import read_model_config, read_training
from netbuilder.formats.keras.config_writing import compile_config, model_config
from netbuilder.formats.keras.limits import limits, mend
from netbuilder.formats.keras.releases import needs_of_archive
from netbuilder.formats.keras.tensorflow_js import is_of_tensorflow_js, read_model_of_tensorflow_js
from netbuilder.graph import Graph

LARGEST = 64 << 20


def write(bundle: Bundle, path: Path) -> None:
    """The config, as `keras.models.model_from_json` reads it."""
    snapshot = bundle.snapshot
    config = model_config(snapshot.graph, bundle.name)
    if snapshot.training is not None:
        config["compile_config"] = compile_config(snapshot.training, snapshot.graph.output_names)
    with atomic_write(path) as file:
        file.write(dump_json({**config, "keras_version": KERAS_VERSION, "backend": "jax"}))


def read(path: Path) -> Snapshot:
    """The network in a JSON file of Keras 2 or 3, without weights; raises FileFault.

    A model.json of TensorFlow.js says where its weights lie, and is read with them.
    """
    config = parse_json(read_bytes(path, LARGEST + 1), str(path))
    if is_of_tensorflow_js(config):
        return read_model_of_tensorflow_js(config, path)
    described = read_model_config(config, path)
    training, notes = read_training(config.get("compile_config"), described)
    told = (*described.notes, *notes, *_unlike(described.graph, config))
    return Snapshot(described.network, {}, training, None, told)


def _unlike(graph: Graph, config: Mapping[str, Any]) -> tuple[Message, ...]:
    if not is_before_keras_3(config.get("keras_version")):
        return ()
    names = names_with_old(graph)
    if not names:
        return ()
    told = N_(
        "{names}: hard_sigmoid was another function in Keras 2. Weights of that release would give other outputs: "
        "open the whole model in their place"
    )
    return (Message(told, {"names": listed(names)}),)


def _is_json_by_another_name(start: Start) -> bool:
    text = b"\0" not in start.first  # else the length at the head of other files may look so
    return text and start.first.lstrip().startswith(b"{") and not start.name.endswith(suffixes(readable=True))


register(
    Format(
        ".json", "Keras model (JSON)", write, read, limits, options=("flat",), mend=mend, needs=needs_of_archive,
        help="The network without weights, as text; model_from_json of Keras reads it.",
        recognizes=_is_json_by_another_name,
    )
)  # fmt: skip
