"""Files of Keras that are not read say why: the layer, and what it does that none here does."""

from __future__ import annotations

from pathlib import Path

import pytest

from netbuilder import formats
from netbuilder.errors import FileFault

FOLDER = Path(__file__).with_name("files")
REASONS = {
    "kinds-*/pictures.*": r"'conv_lstm2d' \('ConvLSTM2D'\): Its recurrence runs over pictures",
    "kinds-keras-3.0.5/both_ways.h5": "several weights of bidirectional are called kernel, recurrent_kernel, bias",
    "operations-*/hidden.*": "multiply_5': a mask reaches it, and operations pass none on",
    "operations-*/mixed.*": r"add_5': it meets inputs of shape \(4, 5\) and \(5,\), in which samples are mixed",
    "operations-*/ratio.*": "true_divide_1': it divides by a tensor.*'absolute': no layer computes",
    "operations-keras-2.15/ratio.*": "truediv_1': it divides by a tensor.*: no layer computes the operation 'math.abs'",
    "*/*.weights.h5": "holds weights but no network. Open the model, then load weights into it",
    "*/recurrent.h5": "holds weights but no network. Save the whole model",
    "*/nested_weights.h5": "holds weights but no network. Save the whole model",
}
# Of a file the last pattern counts.
REFUSED = {path: told for pattern, told in REASONS.items() for path in sorted(FOLDER.glob(pattern))}


def test_every_reason_is_that_of_a_file():
    assert set(REFUSED.values()) == set(REASONS.values())


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_file_that_is_not_read_names_its_true_reason(path):
    with pytest.raises(FileFault, match=REFUSED[path]):
        formats.read(path)
