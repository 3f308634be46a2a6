"""What the operators behind one tell of it, where it could be read in several ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Operators between the product of attention and its softmax.
SCORING = {"Mul", "Div", "Add", "Identity", "Cast", "Where", "Transpose", "Reshape", "Squeeze", "Unsqueeze"}
Readers = Mapping[str, list[Any]]  # the operators that read each value


def hints_of(node: Any, readers: Readers) -> list[str]:
    """The names of what is known of an operator."""
    others = readers.get(node.output[0], []) if node.output else []
    found = []
    if node.op_type in ("MatMul", "Einsum") and _leads_to_softmax(node, readers):
        found.append("__leads_to_softmax")
    if node.op_type == "Cast" and others and all(_looks_up(other, node.output[0]) for other in others):
        found.append("__looks_up")
    if is_centre(node, readers):
        found.append("__is_centre")
    return found


def is_centre(node: Any, readers: Readers) -> bool:
    """Whether a mean is taken away from what it is of, or is that of squares of which a root is taken."""
    others = readers.get(node.output[0], []) if node.output else []
    if node.op_type not in ("ReduceMean", "GlobalAveragePool"):
        return False
    if any(other.op_type == "Sub" and list(other.input) == [node.input[0], node.output[0]] for other in others):
        return True
    for _ in range(2):
        if len(others) != 1:
            return False
        if others[0].op_type == "Sqrt":
            return True
        if others[0].op_type != "Add":
            return False
        others = readers.get(others[0].output[0], [])
    return False


def _leads_to_softmax(node: Any, readers: Readers) -> bool:
    """Whether a product, scaled, shifted and turned, goes into a softmax alone: then it is attention."""
    for _ in range(8):
        others = [other for other in readers.get(node.output[0], []) if other.op_type != "Shape"]
        if len(others) != 1:
            return False
        (node,) = others
        if node.op_type == "Softmax":
            return True
        if node.op_type not in SCORING:
            return False
    return False


def _looks_up(node: Any, name: str) -> bool:
    """Whether an operator looks rows up in a table by the numbers of that name."""
    return node.op_type == "Gather" and len(node.input) == 2 and node.input[1] == name
