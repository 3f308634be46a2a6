"""In which order the operators of a graph work, and which of them anything needs."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from typing import Any


def reads_of(node: Any) -> list[str]:
    """What an operator reads, the graphs inside of it too."""
    found = [name for name in node.input if name]
    for attribute in node.attribute:
        if attribute.HasField("g"):
            found += [name for inner in attribute.g.node for name in reads_of(inner)]
            found += [end.name for end in attribute.g.output]
    return found


def all_nodes(nodes: Iterable[Any]) -> Iterator[Any]:
    """The operators, and those of graphs inside of them."""
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        for attribute in node.attribute:
            if attribute.HasField("g"):
                waiting += list(attribute.g.node)[::-1]


def needed(nodes: list[Any], outputs: Iterable[str]) -> list[Any]:
    """The operators on which outputs depend."""
    makers = {name: i for i, node in enumerate(nodes) for name in node.output if name}
    found: set[int] = set()
    waiting = [makers[name] for name in outputs if name in makers]
    while waiting:
        i = waiting.pop()
        if i not in found:
            found.add(i)
            waiting += [makers[name] for name in reads_of(nodes[i]) if name in makers]
    return [node for i, node in enumerate(nodes) if i in found]


def in_order(nodes: list[Any]) -> Iterator[Any]:
    """The operators, each after those that it reads, as some exporters do not write them.

    Those that read each other in a circle, and what depends on them, do not come.
    """
    made = {name: i for i, node in enumerate(nodes) for name in node.output if name}
    waits = [{made[name] for name in reads_of(node) if name in made} for node in nodes]
    behind: dict[int, list[int]] = {}
    for i, before in enumerate(waits):
        for other in before:
            behind.setdefault(other, []).append(i)
    ready = [i for i, before in enumerate(waits) if not before]
    heapq.heapify(ready)
    while ready:
        i = heapq.heappop(ready)
        yield nodes[i]
        for other in behind.get(i, ()):
            waits[other].discard(i)
            if not waits[other]:
                heapq.heappush(ready, other)
