"""What arrays are called in signatures, and what a number of theirs takes."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
FLOAT_BYTES = 4  # of float32, in which networks are computed
