"""The window starts with Qt and NumPy; what only some need is loaded when they need it."""

from __future__ import annotations

import subprocess
import sys


def test_the_start_window_loads_neither_curves_nor_hdf5_nor_a_framework():
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_paint"], capture_output=True, text=True, check=True, timeout=120
    )
    modules = set(done.stderr.splitlines()[-1].split())
    loaded = {name.split(".")[0] for name in modules}

    assert {"PySide6", "numpy", "netbuilder"} <= loaded
    assert not loaded & {"pyqtgraph", "h5py", "onnx", "torch", "keras", "jax", "tensorflow", "scipy", "tensorboardX"}
    assert not modules & {"netbuilder.formats", "netbuilder.ui.window.workspace", "http.client", "ssl"}
