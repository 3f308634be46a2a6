"""Settings in the form in which a script says them again: as many losses and metrics as the network has outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.formats.keras.compiled import callbacks_for_keras

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netbuilder.formats.script_reading.context import Context


def agreed(context: Context, training: TrainingSettings, outputs: Sequence[str], line: int) -> TrainingSettings:
    """The settings without what belongs to no output; what is left out is told."""
    count = len(outputs)
    if len(training.loss) not in (1, count):
        context.note(
            "{given} losses are given for {count} outputs, which Keras refuses: the first ones are taken, the last one "
            "for all that have none", line, given=len(training.loss), count=count,
        )  # fmt: skip
        training = training.replace(loss=[training.loss_of(i) for i in range(count)])
    weights = training.loss_weights
    if weights and len(weights) != count:
        context.note("{given} weights of losses are given for {count} outputs, and are left out", line,
                     given=len(weights), count=count)  # fmt: skip
        training = training.replace(loss_weights=())
    elif weights and len(training.loss) < count:
        training = training.replace(loss=training.loss * count)  # Keras wants a loss for each weight
    for name in ("metrics", "weighted_metrics"):
        told = getattr(training, name)
        kept = tuple(metric for metric in told if metric.output is None or metric.output < count)
        if len(kept) < len(told):
            context.note("{name} of something that is not an output are left out", line, name=name)
            training = training.replace(**{name: kept})
    # Keras can't tell which way the numbers of single outputs are to go: a script says it.
    return training.replace(callbacks=callbacks_for_keras(training, outputs))


def data_agreed(data: DataSettings, outputs: Sequence[str]) -> DataSettings:
    """The settings of data as they matter to a network with these outputs."""
    return data.replace(one_hot=False) if data.one_hot and len(outputs) != 1 else data
