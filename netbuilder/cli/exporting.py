"""The command export: what is in the way of a file, then the file, then what was proven of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from netbuilder import formats
from netbuilder.cli.claims import claimed
from netbuilder.cli.targets import need_target
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, Message
from netbuilder.formats.keras_script.data import about_files
from netbuilder.formats.keras_script.network import model_name, weights_of
from netbuilder.formats.preparation import beside
from netbuilder.formats.verifying import Certificate, Steps, Verification
from netbuilder.project import Opened, TrainedRun
from netbuilder.project.exporting import export
from netbuilder.project.file import named_as_project, write_project
from netbuilder.project.runs import find


def write_export(
    options: argparse.Namespace, found: Opened, run: TrainedRun | None, form: str, chosen: formats.ExportOptions
) -> None:
    """Exports what was opened and says what was verified; raises FileFault."""
    sources = [options.file, *([Path(found.project.data.path)] if found.project.data.path else [])]
    need_target(options, sources, links=False)
    name = options.output.name.split(".")[0]
    if not form and named_as_project(options.output):
        with claimed(options.output):
            write_project(options.output, found.project, run, found.runs, found.last)
        return
    verification = None if options.no_verify else Verification(python=str(options.python or ""))
    own = find(found.runs, run.number) if run is not None else None
    exporting = export(options.output, found.project, run, name, form, chosen, verification, options.force, own)
    certificate = _taken(exporting)
    if run is not None and run.snapshot.fitted is not None and beside(options.output).exists():
        print(f"{options.output}: it takes prepared inputs; {beside(options.output)} says how they are prepared")
    for told in _needed_of_reader(options.output, found, form, chosen):
        print(f"{options.output}: {told}")
    if certificate is None:
        if options.certificate:
            raise FileFault("{path} was written, but there is nothing to certify", path=options.output)
        for sentence in _needed(options.output, found, form, chosen, name):
            print(f"{options.output}: {sentence}")
        return
    for line in certificate.lines():
        print(line)
    if options.certificate:
        certificate.save_beside(options.output)


def _needed(path: Path, found: Opened, form: str, chosen: formats.ExportOptions, name: str) -> list[str]:
    """What a script needs besides itself."""
    entry, project = formats.format_of(path, form), found.project
    if entry.kind != "script" or entry.name == "numpy":
        return []
    run = found.run
    fitted = run.snapshot.fitted if run is not None else None
    bundle = formats.Bundle(Snapshot(project.graph, {}, fitted=fitted), project.data, name, chosen)
    weights = f"{model_name(name)}.npz" if entry.name == "torch" else weights_of(bundle)
    return about_files(bundle, weights, told=entry.name == "torch" or chosen.complete)


def _needed_of_reader(path: Path, found: Opened, form: str, chosen: formats.ExportOptions) -> list[Message]:
    """What a file needs of the program that reads it."""
    snapshot = Snapshot(found.project.graph, {}, found.project.training)
    return formats.format_of(path, form).needs(formats.Bundle(snapshot, options=chosen))


def _taken(steps: Steps) -> Certificate | None:
    """Takes all steps, telling each where somebody watches."""
    watched = sys.stderr.isatty()
    try:
        while True:
            step = next(steps)
            if watched:
                print(f"\r{step.done + 1}/{step.total} {step.what}\033[K", end="", file=sys.stderr, flush=True)
    except StopIteration as end:
        certificate: Certificate | None = end.value
        return certificate
    finally:
        steps.close()
        if watched:
            print("\r\033[K", end="", file=sys.stderr)
