"""Layers that belong to Keras's own applications (ConvNeXt), as the layers here that compute the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netbuilder.errors import Fault
from netbuilder.kinds import shown
from netbuilder.layers import Layer
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.parts.initializers import Constant
from netbuilder.layers.regularization import Dropout

# Their own arguments, in order. They are called with pictures.
ARGUMENTS = {"LayerScale": ("init_values", "projection_dim"), "StochasticDepth": ("drop_path_rate",)}
OF_ANY = ("name", "trainable", "dtype")


def layer_of_application(kind: str, config: Mapping[str, Any]) -> Layer:
    """The layer for one of an application; raises Fault for arguments that it does not have.

    LayerScale multiplies each channel by a weight of its own; StochasticDepth drops whole samples.
    """
    names = ARGUMENTS[kind]
    strange = [name for name in config if name not in (*names, *OF_ANY)]
    missing = [name for name in names if name not in config]
    if strange or missing:
        raise Fault("its arguments are {names}, got {given}", names=names, given=shown(list(config)))
    if kind == "LayerScale":
        start, channels = (config[name] for name in names)
        if not isinstance(channels, int) or isinstance(channels, bool):
            raise Fault("projection_dim is a whole number, got {value}", value=shown(channels))
        found: Layer = EinsumDense("abcd,d->abcd", (None, None, channels), kernel_initializer=Constant(start))
    else:
        found = Dropout(config["drop_path_rate"], (None, 1, 1, 1))
    return found if config.get("trainable") is not False else found.replace(trainable=False)


def application_arguments(kind: str, given: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a call by their names."""
    return dict(zip(ARGUMENTS[kind], given, strict=False)) | dict(named)
