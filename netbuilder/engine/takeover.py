"""Which kernels compute a run: NumPy's until the compiled ones are ready, then those, if settings say so."""

from __future__ import annotations

import time

from netbuilder.engine.choices import UNMEASURED, Choices
from netbuilder.engine.events import Computing, Warned
from netbuilder.engine.kernels.compiled.keeping import is_installed, numba_version
from netbuilder.engine.kernels.compiled.loading import chosen, loader
from netbuilder.engine.kernels.machine import choices_here
from netbuilder.engine.model import Model
from netbuilder.errors import Message

WORTH = 3.0  # seconds that a run will still take, for Numba to be imported in the background


def kernels_name(compiled: bool, choices: Choices = UNMEASURED) -> str:
    """What kernels are called in a record, with what was measured and makes them others than usual."""
    name, told = f"Numba {numba_version()}" if compiled else "NumPy", choices.told()
    return f"{name} (measured here: {told})" if told else name


class Takeover:
    """Lets compiled kernels take over between two batches.

    With "auto" a run begins at once, with NumPy, and goes over to them when they are ready; one that must have the
    same bits whenever it is run does not. One that goes on where they computed waits for them, as "compiled" does.
    What was measured on the machine is heeded with "auto" alone, and by one that goes on as it was when it began.
    """

    def __init__(self, model: Model, computed: bool, begun_with: Choices | None = None) -> None:
        """`computed` and `begun_with` are of the run that goes on: None is one that begins."""
        self._model = model
        asked = chosen(model.settings.kernels) if model.has_kernels else "numpy"
        self._measures = asked == "auto" and not model.settings.deterministic
        self._begun_with = begun_with
        if asked == "auto" and model.settings.deterministic and not computed:
            asked = "numpy"
        self._asked = "compiled" if asked == "auto" and computed and is_installed() else asked
        self._since: float | None = None
        self._done = 0
        self._told = False

    def before_first_batch(self) -> None:
        """Decides with what the run begins; raises TrainingError where it should be compiled and cannot."""
        if self._asked == "compiled":
            loader().wait()
        self._model.use_compiled(self._asked != "numpy" and loader().is_ready, self._choices())

    def _choices(self) -> Choices:
        if self._begun_with is not None:
            return self._begun_with
        return choices_here() if self._measures else UNMEASURED

    def before_batch(self, left: int) -> Computing | Warned | None:
        """What is to be told: compiled kernels took over just now, or cannot. So many batches are left."""
        if self._asked != "auto" or self._model.compiled or self._told:
            return None
        if loader().is_ready:
            self._model.use_compiled(True, self._choices())
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

    @property
    def is_told(self) -> bool:
        """Whether anything but NumPy as usual computes."""
        return self._model.compiled or self._model.choices != UNMEASURED

    def now(self) -> Computing:
        """Which kernels compute."""
        return Computing(
            kernels_name(self._model.compiled, self._model.choices),
            self._model.optimizer_state.iteration,
            self._model.compiled,
        )
