"""What the tests of Keras, PyTorch and ONNX compute, NetBuilder computes too, or says that it does not."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
import pytest

from netbuilder.errors import Fault
from tests.conformance.__main__ import TORCH, keras_records, torch_records
from tests.conformance.keras_replay import replay as replay_keras
from tests.conformance.onnx_replay import FEW, FOLDERS, node_cases, stored_cases
from tests.conformance.onnx_replay import replay as replay_onnx
from tests.conformance.torch_replay import replay as replay_torch
from tests.conformance.verdict import DECLINED, PASS, WRONG, Declined, judge, table


def wrong(replay, records):
    """Every case that is wrong; there must be some that pass."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outcomes = [replay(record) for record in records]
    assert any(outcome.verdict == PASS for outcome in outcomes)
    return [outcome for outcome in outcomes if outcome.verdict == WRONG]


@pytest.mark.parametrize(
    "name", ["small", pytest.param("losses", marks=pytest.mark.long), pytest.param("layers", marks=pytest.mark.long)]
)
def test_what_keras_s_own_tests_compute_is_computed_here_too(name, tmp_path):
    assert wrong(replay_keras, keras_records(name, tmp_path)) == []


@pytest.mark.long
def test_what_pytorch_s_modules_compute_is_computed_here_too(tmp_path):
    python = Path(os.environ.get("NETBUILDER_TORCH", TORCH))
    if not python.exists():
        pytest.skip(f"there is no PyTorch at {python}: `sh resources/setup.sh bench` makes it")

    assert wrong(replay_torch, torch_records(python, tmp_path)) == []


@pytest.mark.parametrize("kind", FOLDERS)
def test_what_pytorch_exported_in_onnx_s_cases_is_computed_here_too(kind):
    assert wrong(replay_onnx, stored_cases(kind)) == []


@pytest.mark.parametrize("modules", [FEW, pytest.param(None, marks=pytest.mark.long)], ids=["some", "all"])
def test_what_onnx_s_single_operators_compute_is_computed_here_too(modules):
    assert wrong(replay_onnx, node_cases(modules)) == []


def fails(error):
    def run():
        raise error

    return run


@pytest.mark.parametrize(
    ("run", "verdict"),
    [
        (lambda: None, PASS),
        (fails(Declined("no counterpart")), DECLINED),
        (fails(Fault("is not known")), DECLINED),
        (fails(AssertionError("1 is not 2")), WRONG),
        (fails(KeyError("kernel")), WRONG),
    ],
    ids=["pass", "declined", "refused", "other number", "crash"],
)
def test_only_what_is_declined_in_words_is_not_wrong(run, verdict):
    outcome = judge("source", "Dense", "case", run)

    assert outcome.verdict == verdict
    assert f"| source | 1 | {int(verdict == PASS)} | {int(verdict == DECLINED)} | {int(verdict == WRONG)} |" in table(
        [outcome]
    )
