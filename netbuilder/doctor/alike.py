"""Samples that are the same: in two parts of the data, or with two different answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from netbuilder.arrays import Array
from netbuilder.doctor.finding import Finding
from netbuilder.doctor.patient import Patient
from netbuilder.errors import N_, Message
from netbuilder.files import DiskArray

MOST_COMPARED = 2_000_000  # samples whose doubles are looked for
AT_ONCE = 4 << 20  # bytes that are mixed at a time
MOST = 0.5  # the share of a part that makes its scores worthless
TWICE = {
    "test": N_("{count} of {all} test samples are among the training samples too: the test flatters"),
    "val": N_("{count} of {all} validation samples are among the training samples too: the validation flatters"),
}
ONCE = {
    "test": N_("no test sample is among the training samples"),
    "val": N_("no validation sample is among the training samples"),
}
MIX = np.uint64(0x9E3779B97F4A7C15)


def alike_findings(patient: Patient) -> Iterator[Finding]:
    """Samples of the test or validation part that were trained on, and those whose labels contradict each other."""
    data = patient.prepared.dataset
    whole = data.train_count + data.val_count + data.test_count
    if data.series is not None:
        if data.test_count or data.val_count:
            yield Finding("doubles", "good", Message("no window reaches from one part into another"))
        return
    if whole > MOST_COMPARED or any(isinstance(x, DiskArray) for x in data.x_train.values()):
        if data.test_count or data.val_count:
            yield Finding("doubles", "good", Message("too many samples to look for those that are there twice"))
        return
    trained, held = _fingerprints(patient)
    for part, prints in held.items():
        double = int(np.isin(prints, trained).sum())
        if double:
            told = Message(TWICE[part], {"count": double, "all": len(prints)})
            yield Finding("doubles", "bad" if double > MOST * len(prints) else "doubtful", told)
        else:
            yield Finding("doubles", "good", Message(ONCE[part]))
    yield from _contradictions(patient, trained)


def _fingerprints(patient: Patient) -> tuple[Array, dict[str, Array]]:
    """A number for each sample that is trained on, and for each one of the other parts; found out once."""
    data = patient.prepared.dataset
    kept = data.measured
    for part in ("train", "val", "test"):
        if (part, "fingerprints") not in kept and len(next(iter(data.part(part)[0].values()), ())):
            kept[part, "fingerprints"] = fingerprints(data.part(part)[0])
    found: dict[str, Array] = {
        part: kept[part, "fingerprints"] for part in ("val", "test") if (part, "fingerprints") in kept
    }
    trained: Array = kept["train", "fingerprints"]
    if not data.val_count and patient.training.held_back:
        end = patient.prepared.use.trained(len(trained))
        trained, found = trained[:end], {"val": trained[end:], **found}
    return trained, {part: prints for part, prints in found.items() if len(prints)}


def fingerprints(arrays: Mapping[str, Array]) -> Array:
    """A number for each sample, in uint64: the same where all their bytes are, and hardly ever otherwise."""
    rng = np.random.default_rng(0)
    whole: Array | None = None
    for x in arrays.values():
        flat = x.reshape(len(x), -1)
        size = flat.shape[1] * flat.dtype.itemsize
        factors = rng.integers(0, 2**63, -(-size // 8), dtype=np.int64).astype(np.uint64) | np.uint64(1)
        made = np.empty(len(x), np.uint64)
        step = max(1, AT_ONCE // max(1, size))
        for start in range(0, len(x), step):
            made[start : start + step] = _mixed(np.ascontiguousarray(flat[start : start + step]), factors)
        whole = made if whole is None else (whole * MIX) ^ made
    assert whole is not None
    return whole


def _mixed(rows: Array, factors: Array) -> Array:
    """Each eight bytes are mixed, weighed by their place, and added up, all modulo 2^64."""
    raw = rows.view(np.uint8).reshape(len(rows), -1)
    words = np.zeros((len(rows), 8 * len(factors)), np.uint8)
    words[:, : raw.shape[1]] = raw
    mixed = words.view(np.uint64)
    mixed ^= mixed >> np.uint64(29)
    mixed *= MIX
    mixed ^= mixed >> np.uint64(32)
    found: Array = (mixed * factors).sum(axis=1, dtype=np.uint64)
    return found


def _contradictions(patient: Patient, trained: Array) -> Iterator[Finding]:
    """The same inputs with different labels: no network gives two answers."""
    data = patient.prepared.dataset
    labels = list(data.y_train.values())
    if not patient.prepared.classes or len(labels) != 1 or labels[0].size != data.train_count:
        return
    y = labels[0].ravel()[: len(trained)]
    order = np.argsort(trained, kind="stable")
    begins = np.flatnonzero(np.r_[True, trained[order][1:] != trained[order][:-1]])
    sizes = np.diff(np.r_[begins, len(order)])
    differ = np.maximum.reduceat(y[order], begins) != np.minimum.reduceat(y[order], begins)
    count = int(sizes[differ].sum())
    if count:
        values = {"count": count, "share": round(100 * count / len(y), 1)}
        told = Message("{count} training samples ({share} %) have the same inputs as others with another label", values)
        yield Finding("contradictions", "doubtful", told)
    else:
        yield Finding("contradictions", "good", Message("samples with the same inputs have the same label"))
