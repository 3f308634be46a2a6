"""`doctor FILE --label-faults`: which labels are probably wrong, as lines, as JSON, or as a table."""

from __future__ import annotations

import argparse
import json

from netbuilder.cli import output, running
from netbuilder.cli.files import opened_file
from netbuilder.cli.signals import STATUS, kindly
from netbuilder.cli.targets import need_target
from netbuilder.doctor.label_faults import LabelFaults, find_label_faults, write_label_faults
from netbuilder.engine.events import BatchEnd, Event, FoldEnd, Started
from netbuilder.engine.readiness import ready_data
from netbuilder.errors import FileFault, printable

MOST_TOLD = 20


def labels_command(options: argparse.Namespace) -> int:
    """Trains a network for each fold, and tells the labels that those suspect which never saw them."""
    if options.output is not None and options.output.suffix != ".csv":
        raise FileFault("{path}: label faults are written as .csv. Choose such a name", path=options.output)
    if options.output is not None:
        need_target(options, [options.file])
    project = opened_file(options).project
    prepared = ready_data(*running.data_of(options, project), project.graph, project.training)
    work = find_label_faults(project.replace(data=prepared.settings), prepared, options.folds)
    bar = running.LineTeller(project.training.epochs)
    with kindly() as stop:
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                found: LabelFaults = end.value
                break
            if not options.json:
                _tell(bar, event)
            stop.learns = True
            if stop.number:
                bar.clear()
                output.tell("stopped: no label was judged")
                return STATUS + stop.number
    if options.output is not None:
        write_label_faults(options.output, found)
    _say(found, options.json, whole=options.output is None)
    return 0


def _tell(bar: running.LineTeller, event: Event) -> None:
    if isinstance(event, Started | BatchEnd):
        bar.tell(event)
    elif isinstance(event, FoldEnd):
        bar.clear()
        print(f"fold {event.fold + 1} of {event.folds}: {running.words(event.logs)}", flush=True)


def _say(found: LabelFaults, as_json: bool, whole: bool) -> None:
    names = found.classes
    if as_json:
        for fault in found.faults:
            told = {"sample": fault.name, "given": names[fault.given], "suspected": names[fault.suspected]}
            print(json.dumps({**told, "probability": fault.chance, "probability_of_given": fault.of_given}))
        return
    share = 100 * len(found.faults) / max(1, found.samples)
    print(f"{len(found.faults)} of {found.samples} labels ({share:.1f} %) are suspected; networks that never saw them "
          f"told {100 * found.right:.1f} % as they are labelled")  # fmt: skip
    for fault in found.faults[:MOST_TOLD]:
        given, suspected = printable(names[fault.given]), printable(names[fault.suspected])
        print(f"  {printable(fault.name)}: labelled {given} ({fault.of_given:.2f}), rather {suspected} "
              f"({fault.chance:.2f})")  # fmt: skip
    rest = len(found.faults) - MOST_TOLD
    if rest > 0:
        print(f"  … and {rest} more" + ("; -o FILE.csv writes all of them" if whole else ""))
    if found.faults:
        some = ",".join(fault.name for fault in found.faults[:3])
        print(f"to train without some: --leave-out {some}")
