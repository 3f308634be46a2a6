"""Data on its way into a network: what a script does with an array is remembered, no number is ever touched."""

from __future__ import annotations

import ast
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from netbuilder.formats.script_reading.context import expression_text
from netbuilder.formats.script_reading.limits import OBJECT
from netbuilder.formats.script_reading.values import (
    NOTHING_KNOWN,
    Bound,
    Data,
    Measure,
    Stored,
    Unknown,
)

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

Dims = tuple[int | None, ...]
MOST_AXES = 32
MOST_DONE = 32  # things done with the numbers of an array: none that is known takes more


def data_attribute(data: Data, name: str, node: ast.Attribute) -> Any:
    """`x.shape`, `x.ndim`, `x.dtype` …"""
    text = expression_text(node)
    if name == "shape":
        if data.shape is not None:
            return tuple(Unknown((f"{text}[{i}]",)) if dim is None else dim for i, dim in enumerate(data.shape))
        return Unknown((text,))
    if name == "ndim":
        return len(data.shape) if data.shape is not None else Unknown((text,))
    if name == "size" and data.shape is not None and None not in data.shape:
        return math.prod(dim or 0 for dim in data.shape)
    if name == "dtype":
        return Bound(data, "dtype")
    if name == "T":
        return replace(data, shape=None)
    return Bound(data, name)


def data_method(data: Data, name: str, given: list[Any], named: dict[str, Any]) -> Any:
    """`x.reshape(…)`, `x.astype(…)`, `x.mean(…)` …"""
    if name == "reshape":
        return reshaped(data, given[0] if len(given) == 1 else tuple(given))
    if name in ("astype", "copy", "squeeze", "numpy", "to_numpy", "ravel", "view"):
        return data
    if name == "flatten":
        return reshaped(data, (-1,))
    if name in ("mean", "std", "min", "max", "var"):
        return Measure(name, data)
    if name == "transpose":
        return replace(data, shape=None)
    return NOTHING_KNOWN


def reshaped(data: Data, target: Any) -> Any:
    """The same numbers in another shape."""
    if isinstance(target, int):
        target = (target,)
    if not isinstance(target, list | tuple):
        return replace(data, shape=None)
    if len(target) > MOST_AXES:
        return replace(data, shape=None)
    dims: list[Any] = [dim if isinstance(dim, int) and not isinstance(dim, bool) else None for dim in target]
    total = math.prod(dim or 1 for dim in data.shape) if data.shape and None not in data.shape else None
    if dims.count(-1) == 1:
        known = math.prod(dim for dim in dims if dim not in (-1, None))
        rest = total // known if total is not None and known and None not in dims else None
        dims = [rest if dim == -1 else dim for dim in dims]
    if dims and dims[0] is None and data.shape:
        dims[0] = data.shape[0]
    arranged = "" if data.raw else "flatten" if len(dims) == 2 else "channels" if dims[-1:] == [1] else ""
    return replace(data, shape=tuple(dims), arranged=arranged)


def expanded(data: Data, axis: Any) -> Data:
    """One more axis of size 1."""
    if data.shape is None or not isinstance(axis, int) or len(data.shape) >= MOST_AXES:
        return replace(data, shape=None, arranged="channels")
    rank = len(data.shape) + 1
    at = axis % rank if -rank <= axis < rank else rank - 1
    return replace(data, shape=(*data.shape[:at], 1, *data.shape[at:]))


def data_subscript(data: Data, index: Any) -> Any:
    """A part of the data, or a new axis."""
    if isinstance(index, str):
        return NOTHING_KNOWN
    items = index if isinstance(index, tuple) else (index,)
    if any(item is None for item in items):
        return _with_new_axes(data, items)
    first = items[0]
    shape = data.shape
    if isinstance(first, slice):
        rows = _rows(shape[0] if shape else None, first)
        return replace(data, shape=(rows, *shape[1:]) if shape else None, rows=rows)
    if isinstance(first, int):
        return replace(data, shape=shape[1:] if shape else None)
    return replace(data, shape=(None, *shape[1:]) if shape else None)


def some_rows(data: Data) -> Data:
    """A part of the samples of which nobody can tell how many they are."""
    return replace(data, shape=(None, *data.shape[1:]) if data.shape else None, rows=None)


def _with_new_axes(data: Data, items: tuple[Any, ...]) -> Data:
    if data.shape is None or len(data.shape) + len(items) > MOST_AXES:
        return replace(data, shape=None, arranged="channels")
    kept: list[int | None] = list(data.shape)
    dims: list[int | None] = []
    for item in items:
        if item is None:
            dims.append(1)
        elif isinstance(item, slice):
            dims += kept[:1]
            kept = kept[1:]
        else:  # ... : all axes that are named by none of the others
            after = sum(1 for other in items[items.index(item) + 1 :] if other is not None)
            dims += kept[: len(kept) - after]
            kept = kept[len(kept) - after :]
    return replace(data, shape=(*dims, *kept))


def _rows(count: int | None, part: slice) -> int | None:
    if count is None:
        return None
    try:
        return len(range(*part.indices(count)))
    except (TypeError, ValueError):
        return None


def halves(data: Data, count: int) -> list[Any]:
    """What an array is taken apart into, which cannot be told."""
    return [replace(data, shape=None)] * count


def operate_on_data(kind: type[ast.AST], left: Any, right: Any) -> Any:
    """Arithmetic with data: what scales it is remembered."""
    if isinstance(left, Measure):
        return _with_measure(kind, left, right)
    if not isinstance(left, Data):
        return right if isinstance(right, Data) and kind in (ast.Mult, ast.Add) else NOTHING_KNOWN
    if kind in (ast.Div, ast.FloorDiv):
        return stepped(left, _divided(right))
    if kind is ast.Sub:
        return stepped(left, f"-{right.kind}" if isinstance(right, Measure) else f"-{_plain(right)}")
    if kind is ast.Mult:
        return stepped(left, "/unit" if isinstance(right, float) and 0 < right < 0.01 else f"*{_plain(right)}")
    if kind is ast.Add:
        return stepped(left, f"+{_plain(right)}")
    return NOTHING_KNOWN


def stepped(data: Data, step: str) -> Data:
    """Data of which one more thing was done with its numbers."""
    if len(data.steps) >= MOST_DONE:
        return data
    return replace(data, steps=(*data.steps, step))


def _divided(by: Any) -> str:
    if isinstance(by, Measure):
        return f"/{by.kind}"
    if isinstance(by, int | float) and by in (255, 256, 16):
        return "/unit"
    return f"/{_plain(by)}"


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else "?"


def _with_measure(kind: type[ast.AST], left: Measure, right: Any) -> Any:
    if isinstance(right, Measure):
        spread = kind is ast.Sub and (left.kind, right.kind) in (("max", "min"), ("max", "-min"))
        return Measure("range" if spread else "?", left.data)
    if kind in (ast.Add, ast.Sub) and isinstance(right, int | float):
        if left.kind == "max" and right == 1:
            return Unknown()  # the number of classes
        return left if abs(right) < 0.01 else Measure("?", left.data)
    return NOTHING_KNOWN


def stored_array(context: Context, stored: Stored, name: str) -> Any:
    """An array of a file: x_train, y_train, x_test, y_test, w_train, w_test, perhaps with a name after it."""
    role, _, rest = name.partition("_")
    part = rest.partition("_")[0]
    if role not in ("x", "y", "w") or part not in ("train", "test"):
        return NOTHING_KNOWN
    data = Data(stored.path if not stored.bundled else f"bundled:{stored.path}", part, role)
    context.loaded.append(data)
    return data


def scaling_of_steps(steps: tuple[str, ...]) -> tuple[str, bool]:
    """The declared scaling that these steps come to, and whether it is the same."""
    if not steps:
        return "none", True
    text = " ".join(steps)
    if text in ("/unit", "/max"):
        return "unit", True
    if text in ("-mean /std", "standardize"):
        return "standardize", True
    if text in ("-min /range", "minmax"):
        return "minmax", True
    return ("unit", False) if any(step in ("/unit", "/127.5", "-127.5") for step in steps) else ("none", False)


def arrangement_of(data: Data) -> tuple[str, bool]:
    """The declared arrangement that its shape comes to, and whether it is the same."""
    if data.shape is None or data.raw is None:
        return data.arranged or "as_is", True
    raw, now = data.raw[1:], data.shape[1:]
    if now == raw:
        return "as_is", True
    if len(now) == 1 and len(raw) > 1 and (None in raw or math.prod(dim or 1 for dim in raw) == now[0]):
        return "flatten", True
    if now == (*raw, 1):
        return "channels", True
    # Channels first: here they stand last.
    return ("channels", True) if now == (1, *raw) else ("as_is", False)


DATASETS: dict[str, tuple[Dims, Dims, Dims, Dims]] = {
    "mnist": ((60000, 28, 28), (60000,), (10000, 28, 28), (10000,)),
    "fashion_mnist": ((60000, 28, 28), (60000,), (10000, 28, 28), (10000,)),
    "cifar10": ((50000, 32, 32, 3), (50000, 1), (10000, 32, 32, 3), (10000, 1)),
    "cifar100": ((50000, 32, 32, 3), (50000, 1), (10000, 32, 32, 3), (10000, 1)),
    "imdb": ((25000,), (25000,), (25000,), (25000,)),
    "reuters": ((8982,), (8982,), (2246,), (2246,)),
    "boston_housing": ((404, 13), (404,), (102, 13), (102,)),
    "california_housing": ((16512, 8), (16512,), (4128, 8), (4128,)),
}


def loaded_dataset(context: Context, name: str, options: tuple[tuple[str, int], ...] = ()) -> Any:
    """((x_train, y_train), (x_test, y_test)) of one of Keras's data sets."""
    if name not in DATASETS:
        return NOTHING_KNOWN
    context.budget.pay(2 * OBJECT)
    whole = name not in ("boston_housing", "california_housing")
    arrays = [
        Data(f"keras:{name}", part, role, shape, shape, whole=whole, options=options)
        for (part, role), shape in zip(
            (("train", "x"), ("train", "y"), ("test", "x"), ("test", "y")), DATASETS[name], strict=True
        )
    ]
    context.loaded += arrays
    return (arrays[0], arrays[1]), (arrays[2], arrays[3])
