"""The weights that a run falls back to when a number stops being finite."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.model import Model
from netbuilder.errors import Message, TrainingError

Kept = tuple[Array, Array]


class Diverged(TrainingError):
    """A run met a number that is not finite; the model holds the weights that `epochs` epochs had led to."""

    def __init__(self, cause: TrainingError, epochs: int, began_with: int) -> None:
        self.cause, self.epochs, self.began_with = cause, epochs, began_with
        kept = (
            Message("The weights are those from before the run")
            if epochs == began_with
            else Message("The weights are those after epoch {epoch}, the best so far", {"epoch": epochs})
        )
        super().__init__("{cause}. {kept}", cause=cause, kept=kept)

    @property
    def has_learned(self) -> bool:
        """Whether the weights are others than before the run."""
        return self.epochs > self.began_with


class GoodWeights:
    """The weights that the best epoch so far began with; until one is over, those from before the run.

    An epoch's loss is measured while its weights change. A low one speaks for the weights that it began with, but
    those that it ends with may have begun to blow up: they are good once the next epoch shows it. Of what is still
    finite when a number is not, most has blown up before.
    """

    def __init__(self, model: Model, epoch: int) -> None:
        self._began_with = self._epochs = self._begun = epoch
        self._lowest = math.inf
        self._good = self._candidate = model.parameters.snapshot()

    def begin(self, model: Model, epoch: int) -> None:
        """Keeps the weights that an epoch begins with, until it is known whether they are better."""
        if epoch == self._epochs:
            return  # they are the good ones already
        if self._candidate is self._good:
            self._candidate = model.parameters.snapshot()
        else:
            for kept, now in zip(self._candidate, (model.parameters.values, model.parameters.fixed), strict=True):
                np.copyto(kept, now)
        self._begun = epoch

    def end(self, loss: float) -> None:
        """Takes the loss of the epoch into account that is over."""
        if loss <= self._lowest:
            self._lowest = loss
            if self._begun != self._epochs:
                self._epochs = self._begun
                self._good, self._candidate = self._candidate, self._good

    def put_back(self, model: Model, cause: TrainingError) -> Diverged:
        """Puts the good weights into the model, whose optimizer begins anew, and tells of it."""
        model.parameters.restore(self._good)
        model.optimizer_state.restart(model.settings.optimizer)
        model.begin_pass()
        return Diverged(cause, self._epochs, self._began_with)
