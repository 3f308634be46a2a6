"""Commands that make files of others: new, import, export."""

from __future__ import annotations

import argparse
from pathlib import Path

from netbuilder import formats
from netbuilder.cli import output
from netbuilder.cli.claims import claimed
from netbuilder.cli.exporting import write_export
from netbuilder.cli.files import FRAMEWORKS, current_run, need_project_name, need_writable, opened_file
from netbuilder.cli.running import settings_of
from netbuilder.cli.targets import need_target
from netbuilder.data import SOURCES
from netbuilder.errors import DataError
from netbuilder.project import Project, template, write_project
from netbuilder.project.exporting import load_weights
from netbuilder.project.file import named_as_project
from netbuilder.project.fitting_network import fitting_project


def new_command(options: argparse.Namespace) -> int:
    """A project from a template, or one that fits data."""
    need_project_name(options.output)
    if (options.template is None) == (options.data is None):
        raise DataError("say what the project is made of: a TEMPLATE, or --data FILE with --target COLUMN")
    need_target(options, [] if options.data is None or options.data in SOURCES else [Path(options.data)])
    if options.data is None:
        project = template(options.template).project()
    else:
        project, told = fitting_project(settings_of(options, Project()))
        for sentence in told:
            print(sentence)
    with claimed(options.output):
        write_project(options.output, project)
    return 0


def import_command(options: argparse.Namespace) -> int:
    """A project of a model file."""
    need_project_name(options.output)
    need_target(options, [options.file])
    found = opened_file(options, options.into)
    run = found.run
    if options.into is not None:
        run = load_weights(options.file, found.project)
        for note in run.snapshot.notes:
            output.tell(str(note))
    with claimed(options.output):
        write_project(options.output, found.project, run, found.runs, found.last)
    return 0


def export_command(options: argparse.Namespace) -> int:
    """A model in another format."""
    form = options.format or FRAMEWORKS.get(options.framework, "")
    if not form:
        need_writable(options.output, named_as_project(options.output))
    found = opened_file(options)
    chosen = formats.ExportOptions(options.style, options.flat, options.weights, options.complete)
    write_export(options, found, current_run(found), form, chosen)
    return 0
