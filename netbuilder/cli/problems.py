"""The problems of a project as the commands tell them, those with its data included."""

from __future__ import annotations

from pathlib import Path

from netbuilder.cli import output
from netbuilder.data import SOURCES, Prepared, load
from netbuilder.data.catalog import is_here
from netbuilder.engine.readiness import ready_data
from netbuilder.errors import Fault
from netbuilder.graph import Problem
from netbuilder.project import Project
from netbuilder.project.repairs import problems_of, refuse_errors


def all_problems(project: Project) -> list[Problem]:
    """What is wrong with a project, with its data where that is here and can be read."""
    data = project.data
    if not data.chosen:
        return problems_of(project, None)
    if not (is_here(SOURCES[data.source]) if data.source in SOURCES else Path(data.path).exists()):
        output.tell(f"the data, {data.name}, is not here: it was not looked at")
        return problems_of(project, None)
    try:
        prepared = ready_data(load(data), data, project.graph, project.training)
    except Fault as fault:
        return [*problems_of(project, None), Problem.of(fault, "", "data")]
    return problems_of(project.replace(data=prepared.settings), prepared)


def need_no_errors(project: Project, prepared: Prepared) -> None:
    """Raises TrainingError for what keeps a project from training, and tells what else is wrong with it."""
    for problem in refuse_errors(project, prepared):
        output.tell(f"{problem.severity}: {problem}")
