"""The command explain: how much each number of a sample speaks for an answer."""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.cli import output
from netbuilder.cli.reporting import PARTS
from netbuilder.cli.running import measured_on
from netbuilder.cli.targets import need_place
from netbuilder.data import Prepared
from netbuilder.engine.model import Model
from netbuilder.engine.readiness import in_order, samples_of
from netbuilder.errors import DataError, FileFault
from netbuilder.files import atomic_write
from netbuilder.insight.attribution import Target, Why
from netbuilder.insight.methods import explained, names_of
from netbuilder.insight.overlay import explained_png, over_places
from netbuilder.insight.pictures import is_picture
from netbuilder.insight.sanity import sanity

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
    samples = samples_of(prepared, model.graph, part)
    count = len(samples.x[0])
    if not 0 <= options.sample < count:
        raise DataError("there is no sample {number}: the part has {count}", number=options.sample, count=count)
    sample = [np.asarray(x[options.sample]) for x in samples.x]
    answer = model.predict([x[None] for x in sample])[0][0]
    first = model.graph.output_names[0]
    classes = prepared.classes_of(first)
    target = _target(options, classes, answer)
    own = _own_sample(prepared, part, model, options.sample)
    why = _explained(options, model, sample, target)
    named = _name(prepared, first, target.unit, answer)
    if options.output is not None and options.output.suffix.lower() == ".png":
        _need_picture(own, why, options)
        shares = why.shares[0].reshape(own.shape) if why.shares[0].size == own.size else why.shares[0]
        data = explained_png(own, over_places(shares))
        with atomic_write(options.output) as file:
            file.write(data)
    told = {
        "sample": options.sample, "explained": named, "score": why.score, "gap": why.gap, "method": options.method,
        "shares": {name: share.tolist() for name, share in zip(model.graph.input_names, why.shares, strict=False)},
    }  # fmt: skip
    if options.output is not None and options.output.suffix.lower() == ".json":
        with atomic_write(options.output) as file:
            file.write(json.dumps(told).encode())
    elif options.json:
        print(json.dumps(told))
    else:
        _print(prepared, model, why, named, options, sample)
    _say_sanity(options, model, sample, target)
    return 0


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


def _name(prepared: Prepared, output: str, unit: int, answer: Array) -> str:
    classes = prepared.classes_of(output)
    if answer.shape[-1] == 1:
        return classes[1] if len(classes) == 2 else prepared.fitted.predicts(output).column or output
    return classes[unit] if unit < len(classes) else str(unit)


def _explained(options: argparse.Namespace, model: Model, sample: list[Array], target: Target) -> Why:
    return explained(options.method, model, sample, target, options.block)


def _own_sample(prepared: Prepared, part: str, model: Model, number: int) -> Array:
    """The first input as it came, for the picture."""
    given, names = prepared.dataset.part(part)[0], model.graph.input_names
    if len(given) != len(names):
        return np.empty(0)
    return np.asarray(in_order(given, names, "inputs")[0][number])


def _need_picture(own: Array, why: Why, options: argparse.Namespace) -> None:
    if not is_picture(own) or (why.shares[0].ndim < 2 and why.shares[0].size != own.size):
        raise DataError("sample {number} is no picture. Write a .json, or leave out -o", number=options.sample)


def _print(
    prepared: Prepared, model: Model, why: Why, named: str, options: argparse.Namespace, sample: list[Array]
) -> None:
    """What speaks most for the answer and against it."""
    print(f"sample {options.sample}: what speaks for {named}")
    for name, share, x in zip(model.graph.input_names, why.shares, sample, strict=False):
        flat = share.ravel()
        names = names_of(prepared, name, x)
        for place in np.argsort(-np.abs(flat), kind="stable")[:FIRST]:
            at = ", ".join(str(int(axis)) for axis in np.unravel_index(place, share.shape))
            print(f"  {flat[place]:+10.4f}  {names[place] if names else f'{name}[{at}]'}")
    if why.gap is not None:
        print(f"score {why.score:.4f}; the sum misses {why.gap:+.2g} of what it differs from that of zeros")


def _say_sanity(options: argparse.Namespace, model: Model, sample: list[Array], target: Target) -> None:
    """Says so where the map would be the same without what was learned."""
    found: Any = sanity(model, lambda other: _explained(options, other, sample, target).shares[0])
    if not found.depends:
        output.tell(
            f"with random weights the map is much the same (rank correlation {found.alike[-1]:.2f}): it shows the "
            "sample more than what the network learned"
        )
