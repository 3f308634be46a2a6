"""The block that stands for a layer this version does not know: it keeps what the file said, and cannot train."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from netbuilder.errors import Fault, ShapeError
from netbuilder.kinds import Shape, TextKind, shown
from netbuilder.layers import Layer
from netbuilder.spec import param

LONGEST = 1_000_000


class Placeholder(Layer):
    """A layer that this version of NetBuilder does not know."""

    fewest_inputs = 0
    most_inputs = None

    kind: str = param(doc="The name of the layer's kind.", brief="{}")
    raw: str = param(kind=TextKind(LONGEST), doc="What the file says of it, as JSON.", advanced=True)
    reason: str = param(doc="Why it could not be read.")

    def output_shape(self, *inputs: Shape) -> Shape:
        raise ShapeError(
            "{kind} could not be read: {reason}. Replace the block to train", kind=self.kind, reason=self.reason
        )


def layer_from_json(data: Mapping[str, Any]) -> Layer:
    """The layer that a project file describes, or a placeholder that keeps what it said."""
    try:
        layer: Layer = Layer.from_json(data)
        return layer
    except Fault as fault:
        kind = data.get("class_name")
        raw = json.dumps(data, allow_nan=False)
        if len(raw) > LONGEST:
            raise Fault("{kind} is too long to be kept", kind=shown(kind)) from None
        return Placeholder(
            kind=(kind if isinstance(kind, str) else shown(kind))[:200], raw=raw, reason=str(fault)[:1000]
        )


def layer_to_json(layer: Layer) -> dict[str, Any]:
    """What a project file says of a layer; a placeholder gives back what it was read from."""
    if isinstance(layer, Placeholder):
        raw: dict[str, Any] = json.loads(layer.raw)
        return raw
    return layer.to_json()
