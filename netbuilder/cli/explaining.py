"""The command explain: how much each number of a sample speaks for an answer."""

from __future__ import annotations

import argparse
import json

import numpy as np

from netbuilder.arrays import Array
from netbuilder.cli import output
from netbuilder.cli.reporting import PARTS
from netbuilder.cli.running import measured_on
from netbuilder.cli.targets import need_place
from netbuilder.data import Prepared
from netbuilder.engine.model import Model
from netbuilder.engine.readiness import samples_of
from netbuilder.errors import DataError, FileFault
from netbuilder.files import atomic_write
from netbuilder.insight.attribution import Target
from netbuilder.insight.explaining import Explanation, answer_name, explain, sample_of
from netbuilder.insight.methods import names_of

FIRST = 12  # columns that are printed


def explain_command(options: argparse.Namespace) -> int:
    """Prints or writes the explanation, and says what it is worth."""
    if options.output is not None:
        if options.output.suffix.lower() not in (".png", ".json"):
            raise FileFault(
                "{path}: an explanation is written as .png or .json. Choose one of them", path=options.output
            )
        need_place(options.output, [options.file], options.force)
    prepared, model = measured_on(options)
    part = PARTS[options.part]
    count = len(samples_of(prepared, model.graph, part).x[0])
    if not 0 <= options.sample < count:
        raise DataError("there is no sample {number}: the part has {count}", number=options.sample, count=count)
    answer = model.predict([x[None] for x in sample_of(model, prepared, part, options.sample)])[0][0]
    output_name = model.graph.output_names[0]
    target = _target(options, prepared.classes_of(output_name), answer)
    found = explain(model, prepared, part, options.sample, target, options.method, options.block)
    named = answer_name(prepared, output_name, target.unit, answer.shape[-1])
    _write(options, prepared, model, found, named)
    if not found.check.depends:
        output.tell(
            f"with random weights the map is much the same (rank correlation {found.check.alike[-1]:.2f}): it shows "
            "the sample more than what the network learned"
        )
    return 0


def _write(options: argparse.Namespace, prepared: Prepared, model: Model, found: Explanation, named: str) -> None:
    """Into the file that was asked for, or printed; a picture is told in words too."""
    suffix, why = (options.output.suffix.lower() if options.output is not None else ""), found.why
    if suffix == ".png":
        picture = found.picture
        if picture is None:
            raise DataError("sample {number} is no picture. Write a .json, or leave out -o", number=options.sample)
        with atomic_write(options.output) as file:
            file.write(picture)
    if suffix != ".json" and not options.json:
        _print(prepared, model, found, named, options)
        return
    told = {
        "sample": options.sample, "explained": named, "score": why.score, "gap": why.gap, "method": options.method,
        "shares": {name: share.tolist() for name, share in zip(model.graph.input_names, why.shares, strict=False)},
    }  # fmt: skip
    if suffix == ".json":
        with atomic_write(options.output) as file:
            file.write(json.dumps(told).encode())
    else:
        print(json.dumps(told))


def _target(options: argparse.Namespace, classes: tuple[str, ...], answer: Array) -> Target:
    """The class that is asked for, or that the network gives."""
    units = answer.shape[-1]
    if options.answer is None:
        return Target(unit=int(answer.reshape(-1, units).sum(axis=0).argmax()) if units > 1 else 0)
    if options.answer in classes:
        return Target(unit=min(classes.index(options.answer), units - 1))
    if options.answer.isdigit() and int(options.answer) < units:
        return Target(unit=int(options.answer))
    raise DataError(
        "there is no answer {name}. There are {known}", name=options.answer, known=list(classes) or list(range(units))
    )


def _print(prepared: Prepared, model: Model, found: Explanation, named: str, options: argparse.Namespace) -> None:
    """What speaks most for the answer and against it."""
    print(f"sample {options.sample}: what speaks for {named}")
    for name, share, x in zip(model.graph.input_names, found.why.shares, found.sample, strict=False):
        flat = share.ravel()
        names = names_of(prepared, name, x)
        for place in np.argsort(-np.abs(flat), kind="stable")[:FIRST]:
            at = ", ".join(str(int(axis)) for axis in np.unravel_index(place, share.shape))
            print(f"  {flat[place]:+10.4f}  {names[place] if names else f'{name}[{at}]'}")
    why = found.why
    if why.gap is not None:
        print(f"score {why.score:.4f}; the sum misses {why.gap:+.2g} of what it differs from that of zeros")
