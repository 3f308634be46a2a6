"""Damage that knows what a script is made of: statements, calls, arguments, names, literals; and a notebook's cells.

`damaged_script(data, rng)` mostly gives Python that parses, so that what is wrong is found by what reads its meaning.
"""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.project import templates
from tests.faults.moves import Unfit, broken, damaged_json, one_of

Generator = np.random.Generator
FOREIGN = Path(__file__).parents[1] / "formats" / "scripts"
LITERALS: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 3, 7, 32, 1 << 40, 1 << 70, 0.0, 0.1, 0.5, -0.5, 2.0, 1e-3, 1e308, 1e-320, "", "x",
    "relu", "same", "softmax", "mse", "acc", "dense", "dense_1", "class", "a b", "a/b", "größe", "x" * 300, "a\u202eb",
    "x_train", "model", "input_layer", (), (1,), (3, 3), (None, 4), [], [1], [3, "x"], {}, {"x": 1}, {0: 1.0, 2: 3},
    (28, 28, 1), b"x", 1j, ...,
)  # fmt: skip
WORDS = ("units", "activation", "name", "input_shape", "shape", "filters", "kernel_size", "strides", "padding", "rate",
         "dtype", "trainable", "data_format", "axis", "return_sequences", "return_state", "batch_size", "epochs",
         "loss", "optimizer",
         "metrics", "loss_weights", "validation_split", "validation_data", "callbacks", "class_weight",
         "sample_weight", "shuffle", "steps_per_epoch", "initial_epoch", "input_dim", "training", "mask", "inputs",
         "outputs", "layers", "batch_shape", "weighted_metrics", "kernel_regularizer", "seed", "x", "")  # fmt: skip
KINDS = ("Dense", "Conv2D", "LSTM", "GRU", "Flatten", "Dropout", "Add", "Concatenate", "Embedding", "Input", "Lambda",
         "BatchNormalization", "Bidirectional", "TimeDistributed", "Reshape", "Permute", "Softmax", "Activation",
         "GlobalAveragePooling2D", "MaxPooling2D", "MultiHeadAttention", "RepeatVector", "Attention", "Model",
         "Sequential", "Adam", "SGD", "InputLayer", "PReLU", "Nonsense", "GaussianNoise", "Identity", "fit", "compile",
         "LayerNormalization", "Conv1D", "Masking", "Rescaling", "UpSampling2D", "Multiply", "Dot")  # fmt: skip
LINES = (b"\r\n", b"\r", b"\n\x0c", b"\n\n", b"\n\t", b"\n\0", b"\n ", b"\\\n", b"\x0b\n", b"\x1c\n", b"\n# \xc3\xa9\n")
HEADS = (b"\xef\xbb\xbf", b"# -*- coding: latin-1 -*-\n", b"# coding: utf-8\n", b"# coding: cp1252\n# \x80\n",
         b"# -*- coding: nothing -*-\n", b"\xff\xfe", b"\x0c",
         b"#!/usr/bin/env python\n# vim: set fileencoding=gbk :\n",
         b">>> ", b"%matplotlib inline\n", b"print 'x'\n", b"\xe9\n", b"\0")  # fmt: skip


def damaged_script(data: bytes, rng: Generator) -> bytes:
    """One to four moves in what a script says; one of six in its lines as well."""
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unfit from error
    for _ in range(int(rng.integers(1, 5))):
        _change(tree, rng)
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
    except (ValueError, RecursionError, TypeError, AttributeError) as error:
        raise Unfit from error
    changed = text.encode("utf-8", "surrogatepass") + b"\n"
    return _lines_changed(changed, rng) if rng.integers(6) == 0 else changed


def _change(tree: ast.Module, rng: Generator) -> None:
    """Changes one thing."""
    one_of(rng, (_statement, _statement, _literal, _literal, _argument, _argument, _argument, _name, _name, _kind,
                 _kind, _items, _expression))(tree, rng)  # fmt: skip


def _found(tree: ast.AST, *kinds: type[ast.AST]) -> list[Any]:
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def _statement(tree: ast.Module, rng: Generator) -> None:
    """A statement swapped, dropped, doubled, moved, or put into a branch, a loop, a function."""
    bodies = [body for node in ast.walk(tree) for body in (getattr(node, "body", None),)
              if isinstance(body, list) and body]  # fmt: skip
    body = one_of(rng, bodies) if rng.integers(3) == 0 else tree.body
    at = int(rng.integers(len(body)))
    node = body[at]
    move = int(rng.integers(8))
    if move == 0 and len(body) > 1:
        del body[at]
    elif move == 1:
        body.insert(int(rng.integers(len(body) + 1)), copy.deepcopy(node))
    elif move == 2:
        other = int(rng.integers(len(body)))
        body[at], body[other] = body[other], body[at]
    elif move == 3:
        one_of(rng, bodies).insert(0, copy.deepcopy(node))
    elif move == 4:
        head = one_of(rng, ("if True: pass", "for i in range(2): pass", "for i in [3, 4]: pass", "while 1: pass",
                            "if unknown: pass", "with open('x') as f: pass", "try: pass\nfinally: pass"))  # fmt: skip
        around: Any = ast.parse(head).body[0]
        around.body = [node]
        if isinstance(around, ast.While):
            around.body.append(ast.Break())
        body[at] = around
    elif move == 5:
        around = ast.parse("def build(x=None):\n    pass\nbuild()").body
        around[0].body = [node]  # type: ignore[attr-defined]
        body[at : at + 1] = around
    elif move == 6 and len(body) > 2:
        del body[at : at + int(rng.integers(1, 4))]
        body[:] = body or [ast.Pass()]
    else:
        body.insert(at, ast.parse(one_of(rng, (
            "x = 1", "units = 0", "del x", "import os", "keras = 3", "layers = None", "raise SystemExit", "assert x",
            "model = None", "x = x", "global x", "return", "keras.backend.set_image_data_format('channels_first')",
            "class Mine(layers.Layer): pass", "x_train = y_train", "model.trainable = False",
            "model.layers[0].trainable = False",
            "model.layers.pop()", "model.add(layers.Dense(2))", "model.fit(x_train, y_train)", "f = lambda x: x",
        ))).body[0])  # fmt: skip


def _literal(tree: ast.Module, rng: Generator) -> None:
    """A number, text or truth value becomes another one, near or of another kind."""
    node = one_of(rng, _found(tree, ast.Constant))
    if isinstance(node.value, int | float) and not isinstance(node.value, bool) and rng.integers(3):
        node.value = one_of(rng, (0, 1, node.value + 1, node.value * 2, -node.value, node.value / 2, str(node.value)))
    elif isinstance(node.value, str) and rng.integers(2):
        texts = [other.value for other in _found(tree, ast.Constant) if isinstance(other.value, str)]
        node.value = one_of(rng, [*texts, node.value.upper(), f"{node.value}_1", node.value[:-1]])
    else:
        _put(node, one_of(rng, LITERALS))


def _put(node: ast.Constant, value: Any) -> None:
    """A list may stand in a constant here: it is written as it would be anyhow."""
    node.value, node.kind = value, None


def _argument(tree: ast.Module, rng: Generator) -> None:
    """An argument of a call dropped, doubled, swapped, renamed, added, or taken from another call."""
    calls = _found(tree, ast.Call)
    call = one_of(rng, calls)
    move = int(rng.integers(9))
    if move == 0 and call.args:
        del call.args[int(rng.integers(len(call.args)))]
    elif move == 1 and call.keywords:
        del call.keywords[int(rng.integers(len(call.keywords)))]
    elif move == 2 and call.keywords:
        one_of(rng, call.keywords).arg = one_of(rng, WORDS) or None
    elif move == 3 and len(call.args) > 1:
        call.args.reverse()
    elif move == 4 and call.args:
        call.args.append(copy.deepcopy(one_of(rng, call.args)))
    elif move == 5 and call.args:
        call.keywords.append(ast.keyword(one_of(rng, WORDS) or None, call.args.pop()))
    elif move == 6:
        other = one_of(rng, calls)
        values = [*other.args, *(word.value for word in other.keywords)]
        if values:
            call.keywords.append(ast.keyword(one_of(rng, WORDS[:-1]), copy.deepcopy(one_of(rng, values))))
    elif move == 7:
        call.keywords.append(ast.keyword(one_of(rng, WORDS[:-1]), ast.Constant(one_of(rng, LITERALS))))
    else:
        other = one_of(rng, calls)
        call.args, other.args = copy.deepcopy(other.args), copy.deepcopy(call.args)
    seen: set[str | None] = set()
    call.keywords = [word for word in call.keywords if not (word.arg in seen or seen.add(word.arg))]  # type: ignore[func-returns-value]


def _name(tree: ast.Module, rng: Generator) -> None:
    """A name is read or given elsewhere, or all of it is renamed."""
    names = _found(tree, ast.Name)
    node = one_of(rng, names)
    others = [*(other.id for other in names), "x", "model", "keras", "layers", "print", "f", "größe", "x_", "dense_1",
              "input_layer", "x_train", "history"]  # fmt: skip
    new = one_of(rng, others)
    if rng.integers(3):
        node.id = new
        return
    old = node.id
    for other in names:
        other.id = new if other.id == old else other.id


def _kind(tree: ast.Module, rng: Generator) -> None:
    """A call of something else."""
    call = one_of(rng, _found(tree, ast.Call))
    if isinstance(call.func, ast.Attribute):
        call.func.attr = one_of(rng, KINDS)
    elif isinstance(call.func, ast.Name):
        call.func.id = one_of(rng, KINDS)


def _items(tree: ast.Module, rng: Generator) -> None:
    """What stands in a list is dropped, doubled, swapped, nested."""
    node = one_of(rng, _found(tree, ast.List, ast.Tuple))
    if not node.elts or (isinstance(node.ctx, ast.Store) and rng.integers(2)):
        return
    at, move = int(rng.integers(len(node.elts))), int(rng.integers(5))
    if move == 0:
        del node.elts[at]
    elif move == 1:
        node.elts.insert(at, copy.deepcopy(one_of(rng, node.elts)))
    elif move == 2:
        node.elts.reverse()
    elif move == 3 and isinstance(node.ctx, ast.Load):
        node.elts[at] = ast.List([node.elts[at]], ast.Load())
    else:
        node.elts.insert(at, copy.deepcopy(node.elts[at]))


def _expression(tree: ast.Module, rng: Generator) -> None:
    """A call around a call, or one call in the place of another."""
    holders = [(node, field, value) for node in ast.walk(tree) for field, value in ast.iter_fields(node)
               if isinstance(value, ast.Call)]  # fmt: skip
    node, field, value = one_of(rng, holders)
    _, _, other = one_of(rng, holders)
    new = copy.deepcopy(other)
    if rng.integers(2) and new is not None:
        new.args = [copy.deepcopy(value), *new.args[1:]]
    setattr(node, field, new)


def _lines_changed(data: bytes, rng: Generator) -> bytes:
    """Other ends of lines, other indentation, marks at the head."""
    move = int(rng.integers(6))
    if move == 0:
        return one_of(rng, HEADS) + data
    if move == 1:
        return data.replace(b"\n", one_of(rng, LINES))
    if move == 2:
        return data.replace(b"    ", one_of(rng, (b"\t", b"  ", b" \t", b"        ", b"\x0c    ", b"\xc2\xa0")))
    lines = data.split(b"\n")
    at = int(rng.integers(len(lines)))
    if move == 3:
        lines[at] = one_of(rng, (b" ", b"\t", b"    ", b"\x0c")) + lines[at]
    elif move == 4:
        lines[at] += one_of(rng, (b"\r", b"\\", b" \x0c", b"\x00", b"  # \xff", b";", b"#", b"\xe2\x80\xa8", b"\x85"))
    else:
        lines.insert(at, one_of(rng, (b"%time", b"!pip install x", b"print 'a'", b"\x0c", b"...", b"\xef\xbb\xbf")))
    return b"\n".join(lines)


def scripts() -> dict[str, bytes]:
    """Good scripts by name: those that others wrote, and those of the templates."""
    found = {path.stem: path.read_bytes() for path in sorted(FOREIGN.glob("*.py"))}
    for name, template in templates().items():
        project = template.project()
        bundle = Bundle(Snapshot(project.graph, {}, project.training), project.data)
        found[f"template-{name}"] = keras_script(bundle).encode("utf-8")
    return found


def mutants(good: Mapping[str, bytes], count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Damaged copies, each with the name of a file: three scripts for each notebook."""
    names = list(good)
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        data = good[one_of(rng, names)]
        is_book = rng.integers(4) == 0
        if is_book:
            data = notebook_of(data, rng)
        try:
            data = damaged_notebook(data, rng) if is_book else damaged_script(data, rng)
        except Unfit:
            data = broken(data, rng)
        yield f"mutant{number}{'.ipynb' if is_book else '.py'}", data


def notebook_of(data: bytes, rng: Generator) -> bytes:
    """The script in cells of a notebook, as one of several kinds of them keeps it."""
    lines = data.decode("utf-8").split("\n")
    cells: list[dict[str, Any]] = []
    for start in range(0, len(lines), 12):
        text = "\n".join(lines[start : start + 12])
        source: Any = text if rng.integers(2) else text.splitlines(keepends=True)
        cells.append({"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source})
    cells.insert(0, {"cell_type": "markdown", "metadata": {}, "source": ["# A title"]})
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


CELL: tuple[Any, ...] = (None, 0, 1.5, True, "", [], {}, [1, None], [["x = 1"]], {"0": "x = 1"}, "code", "raw",
                         "markdown", "%%bash\nls",
                         "%%time\nx = 1", "x = (1,\n", "!ls\n", "x?", ["x = 1\n", 2, "y = 2"], "\r\n",
                         "x = 1\r\ny = 2", "\ufeffx = 1", "\0", "\x0c", "    x = 1", "\ud800")  # fmt: skip


def damaged_notebook(data: bytes, rng: Generator) -> bytes:
    """Its JSON damaged, or cells swapped, dropped, doubled, of other kinds, or a script in a cell changed."""
    if rng.integers(3) == 0:
        return damaged_json(data, rng)
    try:
        book = json.loads(data)
        cells = book["cells"]
        cell = one_of(rng, cells)
        move = int(rng.integers(8))
        if move == 0:
            cells.remove(cell)
        elif move == 1:
            cells.insert(int(rng.integers(len(cells) + 1)), copy.deepcopy(cell))
        elif move == 2:
            other = int(rng.integers(len(cells)))
            cells[0], cells[other] = cells[other], cells[0]
        elif move == 3:
            cell[one_of(rng, ("source", "cell_type", "outputs", "metadata", "input"))] = one_of(rng, CELL)
        elif move == 4:
            cell.pop(one_of(rng, list(cell)))
        elif move == 5:
            book = {"worksheets": [{"cells": cells}], "nbformat": 3} if rng.integers(2) else {**book, "worksheets": []}
        else:
            source = cell.get("source", "")
            text = source if isinstance(source, str) else "".join(source)
            cell["source"] = damaged_script(text.encode(), rng).decode("utf-8", "surrogateescape")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Unfit from error
    return json.dumps(book).encode()
