"""The outputs of a file as ports of blocks."""

from __future__ import annotations

from typing import Any

from netbuilder.errors import Fault, FileFault, Message, listed
from netbuilder.formats.onnx.reading.operators import ALONE, NO_LAYER, Cut, Pending
from netbuilder.formats.onnx.reading.state import CUT, Order, State
from netbuilder.formats.onnx.reading.views import BATCH, View, atoms_of
from netbuilder.graph import Port
from netbuilder.kinds import shown


class Outputs:
    """Those of one file; `turned` says whether an input has its axes in another order than in the file."""

    def __init__(self, state: State, turned: bool) -> None:
        self.state, self.turned = state, turned
        self.order: dict[str, Order] = {}

    def read(self) -> list[Port]:
        """Their ports; raises FileFault where there is none, or one that no layer gives."""
        ends, left_out = [], []
        for end in self.state.graph.output:
            if end.name in self.order:
                raise FileFault("{path} names its output {name} twice. Export it again", path=self.state.path,
                                name=shown(end.name))  # fmt: skip
            value = self.state.values.get(end.name, CUT)
            if isinstance(value, Cut):
                left_out.append(end.name)
                continue
            made = value.made(self.state.build) if isinstance(value, Pending) else None
            value = value if made is None else made
            if isinstance(value, Pending):
                maker = next(node for node in self.state.nodes if end.name in node.output)
                self.state.unread.add(maker, NO_LAYER if value.reason == ALONE else value.reason)
                continue
            if not isinstance(value, View):
                raise FileFault(
                    "{path}: its output {name} does not come of its input", path=self.state.path, name=shown(end.name)
                )
            self.state.build.scope = f"{end.name}/output"
            ends.append(self._end(end.name, value))
        self.state.refuse_unread()
        if left_out:
            told = {"names": listed(shown(name)[1:-1] for name in left_out)}
            self.state.notes.append(
                Message("left out: outputs that are labels or tables, not numbers of a network: {names}", told)
            )
        if not ends:
            raise FileFault(
                "{path} gives labels or tables alone ({names}), and no numbers that a network could learn to give. "
                "Export the model with its scores",
                path=self.state.path,
                names=listed(shown(name)[1:-1] for name in left_out),
            )
        return ends

    def _end(self, name: str, view: View) -> Port:
        """The output as a port. Images that came in with channels last go out with channels last."""
        order = tuple(view.stored.index(axis) for axis in view.seen) if _turned_only(view) else None
        back = _inverse(order) if order is not None else None
        last = [0, *range(2, len(view.seen)), 1]
        if back is not None and self.turned and list(back) in (last, [1, 0, 2]) and len(view.seen) > 2:
            self.order[name] = tuple(back)
            self.state.note_order("output", name, back)
            return view.port
        try:
            if view.seen[0] != (BATCH,) and (BATCH,) in view.seen:
                first = view.seen.index((BATCH,))
                seen = (view.seen[first], *(axis for i, axis in enumerate(view.seen) if i != first))
                self.order[name] = (first, *(i for i in range(len(view.seen)) if i != first))
                self.state.note_order("output", name, self.order[name])
                return self.state.build.as_seen(view.with_seen(seen)).port
            self.order[name] = tuple(range(len(view.seen)))
            return self.state.build.as_seen(view).port
        except Fault as fault:
            raise FileFault(
                "{path}: its output {name} {cause}", path=self.state.path, name=shown(name), cause=fault
            ) from fault


def _turned_only(view: View) -> bool:
    """Whether a view shows the stored axes in another order and nothing else."""
    return (
        len(view.seen) == len(view.stored)
        and sorted(map(id, atoms_of(view.seen))) == sorted(map(id, atoms_of(view.stored)))
        and all(axis in view.stored for axis in view.seen)
    )


def _inverse(order: Any) -> tuple[int, ...]:
    return tuple(sorted(range(len(order)), key=lambda i: order[i]))
