"""What a run learned is written, whatever happens: where it was asked for, or else where it can be found again."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from netbuilder.errors import FileFault
from netbuilder.files import folder_aside, writing
from netbuilder.files.atomic import check_beside
from netbuilder.files.lock import lock_file
from netbuilder.project.file import SUFFIX, holds_project, named_as_project, write_project
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.recovery import note_origin, recovery_folder
from netbuilder.project.runs import Runs

FORBIDDEN = '/\\:*?"<>|'  # in names of files, on one system or another
LONGEST_NAME = 120  # bytes of a name, before what is put behind it


def becomes_project(path: Path) -> bool:
    """Whether a result is written there as a project: its name says so, or one is there and its name says nothing."""
    if named_as_project(path):
        return True
    if not holds_project(path):
        return False
    from netbuilder import formats  # only now: it brings all of them, a quarter of a second

    try:
        formats.format_of(path)
    except FileFault:
        return True
    return False


def write_run(
    path: Path,
    project: Project,
    run: TrainedRun,
    force: bool = False,
    runs: Runs = (),
    as_project: bool | None = None,
) -> None:
    """Writes a project with all its `runs`, or the network in the format that the suffix asks for.

    `as_project` says which; without it, it is as `becomes_project` says. A script gets its weights beside it.
    Raises FileFault, and leaves what is there as it was. Files beside the one that is named are replaced by `force`.
    """
    with writing(path):
        if becomes_project(path) if as_project is None else as_project:
            write_project(path, project, run, runs)
            return
        from netbuilder import formats  # only now: it brings all of them, a quarter of a second
        from netbuilder.project.exporting import export

        options = formats.ExportOptions(weights=formats.format_of(path).kind == "script")
        for _ in export(path, project, run, _name(path), options=options, force=force):
            pass


def try_run(
    path: Path,
    project: Project,
    run: TrainedRun,
    force: bool = False,
    runs: Runs = (),
    as_project: bool | None = None,
) -> None:
    """Finds out before a run whether its result can be written: it is, with the weights that there are, and removed.

    Raises FileFault.
    """
    target = Path(os.path.realpath(path))
    as_project = becomes_project(path) if as_project is None else as_project
    with writing(path), folder_aside(target) as folder:
        made = folder / path.name
        try:
            trial = replace(run, history=run.history or {"loss": [0.0]})
            write_run(made, project, trial, force, runs, as_project)
        except FileFault as fault:  # a person knows nothing of the place aside
            values = {key: path if value == made else value for key, value in fault.values.items()}
            raise FileFault(fault.template, **values) from fault
        if not force and not as_project:
            from netbuilder.formats.keras_script.data import bundled_file

            data = bundled_file(run.data)
            check_beside(made, target, run.data.path, keep=() if data is None else (data.name,))


def keep_run(
    path: Path,
    project: Project,
    run: TrainedRun,
    force: bool = False,
    runs: Runs = (),
    as_project: bool | None = None,
) -> None:
    """As `write_run`; where that fails, a project goes to the recovery folder. Raises FileFault that names it."""
    as_project = becomes_project(path) if as_project is None else as_project
    try:
        write_run(path, project, run, force, runs, as_project)
    except (FileFault, MemoryError) as error:
        cause = error if isinstance(error, FileFault) else FileFault("there is not enough memory")
        kept = rescue(project, run, _name(path), runs, path if as_project else None)
        raise FileFault("{cause}. What was learned is kept in {place}", cause=cause, place=kept) from error


def rescue(project: Project, run: TrainedRun | None, name: str, runs: Runs = (), origin: Path | None = None) -> Path:
    """Writes a project to the recovery folder, or else to the system's folder for temporary files; gives its path.

    `origin` is the file that it belongs to. Raises FileFault where neither can be written.
    """
    faults = []
    for folder in (recovery_folder(), Path(tempfile.gettempdir()) / "netbuilder-recovered"):
        try:
            path = free_place(folder, name)
            write_project(path, project, run, runs)
            if origin is not None:
                note_origin(path, origin)
            return path
        except FileFault as fault:
            faults.append(fault)
    raise faults[0]


def free_place(folder: Path, name: str) -> Path:
    """Where a project of that name can be kept: with the date, and so that no other is replaced. Raises FileFault."""
    safe = "".join("_" if letter in FORBIDDEN or not letter.isprintable() else letter for letter in name)
    safe = os.fsencode(safe)[:LONGEST_NAME].decode("utf-8", "ignore").lstrip(".") or "untitled"
    file = f"{safe}-{time.strftime('%Y%m%d-%H%M%S')}"
    path, number = folder / f"{file}{SUFFIX}", 1
    with writing(path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while os.path.lexists(path) or os.path.lexists(lock_file(path)):
            number += 1
            path = folder / f"{file}-{number}{SUFFIX}"
    return path


def _name(path: Path) -> str:
    return path.name.split(".")[0]
