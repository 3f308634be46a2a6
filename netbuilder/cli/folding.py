"""Training, once or by folds: `train --folds K` tells each fold's numbers and how they spread."""

from __future__ import annotations

import argparse
import json
import math
from typing import Any, Protocol

from netbuilder.cli import running
from netbuilder.cli.files import opened_file
from netbuilder.cli.signals import STATUS, kindly
from netbuilder.cli.training import train_command as train_command_once
from netbuilder.engine.events import BatchEnd, CrossValidated, Event, FoldEnd, Started
from netbuilder.engine.folds import cross_validate
from netbuilder.engine.readiness import ready_data
from netbuilder.errors import TrainingError


def train_command(options: argparse.Namespace) -> int:
    """Trains one network, or with --folds one for each fold."""
    if options.folds is not None:
        return folds_command(options)
    if options.stratified:
        raise TrainingError("--stratified says how folds are made. Give their number: --folds K")
    return train_command_once(options)


def folds_command(options: argparse.Namespace) -> int:
    """Cross-validates on the training part; keeps no network."""
    for name, given in (
        ("-o", options.output),
        ("--in-place", options.in_place or None),
        ("--validation-split", options.validation_split),
    ):
        if given is not None:
            raise TrainingError(
                "{option} cannot be used with --folds: each fold has a network and a validation of its own, and none "
                "is kept. Leave one of them out",
                option=name,
            )
    if options.engine != "numpy":
        raise TrainingError("--folds cannot be used with --engine keras. Leave one of them out")
    project = opened_file(options).project
    training = running.training_of(options, project.training)
    prepared = ready_data(*running.data_of(options, project), project.graph, training)
    teller: _Teller = _JsonTeller() if options.json else _LineTeller(training.epochs)
    done = 0
    with kindly() as stop:
        for event in cross_validate(project.graph, training, prepared, options.folds, options.stratified):
            teller.tell(event)
            done += isinstance(event, FoldEnd)
            stop.learns = True
            if stop.number and not isinstance(event, CrossValidated):
                teller.stopped(done)
                return STATUS + stop.number
    return 0


class _Teller(Protocol):
    """Prints what a cross-validation tells."""

    def tell(self, event: Event) -> None:
        """Prints an event, if it is one to be seen."""

    def stopped(self, folds: int) -> None:
        """Prints that a person stopped it."""


class _JsonTeller:
    """An object for each fold, and one for all."""

    def tell(self, event: Event) -> None:
        if isinstance(event, FoldEnd):
            self._print(event="fold", fold=event.fold + 1, folds=event.folds, **running.plain(event.logs))
        elif isinstance(event, CrossValidated):
            mean, deviation = running.plain(event.mean), running.plain(event.deviation)
            self._print(event="folds", folds=event.folds, mean=mean, deviation=deviation)

    def stopped(self, folds: int) -> None:
        self._print(event="stopped", folds=folds)

    @staticmethod
    def _print(**fields: Any) -> None:
        print(json.dumps(fields), flush=True)


class _LineTeller:
    """A line for each fold and one for all; a progress bar where somebody watches."""

    def __init__(self, epochs: int) -> None:
        self._bar = running.LineTeller(epochs)

    def tell(self, event: Event) -> None:
        if isinstance(event, Started | BatchEnd):
            self._bar.tell(event)
        elif isinstance(event, FoldEnd):
            self._bar.clear()
            print(f"fold {event.fold + 1} of {event.folds}: {running.words(event.logs)}", flush=True)
        elif isinstance(event, CrossValidated):
            numbers = (f"{name} {_spread(event.mean[name], event.deviation[name])}" for name in event.mean)
            print(f"mean of {event.folds} folds ± standard deviation: " + "  ".join(numbers))

    def stopped(self, folds: int) -> None:
        self._bar.clear()
        print(f"stopped after {folds} folds")


def _spread(mean: Any, deviation: Any) -> str:
    if isinstance(mean, list):
        return "/".join(_spread(one, other) for one, other in zip(mean, deviation, strict=True))
    return f"{mean:.4f} ± {deviation:.4f}" if math.isfinite(mean) else f"{mean}"
