"""Callbacks: rules that watch the numbers of a run and act on them. Names and defaults are Keras's."""

from netbuilder.engine.callbacks.base import Callback, Monitor, Verdict
from netbuilder.engine.callbacks.recording import (
    BackupAndRestore,
    CSVLogger,
    LearningRateScheduler,
    TensorBoard,
    TerminateOnNaN,
)
from netbuilder.engine.callbacks.watching import EarlyStopping, ModelCheckpoint, ReduceLROnPlateau

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "EarlyStopping",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "Monitor",
    "ReduceLROnPlateau",
    "TensorBoard",
    "TerminateOnNaN",
    "Verdict",
]
