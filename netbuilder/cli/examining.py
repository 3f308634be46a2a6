"""The command that examines network and data before they are trained."""

from __future__ import annotations

import argparse
import json

from netbuilder.cli.files import opened_file
from netbuilder.cli.label_faults import labels_command
from netbuilder.cli.running import data_of
from netbuilder.doctor import Finding, examine
from netbuilder.doctor.label_faults import FOLDS
from netbuilder.engine.readiness import ready_data
from netbuilder.errors import TrainingError

SIGNS = {"good": "ok", "doubtful": "warning", "bad": "error"}


def doctor_command(options: argparse.Namespace) -> int:
    """A line a finding, as they come; status 1 when one of them is bad."""
    if options.label_faults:
        return labels_command(options)
    for name, given in (("-o", options.output), ("--folds", options.folds if options.folds != FOLDS else None)):
        if given is not None:
            raise TrainingError("{option} is for label faults. Add --label-faults, or leave it out", option=name)
    project = opened_file(options).project
    dataset, settings = data_of(options, project)
    prepared = ready_data(dataset, settings, project.graph, project.training)
    found = []
    for finding in examine(project.replace(data=prepared.settings), prepared, options.full):
        found.append(finding)
        _say(finding, options.json)
    return 1 if any(finding.verdict == "bad" for finding in found) else 0


def _say(finding: Finding, as_json: bool) -> None:
    cure = str(finding.cure.label) if finding.cure is not None else ""
    if as_json:
        told = {"check": finding.check, "verdict": finding.verdict, "message": str(finding.message)}
        print(json.dumps({**told, "node": finding.node, "cure": cure}), flush=True)
    else:
        print(f"{SIGNS[finding.verdict]}: {finding}" + (f". What may help: {cure}" if cure else ""), flush=True)
