"""Trains from the command line, or a Keras script or a loop of PyTorch's, until the first batch is done.

Prints when that was (perf_counter) and the processor time until then. Says as well which modules are loaded, on
standard error. Arguments: netbuilder ARGUMENTS…, or a peer's name and a model. It runs in the peer's environment.
With `full` in place of netbuilder the first batch that compiled kernels compute is waited for.
"""

from __future__ import annotations

import os
import sys
import time


def done() -> None:
    """The first batch is learned from."""
    print(time.perf_counter(), time.process_time(), flush=True)
    print(*sorted(sys.modules), file=sys.stderr, flush=True)
    os._exit(0)


def netbuilder(arguments: list[str], compiled: bool = False) -> None:
    """The command line as a person gives it, to the first batch, or the first that compiled kernels compute."""
    from netbuilder.cli import main
    from netbuilder.engine import fit

    learn = fit.Model.train_batch

    def train_batch(model, *given) -> float:
        loss = learn(model, *given)
        if model.compiled or not compiled:
            done()
        return loss

    fit.Model.train_batch = train_batch
    sys.exit(main(arguments))


def peer(name: str, model: str) -> None:
    """The model on a peer, its first batch alone."""
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.benchmarks.contestants import CONTESTANTS

    contestant = CONTESTANTS[name]()
    contestant.build(model)
    batch = contestant.batch
    contestant.x, contestant.y = contestant.x[:batch], contestant.y[:batch]
    contestant.epoch()
    done()


if __name__ == "__main__":
    if sys.argv[1] in ("netbuilder", "full"):
        netbuilder(sys.argv[2:], sys.argv[1] == "full")
    else:
        peer(*sys.argv[1:3])
