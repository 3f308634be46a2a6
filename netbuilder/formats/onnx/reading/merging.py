"""Values of several layers joined place by place, whatever the order in which their axes lie."""

from __future__ import annotations

from typing import Any

from netbuilder.errors import N_, Fault
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.views import BATCH, CannotView, View, atoms_of, unified
from netbuilder.layers import Layer

NOT_OVER_SAMPLES = N_("joins values whose axes of samples do not lie over each other")


def merged(build: Builder, layer: Layer, views: list[View]) -> View:
    """Values brought to one arrangement and joined value by value."""
    rank = max(len(view.seen) for view in views)
    wide = [view.with_seen(((),) * (rank - len(view.seen)) + view.seen) for view in views]
    require(all(view.seen[0] == wide[0].seen[0] or BATCH in atoms_of(view.seen) for view in wide), NOT_OVER_SAMPLES)
    wide.sort(key=lambda view: -len(atoms_of(view.seen)))
    base, others = wide[0], []
    try:
        for view in wide[1:]:
            pairs = [(a, b) for a, b in zip(base.seen, view.seen, strict=True) if a and b]
            base, changed = unified(base, view, pairs)
            others.append(changed)
        others = [unified(base, view, ())[1] for view in others]
    except CannotView:
        raise Fault("joins values whose sizes do not fit") from None
    seen = tuple(max(axes, key=len) for axes in zip(base.seen, *(view.seen for view in others), strict=True))
    if set(atoms_of(seen)) - set(atoms_of(base.stored)):
        return _joined_at_length(build, layer, [base, *others], seen, views)
    final = [base]
    for view in others:
        have = set(atoms_of(view.stored))
        target = []
        for axis in base.stored:
            here = tuple(atom for atom in axis if atom in have)
            if here and here != axis:
                return _joined_at_length(build, layer, [base, *others], seen, views)
            target.append(here)
        final.append(build.rearranged(view, tuple(target)))
    (port,) = build.add(layer, _in_first_order(final, views))
    return View(port, base.stored, seen)


def _in_first_order(final: list[View], views: list[View]) -> list[Any]:
    """Ports in the order in which the operator reads them: the largest was taken first."""
    rank = max(len(view.seen) for view in views)
    wide = sorted(
        range(len(views)),
        key=lambda i: -len(atoms_of(((),) * (rank - len(views[i].seen)) + views[i].seen)),
    )
    return [port for _, port in sorted(zip(wide, (view.port for view in final), strict=True))]


def _joined_at_length(build: Builder, layer: Layer, wide: list[View], seen: Any, views: list[View]) -> View:
    """Each as the file sees it, with size 1 where it is spread."""
    require(seen[0] == (BATCH,), NOT_OVER_SAMPLES)
    final = [build.as_seen(view) for view in wide]
    (port,) = build.add(layer, _in_first_order(final, views))
    return View(port, seen, seen)
