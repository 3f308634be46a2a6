"""Where a project's data lies: a relative path is meant from the folder of the project, wherever it is opened from.

The same path stands in the project, in its runs, and in what was fitted for their weights: all are changed together.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from netbuilder.data import DataSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.runs import Run, Runs

Change = Callable[[str], str]
Parts = tuple[Project, TrainedRun | None, Runs]


def found_beside(project: Project, run: TrainedRun | None, runs: Runs, folder: Path) -> Parts:
    """What was read from a file in `folder`: relative paths of what lies there are found from anywhere.

    Paths stay as they are where the folder is the one that we are in, or nothing lies there.
    """
    if _same_folder(folder):
        return project, run, runs

    def change(path: str) -> str:
        there = folder / path
        return os.path.abspath(there) if _is_relative(path) and os.path.exists(there) else path

    return _changed(project, run, runs, change)


def kept_apart(project: Project, run: TrainedRun | None, runs: Runs, folder: Path) -> Parts:
    """What is written to a file in `folder`: relative paths of what lies here are made whole where that is another."""
    if _same_folder(folder):
        return project, run, runs

    def change(path: str) -> str:
        return os.path.abspath(path) if _is_relative(path) and os.path.exists(path) else path

    return _changed(project, run, runs, change)


def _same_folder(folder: Path) -> bool:
    try:
        return os.path.realpath(folder) == os.path.realpath(os.curdir)
    except OSError:  # the folder that we are in is gone
        return False


def _is_relative(path: str) -> bool:
    return bool(path) and not os.path.isabs(path)


def _changed(project: Project, run: TrainedRun | None, runs: Runs, change: Change) -> Parts:
    snapshots: dict[int, Snapshot] = {}  # one that several have stays one

    def of_data(data: DataSettings) -> DataSettings:
        paths = {name: change(getattr(data, name)) for name in ("path", "validation_path", "test_path")}
        beside = tuple(one.replace(path=change(one.path)) for one in data.beside)
        if beside == data.beside and all(getattr(data, name) == path for name, path in paths.items()):
            return data
        return data.replace(**paths, beside=beside)

    def of_project(one: Project) -> Project:
        data = of_data(one.data)
        return one if data is one.data else one.replace(data=data)

    def of_snapshot(one: Snapshot) -> Snapshot:
        fitted = one.fitted
        settings = None if fitted is None else of_data(fitted.settings)
        if fitted is None or settings is None or settings is fitted.settings:
            return one
        if id(one) not in snapshots:
            snapshots[id(one)] = replace(one, fitted=replace(fitted, settings=settings))
        return snapshots[id(one)]

    def of_run(one: Run) -> Run:
        test = one.test and replace(one.test, data=of_data(one.test.data))
        snapshot = one.snapshot and of_snapshot(one.snapshot)
        return replace(one, project=of_project(one.project), test=test, snapshot=snapshot)

    own = run and replace(run, data=of_data(run.data), snapshot=of_snapshot(run.snapshot))
    return of_project(project), own, tuple(of_run(one) for one in runs)
