"""What labels tell: classes that nobody has, that begin at 1, or that are far more frequent than others."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from netbuilder.arrays import Array
from netbuilder.doctor.finding import Cure, Finding
from netbuilder.doctor.patient import Patient
from netbuilder.errors import Message, listed
from netbuilder.kinds import shown

FEWEST_OF_CLASS = 5
UNEVEN = 0.5  # a normalized perplexity below it is called imbalance
TIMES = 10  # so many times as frequent as another class


def label_findings(patient: Patient) -> Iterator[Finding]:
    """One finding for each thing that was looked at, good ones too."""
    names = patient.prepared.classes
    for y in patient.prepared.dataset.y_train.values():
        if not names or y.dtype.kind not in "biu" or y.size != len(y) or not y.size:
            continue
        counts = np.bincount(y.ravel().astype(np.int64), minlength=len(names))
        yield from _numbering(patient, counts)
        yield from _balance(patient, counts)


def _numbering(patient: Patient, counts: Array) -> Iterator[Finding]:
    """Classes count from 0; an output for a class that no sample has learns nothing."""
    names, empty = patient.prepared.classes, np.flatnonzero(counts == 0)
    if patient.prepared.dataset.counted and not counts[0] and counts.sum():
        first = int(np.flatnonzero(counts)[0])
        values = {"first": first, "last": len(counts) - 1, "one": first}
        told = Message(
            "the labels go from {first} to {last}, but classes count from 0: the outputs below {first} learn nothing. "
            "Save the labels less {one}",
            values,
        )
        yield Finding("numbering", "doubtful", told)
        empty = empty[empty > first]
    if len(empty):
        told = Message("no training sample has the class {names}", {"names": listed(shown(names[i]) for i in empty)})
        yield Finding("numbering", "doubtful", told)
    elif counts[0]:
        yield Finding("numbering", "good", Message("every class has samples to learn from"))


def _balance(patient: Patient, counts: Array) -> Iterator[Finding]:
    """Classes that are as frequent as each other have a normalized perplexity of 1, all in one class 1 / classes."""
    names, present = patient.prepared.classes, np.flatnonzero(counts)
    shares = counts[present] / counts.sum()
    perplexity = math.exp(-float((shares * np.log(shares)).sum())) / len(present)
    rare = [f"{names[i]} {counts[i]}" for i in present[np.argsort(counts[present], kind="stable")]
            if counts[i] < FEWEST_OF_CLASS]  # fmt: skip
    if rare:
        told = Message("classes with hardly any samples cannot be learned: {counts}", {"counts": listed(rare)})
        yield Finding("balance", "doubtful", told)
    few, many = present[counts[present].argmin()], present[counts[present].argmax()]
    if perplexity < UNEVEN or counts[few] * TIMES < counts[many]:
        told = Message(
            "the classes are uneven: {many} has {most} samples, {few} has {least}. Who always says {many} is right "
            "{share} % of the time",
            {"many": names[many], "most": int(counts[many]), "few": names[few], "least": int(counts[few]),
             "share": round(100 * float(counts[many] / counts.sum()))},
        )  # fmt: skip
        yield Finding("balance", "doubtful", told, cure=_weighing(patient, counts))
    elif not rare:
        yield Finding("balance", "good", Message("the classes are about as frequent as each other"))


def _weighing(patient: Patient, counts: Array) -> Cure | None:
    """Weights that let each class count alike, as scikit-learn's "balanced" has them; a class without samples has 1."""
    if patient.training.class_weight or len(patient.graph.output_names) != 1:
        return None
    kinds, whole = int((counts > 0).sum()), float(counts.sum())
    weights = tuple(round(whole / (kinds * count), 4) if count else 1.0 for count in counts.tolist())
    return Cure(Message("Let rare classes count more"), patient.with_training(class_weight=weights))
