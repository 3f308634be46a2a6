"""Functions that a file defines itself, put in the place of their calls: PyTorch's newer exporter wrote models so."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from netbuilder.errors import FileFault
from netbuilder.formats.onnx.reading.order import all_nodes

Key = tuple[str, str]  # domain and name


def inlined(model: Any, most: int, path: Path) -> Any:
    """The model without calls of its own functions; raises FileFault where these grow beyond `most` operators."""
    if not model.functions:
        return model
    functions = {(function.domain, function.name): function for function in model.functions}
    sizes: dict[Key, int] = {}
    total = sum(_size(node, functions, sizes, (), path) for node in all_nodes(model.graph.node))
    if total > most:
        raise FileFault("{path} has more than {most} operators, too many to read", path=path, most=most)
    inliner: Any = importlib.import_module("onnx.inliner")
    damaged: Any = importlib.import_module("google.protobuf.message").DecodeError
    invalid: Any = importlib.import_module("onnx.checker").ValidationError
    try:
        return inliner.inline_local_functions(model)
    except (RuntimeError, TypeError, ValueError, LookupError, MemoryError, damaged, invalid) as error:
        raise FileFault("{path} holds functions that do not fit their calls. Export it again", path=path) from error


def _size(node: Any, functions: dict[Key, Any], sizes: dict[Key, int], inside: tuple[Key, ...], path: Path) -> int:
    """How many operators a call becomes; raises FileFault for a function that calls itself."""
    key = (node.domain, node.op_type)
    if key not in functions:
        return 1
    if key in inside:
        raise FileFault("{path} holds functions that call themselves. It is damaged; export it again", path=path)
    if key not in sizes:
        inner = all_nodes(functions[key].node)
        sizes[key] = sum(_size(other, functions, sizes, (*inside, key), path) for other in inner)
    return sizes[key]
