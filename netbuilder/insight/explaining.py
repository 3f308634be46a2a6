"""One sample of prepared data explained: the method's numbers, what they are worth, and the picture they lie over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import Prepared
from netbuilder.engine.model import Model
from netbuilder.engine.readiness import in_order, samples_of
from netbuilder.insight.attribution import Target, Why
from netbuilder.insight.methods import explained
from netbuilder.insight.overlay import explained_png, over_places
from netbuilder.insight.pictures import is_picture
from netbuilder.insight.sanity import Sanity, sanity


@dataclass(frozen=True)
class Explanation:
    """Why an answer was given for a sample: `sample` is what entered the network, one array an input, `own` the first
    of them as it came (empty where it cannot be told), `check` what the map is worth.
    """

    sample: tuple[Array, ...]
    own: Array
    why: Why
    check: Sanity

    @property
    def picture(self) -> bytes | None:
        """The sample beside itself with the explanation over it, as PNG; None for what is no picture."""
        share = self.why.shares[0]
        if not self.own.size or not is_picture(self.own) or (share.ndim < 2 and share.size != self.own.size):
            return None
        own_shape = share.reshape(self.own.shape) if share.size == self.own.size else share
        return explained_png(self.own, over_places(own_shape))


def explain(
    model: Model, prepared: Prepared, part: str, number: int, target: Target, method: str, block: str = ""
) -> Explanation:
    """Explains a sample of the part "train", "val" or "test"; raises DataError for what the method cannot explain."""
    sample = sample_of(model, prepared, part, number)
    why = explained(method, model, sample, target, block)
    check = sanity(model, lambda other: explained(method, other, sample, target, block).shares[0])
    return Explanation(tuple(sample), _as_it_came(model, prepared, part, number), why, check)


def sample_of(model: Model, prepared: Prepared, part: str, number: int) -> list[Array]:
    """One sample as it enters the network, without the sample axis."""
    return [np.asarray(x[number]) for x in samples_of(prepared, model.graph, part).x]


def answer_name(prepared: Prepared, output: str, unit: int, units: int) -> str:
    """What number `unit` of an output says; of one number for two classes it is the second."""
    classes = prepared.classes_of(output)
    if units == 1:
        return classes[1] if len(classes) == 2 else prepared.fitted.predicts(output).column or output
    return classes[unit] if unit < len(classes) else str(unit)


def _as_it_came(model: Model, prepared: Prepared, part: str, number: int) -> Array:
    given, names = prepared.dataset.part(part)[0], model.graph.input_names
    if len(given) != len(names) or prepared.raw.series is not None:  # rows in a window are no picture
        return np.empty(0)
    return np.asarray(in_order(given, names, "inputs")[0][number])
