"""Which kernels compute a run: NumPy's until the compiled ones are ready, then those, if settings say so."""

from __future__ import annotations

import time

from netbuilder.engine.events import Computing, Warned
from netbuilder.engine.kernels.compiled.loading import chosen, loader, numba_version
from netbuilder.engine.model import Model
from netbuilder.errors import Message

WORTH = 3.0  # seconds that a run will still take, for Numba to be imported in the background


def kernels_name(compiled: bool) -> str:
    """What kernels are called in a record."""
    return f"Numba {numba_version()}" if compiled else "NumPy"


class Takeover:
    """Lets compiled kernels take over between two batches.

    With "auto" a run begins at once, with NumPy, and goes over to them when they are ready; one that must have the
    same bits whenever it is run does not. One that goes on where they computed waits for them, as "compiled" does.
    """

    def __init__(self, model: Model, computed: bool) -> None:
        self._model = model
        asked = chosen(model.settings.kernels) if model.has_kernels else "numpy"
        if asked == "auto" and model.settings.deterministic and not computed:
            asked = "numpy"
        self._asked = "compiled" if asked == "auto" and computed else asked
        self._since: float | None = None
        self._done = 0
        self._told = False

    def before_first_batch(self) -> None:
        """Decides with what the run begins; raises TrainingError where it should be compiled and cannot."""
        if self._asked == "compiled":
            loader().wait()
        self._model.use_compiled(self._asked != "numpy" and loader().is_ready)

    def before_batch(self, left: int) -> Computing | Warned | None:
        """What is to be told: compiled kernels took over just now, or cannot. So many batches are left."""
        if self._asked != "auto" or self._model.compiled or self._told:
            return None
        if loader().is_ready:
            self._model.use_compiled()
            return self.now()
        if loader().failure is not None:
            self._told = True
            return Warned(Message("{cause}. NumPy goes on computing", {"cause": loader().failure}))
        if self._since is None:
            self._since = time.monotonic()
        elif (time.monotonic() - self._since) * left > WORTH * self._done:
            loader().begin()
        self._done += 1
        return None

    def now(self) -> Computing:
        """Which kernels compute."""
        return Computing(kernels_name(self._model.compiled), self._model.optimizer_state.iteration)
