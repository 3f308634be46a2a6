"""What a kernel may know of the place where it would stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.engine.choices import UNMEASURED, Choices
from netbuilder.engine.ops import Binding, Op
from netbuilder.engine.steps import Step
from netbuilder.layers import Activation

Match = tuple[Op, tuple[Step, ...]]


@dataclass(frozen=True)
class Site:
    """The surroundings of a step.

    `after` gives the only reader of a step's only output (None where there are others); `bind` gives a
    step's weights and may be called once for each step that the kernel covers. `single` says that
    a batch is one sample, which is only predicted; `compiled` that compiled code is ready and wanted; `choices` are
    what was measured on the machine.
    """

    after: Callable[[Step], Step | None]
    bind: Callable[[Step], Binding]
    dtype: np.dtype[Any]
    training: bool
    single: bool = False
    compiled: bool = False
    choices: Choices = UNMEASURED

    def activation_after(self, step: Step, among: tuple[str, ...] = ("relu",)) -> Step | None:
        """The step of an activation, one of these, that alone reads what a step gives."""
        following = self.after(step)
        if following is None or not isinstance(following.layer, Activation):
            return None
        return following if following.layer.activation in among else None

    def with_relu(self, step: Step) -> tuple[Step, ...]:
        """A step, and the relu that alone reads what it gives, if there is one."""
        relu = self.activation_after(step)
        return (step,) if relu is None else (step, relu)
