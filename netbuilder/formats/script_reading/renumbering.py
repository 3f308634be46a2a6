"""Names of one model's layers, where a script builds several: counted anew, as if there were no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from netbuilder.formats.script_reading.values import Made, Network

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context


def renumber(context: Context, network: Network) -> None:
    """Counts the layers that Keras named by itself in the order in which they were made."""
    seen: set[int] = set()
    counts: Counter[str] = Counter()
    for made in sorted(_layers(context, network, seen), key=lambda made: made.number):
        if not made.named and made.base:
            number = counts[made.base]
            counts[made.base] += 1
            made.name = f"{made.base}_{number}" if number else made.base


def _layers(context: Context, network: Network, seen: set[int]) -> Iterator[Made]:
    """The layers of a model and of the models inside of it, each once."""
    if id(network) in seen:
        return
    seen.add(id(network))
    items: list[Made | Network] = list(network.items)
    waiting = [tensor.call for tensor in network.outputs]
    while waiting:
        call = waiting.pop()
        if id(call) not in seen:
            seen.add(id(call))
            items.append(call.made)
            waiting += [tensor.call for tensor in call.inputs]
    for item in items:
        if isinstance(item, Network):
            yield from _layers(context, item, seen)
        elif id(item) not in seen:
            seen.add(id(item))
            yield item
