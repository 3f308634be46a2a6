"""A deterministic training gives the same bits on any number of processors, of threads of ours and of BLAS's."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

FREE = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS")}
SCRIPT = """
import hashlib, os, sys
processors, threads = map(int, sys.argv[1:3])
if processors == 1:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import numpy as np
from threadpoolctl import threadpool_limits
from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.reshaping import Flatten
from tests.networks import chain

rng = np.random.default_rng(0)
convolutions = [Conv2D(16, 3, activation="relu"), MaxPooling2D(), Conv2D(32, 3, activation="relu"), MaxPooling2D()]
networks = [
    chain(Input((784,)), Dense(128, "relu"), Dense(10, "softmax")),
    chain(Input((28, 28, 1)), *convolutions, Flatten(), Dense(256, "relu"), Dense(10, "softmax")),
    chain(Input((12, 28)), LSTM(96), Dense(10, "softmax")),
]
with threadpool_limits(threads):
    for graph in networks:
        (shape,) = (graph[name].layer.shape for name in graph.input_names)
        samples = Samples((rng.random((200, *shape), np.float32),), (rng.integers(0, 10, 200),))
        settings = TrainingSettings(batch_size=128, epochs=2, seed=1, deterministic=True, kernels=sys.argv[3])
        model = compile_model(graph, settings)
        last(fit(model, samples))
        print(hashlib.sha256(model.parameters.values.tobytes()).hexdigest())
"""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system cannot keep a process to one processor")
@pytest.mark.parametrize("kernels", ["numpy", pytest.param("compiled", marks=pytest.mark.numba)])
def test_bits_do_not_depend_on_processors_and_threads(kernels):
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(processors), str(threads), kernels],
            capture_output=True, text=True, check=True, timeout=300, env={**FREE, "NETBUILDER_THREADS": ours},
        ).stdout
        for processors, threads, ours in ((2, 2, ""), (1, 1, "1"), (2, 1, "4"), (1, 2, "16"))
    }  # fmt: skip

    assert len(found) == 1
    assert found.pop().count("\n") == 3
