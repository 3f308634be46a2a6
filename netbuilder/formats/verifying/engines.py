"""The further levels: the engines that the files are made for, and NumPy alone, each in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from netbuilder.errors import FileFault, Message, listed
from netbuilder.files import install_command, read_npz
from netbuilder.formats.base import Bundle
from netbuilder.formats.keras.config_writing import model_config
from netbuilder.formats.numpy_script.script import limits as script_limits
from netbuilder.formats.numpy_script.script import write_numpy_script
from netbuilder.formats.verifying.levels import Job, Level, register_level
from netbuilder.formats.verifying.process import Answer, NotRun, Refused, ask, run, save_inputs
from netbuilder.formats.verifying.reader import SAME_GRAPH, WEIGHTS, held_by

SINGLE = 1e-4  # what another order of additions may cost in float32


def _in_engine(job: Job, runner: str, what: dict[str, Any], install: Sequence[str]) -> Generator[None, None, Answer]:
    try:
        answer = yield from ask(
            runner, job.folder / runner, job.trial.inputs, {"file": str(job.path.absolute()), **what}, job.python
        )
    except NotRun as why:
        if "No module named" not in str(why):
            raise
        command = install_command(job.python or sys.executable, *install)
        raise NotRun("it is not installed. Install it: {command}", command=command) from why
    except Refused as refusal:
        raise FileFault(
            "{file} was not written: {engine} does not read it: {cause}. Export in another format, or do not verify",
            file=job.path.name, engine=runner.removeprefix("with_"), cause=refusal,
        ) from refusal  # fmt: skip
    return answer


def check_keras(job: Job) -> Generator[None, None, Answer]:
    """Real Keras loads the file and predicts."""
    what = {}
    if job.entry.kind == "weights":
        what["config"] = model_config(job.bundle.snapshot.graph, job.bundle.name)
    return (yield from _in_engine(job, "with_keras", what, ("keras", "jax")))


def check_onnxruntime(job: Job) -> Generator[None, None, Answer]:
    """Onnxruntime loads the file and predicts."""
    return (yield from _in_engine(job, "with_onnxruntime", {}, ("onnxruntime",)))


def check_numpy(job: Job) -> Generator[None, None, Answer]:
    """A NumPy-only script, made of what the file holds, predicts; a script that was exported itself does."""
    script = job.path
    if job.entry.name != "numpy":
        try:
            held = held_by(job)
        except FileFault as fault:
            # Writing ONNX says more than reading it does: such a file is checked by those who compute operators.
            if job.entry.name != "onnx":
                raise
            raise NotRun(fault.template, **{**fault.values, "path": job.path.name}) from fault
        problems = script_limits(held.graph)
        if problems:
            raise NotRun("{problems}", problems=listed(problems, "; "))
        script = job.folder / "model.py"
        write_numpy_script(Bundle(held, name="model"), script)
    folder = job.folder / "with_numpy"
    save_inputs(folder, job.trial.inputs)
    command = [sys.executable, str(script.absolute()), "inputs.npz", "-o", "outputs.npz"]
    try:
        yield from run(command, folder)
    except Refused as refusal:
        raise FileFault(
            "{file} was not written: NumPy alone cannot compute it: {cause}. Export in another format",
            file=job.path.name, cause=refusal,
        ) from refusal  # fmt: skip
    return Answer(tuple(read_npz(folder / "outputs.npz").values()), f"NumPy {np.__version__}")


register_level(Level("keras", Message("Keras"), frozenset({"keras", "h5", "weights.h5"}), SINGLE, check_keras))
register_level(Level("onnxruntime", Message("onnxruntime"), frozenset({"onnx"}), SINGLE, check_onnxruntime))
register_level(
    Level(
        "numpy", Message("a NumPy-only script"), frozenset({*WEIGHTS, *SAME_GRAPH, "onnx", "numpy"}), SINGLE,
        check_numpy, rank=0,
    )
)  # fmt: skip
