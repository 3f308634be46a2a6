"""The base of layers that work along chosen axes."""

from __future__ import annotations

from netbuilder.errors import FieldError
from netbuilder.kinds import Shape
from netbuilder.layers.base import Layer
from netbuilder.layers.maths.axes import AxesKind, positions
from netbuilder.spec import param


class AlongAxes(Layer):
    """Base of layers that take the values along some axes together and keep the shape."""

    axis: tuple[int, ...] = param(
        default=-1, kind=AxesKind(), doc="The axis or axes taken together; the batch is axis 0.", brief="axis {}"
    )

    def validate(self) -> None:
        if 0 in self.axis:
            raise FieldError("axis", "cannot be 0, the batch")

    def output_shape(self, *inputs: Shape) -> Shape:
        self.along(inputs[0])
        return inputs[0]

    def along(self, shape: Shape) -> tuple[int, ...]:
        """The axes counted from the front, where the batch is 0; raises ShapeError."""
        return positions(tuple(sorted(self.axis)), shape)
