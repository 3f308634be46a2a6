"""Commands that compute: evaluate and predict, and what they have in common with train."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from netbuilder.cli import output
from netbuilder.cli.files import current_run, opened_file
from netbuilder.cli.recipes import tables_beside, with_recipe
from netbuilder.cli.reporting import PARTS, need_report, write_report
from netbuilder.cli.targets import need_place, need_target
from netbuilder.data import SOURCES, DataSettings, Fitted, Prepared, find_source, load
from netbuilder.data.describe import naive_errors, naive_sentences
from netbuilder.data.fitted import in_own_unit
from netbuilder.data.other import Asked, asked, asked_texts, is_table, pictures_of
from netbuilder.data.own_texts import is_text_name, read_texts, text_files
from netbuilder.data.picture_files import SUFFIXES
from netbuilder.data.prepare import ready_array
from netbuilder.engine.events import BatchEnd, Computing, EpochEnd, Event, Finished, Started
from netbuilder.engine.fit import evaluate, last
from netbuilder.engine.model import Model, compile_model
from netbuilder.engine.readiness import in_order, need_inputs, samples_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError, FileFault
from netbuilder.files import atomic_write, read_npy, read_npz
from netbuilder.project import Opened, Project, TrainedRun
from netbuilder.project.answers import Answers, answers_of, write_answers
from netbuilder.project.using import located, need_preparation, ready_to_measure


class Teller(Protocol):
    """Prints how a run goes."""

    def tell(self, event: Event) -> None:
        """Prints an event, if it is one to be seen."""

    def stopped(self, epochs: int) -> None:
        """Prints that a person stopped it."""


def evaluate_command(options: argparse.Namespace) -> int:
    """Loss and metrics on the test part, or on another one."""
    if options.report is not None:
        need_report(options.report)
        need_place(options.report, [options.file], options.force)
    prepared, model = measured_on(options)
    part = PARTS[options.part]
    event = last(evaluate(model, samples_of(prepared, model.graph, part)))
    if options.json:
        naive = {"naive": naive_errors(prepared, part)} if prepared.raw.series is not None else {}
        print(json.dumps({"event": "evaluated", "samples": event.samples, **plain(event.logs), **naive}))
    else:
        print(f"{event.samples:,} samples: " + words(event.logs))
        for sentence in naive_sentences(prepared, part):
            print(f"  {sentence}")
    if options.report is not None:
        write_report(options.report, model, prepared, part, event.logs, Path(options.file).stem)
        output.tell(f"report written to {options.report}")
    return 0


def predict_command(options: argparse.Namespace) -> int:
    """Outputs for arrays, or for the rows of a table."""
    if options.output is not None and options.output.suffix not in (".npy", ".npz", ".csv"):
        raise FileFault("{path}: outputs are written as .csv, .npy or .npz. Choose one of them", path=options.output)
    if (options.input is None) == (not options.text):
        raise DataError("give one of both: a file with what is asked about, or a text (--text)")
    if options.output is None and not options.text:
        raise FileFault("say where the answers are written: -o answers.csv")
    if options.output is not None:
        need_target(options, [options.file, *([options.input] if options.input is not None else [])])
    found = opened_file(options)
    run = current_run(found)
    if run is None:
        raise FileFault("{path} was not trained yet. Train it first: netbuilder train", path=options.file)
    rows, raw, fitted = _raw_inputs(options, found, run)
    inputs = in_order(raw, run.snapshot.graph.input_names, "inputs")
    shapes = {name: x.shape[1:] for name, x in zip(run.snapshot.graph.input_names, inputs, strict=True)}
    model = run.snapshot.model(found.project.training, shapes)
    names = model.graph.output_names
    arrays = in_own_unit(fitted, names, model.predict(inputs))
    if options.output is None:
        _print_answers(answers_of(arrays, names, fitted, found.project.training), options.text)
        return 0
    if options.output.suffix == ".csv":
        write_answers(options.output, answers_of(arrays, names, fitted, found.project.training), rows)
        return 0
    outputs = dict(zip(names, arrays, strict=True))
    if options.output.suffix == ".npy" and len(outputs) > 1:
        raise FileFault("{path}: the network has several outputs. Choose an .npz file", path=options.output)
    with atomic_write(options.output) as file:
        if options.output.suffix == ".npy":
            np.save(file, next(iter(outputs.values())))
        else:
            np.savez(file, **outputs)  # type: ignore[arg-type]
    return 0


def _raw_inputs(
    options: argparse.Namespace, found: Opened, run: TrainedRun
) -> tuple[Asked | tuple[str, ...] | None, dict[str, Any], Fitted | None]:
    """What is asked about, as the network takes it, and how it was prepared."""
    fitted = run.snapshot.fitted
    if options.text or _is_of_texts(options.input, fitted):
        fitted, told = need_preparation(run, found.project, options.file)
        files = () if options.text else text_files(options.input)
        texts = options.text or read_texts(files, fitted.settings.encoding, usual=fitted.encoding)[0]
        rows = asked_texts(texts, fitted, files)
        for sentence in (*told, *rows.told):
            output.tell(str(sentence))
        return rows, dict(rows.x), fitted
    if is_table(options.input) and (fitted is None or fitted.pictures is None):
        fitted, told = need_preparation(run, found.project, options.file)
        if fitted.table is None:
            raise DataError("{path} was not trained on a table. Give it arrays: .npy or .npz", path=options.file)
        if options.join:
            beside = tables_beside(options.join, fitted.settings.beside)
            fitted = located(fitted, fitted.settings.replace(beside=beside))
        rows = asked(options.input, fitted)
        for sentence in (*told, *rows.told):
            output.tell(str(sentence))
        return rows, dict(rows.x), fitted
    if is_table(options.input) or options.input.is_dir() or options.input.suffix.lower() in SUFFIXES:
        fitted, told = need_preparation(run, found.project, options.file)
        if fitted.pictures is None:
            raise DataError("{path} was not trained on pictures. Give it arrays: .npy or .npz", path=options.file)
        for sentence in told:
            output.tell(str(sentence))
        files, x = pictures_of(options.input, fitted)
        return tuple(map(str, files)), {"x": ready_array(fitted, "x", x)}, fitted
    raw = read_npz(options.input) if options.input.suffix == ".npz" else {"x": read_npy(options.input)}
    need_inputs(raw)
    if options.prepare:
        fitted, told = need_preparation(run, found.project, options.file)
        for sentence in told:
            output.tell(str(sentence))
        if fitted.table is not None:
            raise DataError(
                "{path} was trained on a table: give it one, such as {name}.csv, and its columns are prepared",
                path=options.file, name=options.input.stem,
            )  # fmt: skip
        raw = {name: ready_array(fitted, name, x) for name, x in raw.items()}
    return None, raw, fitted


def _is_of_texts(path: Path, fitted: Fitted | None) -> bool:
    """Whether a folder, or a file, holds texts that were trained on as such, and not rows of a table."""
    if fitted is None or fitted.table is None:
        return False
    return path.is_dir() or (is_text_name(path.name) and not fitted.settings.is_table)


def _print_answers(answers: Answers, texts: Sequence[str]) -> None:
    """Each text's answer in a line, with the columns of its probabilities behind it."""
    for text, row in zip(texts, zip(*answers.columns, strict=True), strict=True):
        told = [value if isinstance(value, str) else f"{float(value):.4g}" for value in row]
        named = [f"{name} {value}" for name, value in zip(answers.names[1:], told[1:], strict=True)]
        print(f"{told[0]}  {'  '.join(named)}  ← {text}" if len(texts) > 1 else "  ".join([told[0], *named]))


def training_of(options: argparse.Namespace, training: TrainingSettings) -> TrainingSettings:
    """The file's settings with what the command line changes."""
    given = {
        name: getattr(options, name)
        for name in ("epochs", "batch_size", "validation_split", "seed", "kernels")
        if getattr(options, name) is not None
    }
    if options.no_shuffle:
        given["shuffle"] = False
    if options.deterministic:
        given["deterministic"] = True
    return training.replace(**given)


def data_of(options: argparse.Namespace, project: Project) -> tuple[Any, DataSettings]:
    """The data set and its settings: the project's, or what the command line chooses instead."""
    settings = settings_of(options, project)
    return load(settings), settings


def settings_of(options: argparse.Namespace, project: Project) -> DataSettings:
    """The project's data settings with what the command line changes."""
    settings = project.data
    if options.data in SOURCES:
        source = find_source(options.data)
        scaling = settings.scaling if settings.chosen else source.scaling
        settings = settings.at("", source.name).replace(scaling=scaling)
    elif options.data is not None:
        if not Path(options.data).exists():
            known = ", ".join(SOURCES)
            raise DataError(
                "--data {data} is neither a file nor a data set. There are {known}", data=options.data, known=known
            )
        settings = settings.at(options.data)
    settings = with_recipe(options, settings, options.data is not None)
    if not settings.chosen:
        raise DataError("{file} has no data. Choose some: --data NAME, or an .npz or .csv file", file=options.file)
    return settings


def model_of(found: Opened, training: TrainingSettings, shapes: Any) -> Model:
    """The network with the weights of its file, or with new ones."""
    run = current_run(found)
    if run is not None:
        return run.snapshot.model(training, shapes)
    return compile_model(found.project.graph, training, shapes)


def measured_on(options: argparse.Namespace) -> tuple[Prepared, Model]:
    """The data that is named, or the project's, prepared as the weights know it; and the model."""
    found = opened_file(options)
    settings, run = settings_of(options, found.project), current_run(found)
    named = options.data is not None and options.data not in SOURCES
    project = found.project if named else found.project.replace(data=settings)
    project = project.replace(data=project.data.replace(beside=settings.beside))
    ready = ready_to_measure(project, run, Path(options.data) if named else None)
    for sentence in ready.told:
        output.tell(str(sentence))
    model = model_of(found, project.training, ready.prepared.input_shapes)
    model.fitted = ready.prepared.fitted
    if run is None:
        output.tell(f"{options.file} was not trained yet: these are the numbers of random weights")
    return ready.prepared, model


class JsonTeller:
    """An object a line."""

    def tell(self, event: Event) -> None:
        """Prints what a later check reads: the start, each epoch, the end."""
        if isinstance(event, Started):
            self._print(
                event="started", samples=event.samples, validation_samples=event.validation_samples,
                batches=event.batches, epochs=event.epochs, first_epoch=event.first_epoch + 1, seed=event.seed,
            )  # fmt: skip
        elif isinstance(event, Computing):
            self._print(event="kernels", kernels=event.kernels, step=event.step)
        elif isinstance(event, EpochEnd):
            self._print(event="epoch", epoch=event.epoch + 1, **plain(event.logs))
        elif isinstance(event, Finished):
            self._print(event="finished", epochs=event.epochs, reason=event.reason, **plain(_last_logs(event)))

    def stopped(self, epochs: int) -> None:
        """Prints that a person stopped it."""
        self._print(event="stopped", epochs=epochs)

    @staticmethod
    def _print(**fields: Any) -> None:
        print(json.dumps(fields), flush=True)


class LineTeller:
    """A line an epoch, and a progress bar where somebody watches."""

    def __init__(self, epochs: int) -> None:
        self._epochs, self._watched = epochs, sys.stderr.isatty()
        self._batches, self._shown = 1, 0.0
        self._trains = False  # whether a batch was seen: a checkpoint may have had as many epochs already

    def tell(self, event: Event) -> None:
        """Prints what a person wants to see."""
        self._trains = self._trains or isinstance(event, BatchEnd)
        if isinstance(event, Started):
            self._batches, self._epochs = event.batches, event.epochs
        elif isinstance(event, Computing):
            self.clear()
            print(f"computed by {event.kernels} from step {event.step + 1} on", flush=True)
        elif isinstance(event, BatchEnd) and self._watched and time.monotonic() - self._shown > 0.1:
            self._shown = time.monotonic()
            share = (event.batch + 1) / self._batches
            bar = "█" * int(24 * share) + "░" * (24 - int(24 * share))
            print(f"\r{event.epoch + 1}/{self._epochs} {bar} {words(event.logs)}\033[K", end="", file=sys.stderr)
        elif isinstance(event, EpochEnd):
            self.clear()
            print(f"epoch {event.epoch + 1} of {self._epochs}: {words(event.logs)}", flush=True)
        elif isinstance(event, Finished) and event.reason != "done":
            print(f"{event.reason} ended it after epoch {event.epochs}")
        elif isinstance(event, Finished) and not self._trains:
            print(f"nothing is left to train: {event.epochs} epochs were done before, {self._epochs} are asked for")

    def stopped(self, epochs: int) -> None:
        """Prints that a person stopped it."""
        self.clear()
        print(f"stopped after epoch {epochs}" if epochs else "stopped within the first epoch")

    def clear(self) -> None:
        """Takes the progress bar away."""
        if self._watched:
            print("\r\033[K", end="", file=sys.stderr)


def _last_logs(event: Finished) -> dict[str, Any]:
    return {name: values[-1] for name, values in event.history.items() if values}


def plain(logs: dict[str, Any]) -> dict[str, Any]:
    """Numbers that JSON can hold."""

    def number(value: Any) -> Any:
        if isinstance(value, tuple | list):
            return [number(item) for item in value]
        return float(value) if math.isfinite(value) else None

    return {name: number(value) for name, value in logs.items()}


def words(logs: dict[str, Any]) -> str:
    """Numbers by name, in a line."""

    def word(value: Any) -> str:
        return f"{value:.4f}" if isinstance(value, float | int) else "/".join(map(word, value))

    return "  ".join(f"{name} {word(value)}" for name, value in logs.items())
