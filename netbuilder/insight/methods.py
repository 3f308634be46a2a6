"""The ways in which an answer is explained, by their names."""

from __future__ import annotations

from collections.abc import Sequence

from netbuilder.arrays import Array
from netbuilder.data import Prepared
from netbuilder.data.text.steps import UNKNOWN
from netbuilder.engine.model import Model
from netbuilder.errors import N_, DataError
from netbuilder.insight.attribution import Target, Why, grad_cam, gradient_times_input, integrated_gradients, occlusion

METHODS = {
    "integrated": N_("integrated gradients"),
    "gradient": N_("gradient × input"),
    "occlusion": N_("occlusion"),
    "grad-cam": N_("Grad-CAM"),
}


def explained(method: str, model: Model, sample: Sequence[Array], target: Target, block: str = "") -> Why:
    """How much each number of a sample (without the sample axis) speaks for the target; raises DataError.

    Of Grad-CAM there is one map, that of the block; its score is not told.
    """
    if method == "gradient":
        return gradient_times_input(model, sample, target)
    if method == "occlusion":
        return occlusion(model, sample, target)
    if method == "grad-cam":
        return Why((grad_cam(model, sample, target, block or None),), float("nan"))
    if method == "integrated":
        return integrated_gradients(model, sample, target)
    raise DataError("there is no method {name}", name=method)


def names_of(prepared: Prepared, name: str, sample: Array) -> tuple[str, ...]:
    """What the numbers of an input are called for one sample, one after the other; nothing where they have no names.

    Words are called what they are, padding by an empty name.
    """
    table, found = prepared.fitted.table, tuple(prepared.dataset.features)
    if table is not None and table.inputs:
        columns = table.inputs[name if name in table.inputs else next(iter(table.inputs))]
        flat, found = sample.ravel(), ()
        for column in columns:
            own = column.inputs
            if column.text is not None and column.text.is_sequence:
                words = ("", UNKNOWN, *column.text.vocabulary)
                own = tuple(words[int(number)] for number in flat[len(found) : len(found) + len(own)])
            found = (*found, *own)
    return found if len(found) == sample.size else ()
