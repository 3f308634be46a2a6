"""What an array is called in signatures: one name for the whole of NetBuilder."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
