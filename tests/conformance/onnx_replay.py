"""ONNX's own cases, none of them made here: single operators, and models that PyTorch exported.

Our reader turns each into layers and our engine computes it. Inputs that a layer keeps as weights are stored in the
model first, for a case of a single operator gives them as inputs.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.formats.onnx.reading.container import check_model
from netbuilder.formats.onnx.reading.model import read_graph
from tests.conformance.verdict import Declined, Outcome, judge

# Modules of cases for the everyday run: all of them take half a minute to import.
FEW = (
    "averagepool",
    "batch_normalization",
    "clip",
    "concat",
    "conv",
    "convtranspose",
    "flatten",
    "gelu",
    "gemm",
    "globalaveragepool",
    "gru",
    "hardsigmoid",
    "lstm",
    "layernormalization",
    "maxpool",
    "pad",
    "prelu",
    "relu",
    "reshape",
    "resize",
    "rnn",
    "softmax",
    "split",
    "transpose",
)
FOLDERS = ("pytorch-converted", "pytorch-operator")


def node_cases(modules: Sequence[str] | None = None) -> list[Any]:
    """The single-operator cases of some of onnx's modules, or of all."""
    package = importlib.import_module("onnx.backend.test.case.node")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        if modules is None:
            return stored_cases("node")
        for name in modules:
            importlib.import_module(f"{package.__name__}.{name}")
    return list(package._NodeTestCases)


def stored_cases(kind: str) -> list[Any]:
    """The cases of one kind that the package brings."""
    loader = importlib.import_module("onnx.backend.test.loader")
    return loader.load_model_tests(kind=kind)  # type: ignore[no-any-return]


def replay(case: Any) -> Outcome:
    """One case, computed anew."""
    model = case.model if case.model is not None else onnx.load(Path(case.model_dir) / "model.onnx")
    subject = ", ".join(sorted({node.op_type for node in model.graph.node})[:3])
    return judge(f"ONNX `{case.kind}`", subject, case.name, lambda: _compare(case, model))


def _compare(case: Any, model: Any) -> None:
    for given, expected in _data_of(case, model):
        _compare_one(model, given, expected, case)


def _data_of(case: Any, model: Any) -> Iterator[tuple[list[Any], list[Any]]]:
    if case.model is not None:
        yield from ((list(inputs), list(outputs)) for inputs, outputs in case.data_sets)
        return
    for folder in sorted(Path(case.model_dir).glob("test_data_set_*")):
        yield _arrays(folder, "input"), _arrays(folder, "output")


def _arrays(folder: Path, kind: str) -> list[Any]:
    files = sorted(folder.glob(f"{kind}_*.pb"), key=lambda path: int(path.stem.split("_")[1]))
    return [numpy_helper.to_array(onnx.TensorProto.FromString(file.read_bytes())) for file in files]


def _compare_one(model: Any, given: list[Any], expected: list[Any], case: Any) -> None:
    if not all(isinstance(x, np.ndarray) and x.dtype.kind in "fiub" for x in (*given, *expected)):
        raise Declined("values that are no arrays of numbers")
    if any(x.size == 0 for x in given):
        raise Declined("arrays without numbers")
    if any(np.abs(x[x != 0]).max(initial=0) > 1e38 or np.abs(x[x != 0]).min(initial=1) < 1e-37 for x in given):
        raise Declined("numbers beyond those of float32")
    stored, samples = _with_stored(model, given)
    path = Path(f"{case.name}.onnx")
    check_model(stored, path)
    try:
        found = read_graph(stored, path)
    except FileFault as fault:
        raise Declined(_reason(fault)) from fault
    if not samples or any(x.ndim == 0 for x in samples.values()):
        raise Declined("no axis of samples")
    ends = [end.name for end in stored.graph.input if end.name in samples]
    arrays = [samples[name].transpose(order) for name, order in zip(ends, found.inputs.values(), strict=True)]
    if len({len(array) for array in arrays}) > 1:
        raise Declined("inputs with different numbers of samples")
    results = Snapshot(found.graph, found.weights).model().predict(arrays)
    wanted = [expected[i] for i, end in enumerate(stored.graph.output) if i < len(expected)]
    if len(results) != len(wanted):
        raise Declined("outputs that are labels or tables")
    for mine, theirs, order in zip(results, wanted, found.outputs.values(), strict=True):
        theirs = theirs.transpose(order)
        assert mine.shape == theirs.shape, f"{mine.shape} is not {theirs.shape}"
        np.testing.assert_allclose(mine, theirs, rtol=case.rtol, atol=max(case.atol, 1e-6))


def _with_stored(model: Any, given: list[Any]) -> tuple[Any, dict[str, Any]]:
    """The model with every input but those that hold samples as a stored array, and the samples by name.

    The first input holds samples, and others where the operator joins values of the same size.
    """
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    names = [end.name for end in copy.graph.input if end.name not in {t.name for t in copy.graph.initializer}]
    values = dict(zip(names, given, strict=False))
    samples = _sample_names(copy, names, values)
    for name in names:
        if name not in samples and name in values:
            copy.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values[name]), name))
    kept = [end for end in copy.graph.input if end.name in samples]
    del copy.graph.input[:]
    copy.graph.input.extend(kept)
    return copy, {name: values[name] for name in samples}


def _reason(fault: FileFault) -> str:
    """What was refused, without the names and counts of one case."""
    told = fault.values.get("operators")
    if told is None:
        return fault.template.format(**dict.fromkeys(fault.values, "…"))
    first = re.sub(r"^\d+ × ", "", told.split("; ")[0])
    operator, _, cause = first.partition(" (")
    cause = cause.rstrip(")").rsplit(": ", 1)[-1]
    return (
        re.sub(r"-?\d+(\.\d+)?(e[+-]\d+)?|inf", "…", f"{operator} {cause}")
        if cause
        else f"no layer does what {operator} does"
    )


JOINING = {"Add", "Sub", "Mul", "Div", "Max", "Min", "Mean", "Sum", "Concat", "MatMul", "Pow"}


def _sample_names(model: Any, names: list[str], values: dict[str, Any]) -> list[str]:
    if len(model.graph.node) > 1 or not names:
        return names
    (node,) = model.graph.node
    if node.op_type == "Gather":
        return [name for name in names if name == node.input[1]]
    if node.op_type not in JOINING:
        return names[:1]
    first = values.get(names[0])
    alike = first is not None and first.ndim > 0
    return [name for name in names if alike and values[name].ndim == first.ndim and len(values[name]) == len(first)]
