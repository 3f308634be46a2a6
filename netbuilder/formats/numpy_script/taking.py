"""The functions that a script takes along: those that it calls, and those that they call."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("functions")
MODULES = (
    "activations", "dense", "windows", "normalization", "recurrent", "attention", "images", "merging",
)  # fmt: skip


@dataclass(frozen=True)
class Function:
    """One function: its source, the names that it reads, and whether it needs the module math."""

    source: str
    reads: frozenset[str]


@cache
def functions() -> dict[str, Function]:
    """All functions by name, in the order in which scripts hold them."""
    found: dict[str, Function] = {}
    for module in MODULES:
        text = (FOLDER / f"{module}.py").read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                source = ast.get_source_segment(text, node) or ""
                reads = frozenset(part.id for part in ast.walk(node) if isinstance(part, ast.Name))
                assert node.name not in found, node.name
                found[node.name] = Function(source, reads)
    return found


def taken(names: set[str]) -> list[Function]:
    """These functions and what they need, in order."""
    known, waiting = functions(), list(names)
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += known[name].reads & known.keys()
    return [function for name, function in known.items() if name in needed]
