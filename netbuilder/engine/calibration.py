"""Measures on the machine at hand which of several ways computes a layer fastest, and what sizes suit its caches.

Small networks are trained for some batches, each way in turns, in a process of its own (`python -m` this module prints
what it found as JSON). What counts is the processor time of one thread, the least of some rounds: what else the machine
does meanwhile changes it little. What is usual stays, unless another way is clearly faster.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from netbuilder.engine.choices import NEVER, UNMEASURED, Choices
from netbuilder.engine.kernels.compiled.keeping import is_installed, let_others_go_first, usable_folder
from netbuilder.engine.kernels.compiled.loading import compile_all
from netbuilder.engine.kernels.kinds import kind_of
from netbuilder.engine.kernels.patches import FEW_CHANNELS
from netbuilder.engine.kernels.processor import caches
from netbuilder.engine.kernels.threads import SILENT
from netbuilder.engine.kernels.tiles import HAND_BYTES
from netbuilder.engine.kernels.winograd import MANY_PRODUCTS
from netbuilder.engine.losses import MeanSquaredError
from netbuilder.engine.model import Model, compile_model
from netbuilder.engine.ops import GradientTable, Op, Values
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph, Node, Port
from netbuilder.kinds import Shape
from netbuilder.layers import Activation, Dense, Input, Layer
from netbuilder.layers.convolution import Conv1D, Conv2D
from netbuilder.layers.depthwise import DepthwiseConv2D, SeparableConv2D
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.reshaping import Flatten
from netbuilder.layers.sample_normalization import LayerNormalization
from netbuilder.layers.spatial import UpSampling2D
from netbuilder.layers.transposed import Conv2DTranspose

SIZES = {"hand_bytes": "bytes of the images of a part", "band_bytes": "bytes of a band of compiled code"}
CLEARLY = 0.9  # of the time that the usual way takes
SECONDS = 0.02  # of each way, when it has had its rounds
ROUNDS = 3
BATCH = 32
POINTS = (3, 3)
# On some systems the clock of a thread only ticks some dozen times a second.
CLOCK = time.thread_time if time.get_clock_info("thread_time").resolution < 1e-4 else time.perf_counter


@dataclass(frozen=True)
class Trial:
    """A layer, and those that may be computed with it, for samples of a shape; `first` has no gradient of its input."""

    layers: tuple[Layer, ...]
    shape: Shape
    first: bool = False
    batch: int = BATCH

    def graph(self) -> Graph:
        """A network around it. What comes before leaves samples in memory as it does in larger networks."""
        before: tuple[Layer, ...] = (Input(self.shape),)
        if not self.first:
            channels = self.shape[-1] or 1
            before += (Conv2D(channels, (1, 2), padding="same"),) if len(self.shape) == 3 else (Dense(channels),)
        after = (Flatten(), Dense(1))
        nodes: list[Node] = []
        for layers, name in ((before, "before"), (self.layers, "trial"), (after, "after")):
            for number, layer in enumerate(layers):
                ports = (Port(nodes[-1].name),) if nodes else ()
                nodes.append(Node(f"{name}{number}", layer, ports))
        return Graph.of(nodes)


def convolution(channels: int, filters: int, side: int, *more: Layer, first: bool = False, batch: int = BATCH) -> Trial:
    """A convolution of 3 × 3 kernels, with relu."""
    layers = (Conv2D(filters, POINTS, padding="same"), Activation("relu"), *more)
    return Trial(layers, (side, side, channels), first, batch)


TILES = {
    channels * filters: convolution(channels, filters, side)
    for channels, filters, side in ((16, 16, 32), (32, 32, 16), (32, 64, 14), (64, 64, 8))
}
PATCHES = {channels: convolution(channels, 32, 28, first=True) for channels in (1, 3)}
LARGE = Trial((Conv2D(64, POINTS, padding="same"),), (4, 56, 64), batch=64)  # long rows: few images fit into a cache
BANDS = Trial((Conv2D(32, (5, 5), padding="same"),), (16, 16, 16))  # larger kernels have bands, and no tiles
KINDS = (
    convolution(1, 32, 28, MaxPooling2D(), first=True),
    convolution(16, 16, 32),
    convolution(32, 64, 14),
    Trial((Conv2D(32, POINTS, (2, 2)), Activation("relu")), (15, 15, 32)),
    Trial((Conv1D(32, (3,), padding="same"), Activation("relu")), (64, 32)),
    Trial((Conv2DTranspose(32, POINTS, (2, 2), padding="same"), Activation("relu")), (7, 7, 32)),
    Trial((DepthwiseConv2D(POINTS, padding="same"),), (15, 15, 32)),
    Trial((SeparableConv2D(32, POINTS, padding="same"), Activation("relu")), (15, 15, 32)),
    Trial((UpSampling2D(),), (7, 7, 32)),
    Trial((BatchNormalization(), Activation("relu")), (14, 14, 64)),
    Trial((MaxPooling2D(POINTS),), (15, 15, 32)),
    Trial((LayerNormalization(),), (64, 64)),
    Trial((LSTM(64),), (14, 32)),
    Trial((GRU(64),), (14, 32)),
    Trial((SimpleRNN(64),), (14, 32)),
)


class Timed:
    """An op that tells how long it worked."""

    def __init__(self, op: Op) -> None:
        self._op, self.outputs, self.seconds = op, op.outputs, 0.0

    def forward(self, values: Values) -> None:
        self._take(lambda: self._op.forward(values))

    def backward(self, values: Values, gradients: GradientTable) -> None:
        self._take(lambda: self._op.backward(values, gradients))

    def _take(self, work: Callable[[], None]) -> None:
        began = CLOCK()
        work()
        self.seconds += CLOCK() - began


class Way:
    """One way of computing a trial."""

    def __init__(self, trial: Trial, choices: Choices = UNMEASURED, compiled: bool = False) -> None:
        rng = np.random.default_rng(0)
        self._model: Model = compile_model(trial.graph(), TrainingSettings((MeanSquaredError(),), seed=0))
        self._model.use_compiled(compiled, choices)
        self._x = [rng.normal(size=(trial.batch, *(dim or 1 for dim in trial.shape))).astype(np.float32)]
        self._y = [rng.normal(size=(trial.batch, 1)).astype(np.float32)]
        program = self._model.program("train")
        self.kind = next(kind_of(step) for step in self._model.steps.steps if step.node == "trial0")
        self.compiled = any(".compiled." in type(op).__module__ for op in program.ops if op.node == "trial0")
        self._timed = [Timed(op) if op.node.startswith("trial") else None for op in program.ops]
        program.ops = [timed or op for timed, op in zip(self._timed, program.ops, strict=True)]  # type: ignore[misc]
        self.least, self.spent, self.rounds = float("inf"), 0.0, 0
        self._once()

    def run(self) -> None:
        """A round; the least of all counts."""
        took = self._once()
        self.least, self.spent, self.rounds = min(self.least, took), self.spent + took, self.rounds + 1

    def _once(self) -> float:
        timed = [one for one in self._timed if one is not None]
        for one in timed:
            one.seconds = 0.0
        with np.errstate(**SILENT):
            self._model.gradients(self._x, self._y)
        return sum(one.seconds for one in timed)

    @property
    def is_done(self) -> bool:
        return self.rounds >= ROUNDS and self.spent >= SECONDS


def race(ways: Mapping[str, Way]) -> dict[str, float]:
    """The seconds of each way, measured in turns."""
    while not all(way.is_done for way in ways.values()):
        for way in ways.values():
            way.run()
    return {name: way.least for name, way in ways.items()}


class Calibration:
    """What was measured so far, and what is chosen for it."""

    def __init__(self, compiled: bool) -> None:
        self.compiled = compiled
        self.choices = UNMEASURED
        self.measured: list[dict[str, Any]] = []

    def run(self) -> None:
        """All questions, the later ones answered with what the earlier ones chose."""
        self._tiles()
        self._patches()
        self._sizes("hand_bytes", LARGE, HAND_BYTES, (2, 1), False)
        if self.compiled:
            from netbuilder.engine.kernels.compiled.kernel_gradient import CACHE_BYTES  # only now: it imports Numba

            self._kinds()
            self._sizes("band_bytes", BANDS, CACHE_BYTES, (0.25, 0.5), True)

    def _ask(self, what: str, ways: Mapping[str, Way], usual: str) -> str:
        """The fastest way, or the usual one where none is clearly faster."""
        seconds = race(ways)
        best = min(seconds, key=seconds.__getitem__)
        chosen = best if seconds[best] < CLEARLY * seconds[usual] else usual
        told = {name: round(1000 * value, 4) for name, value in seconds.items()}
        self.measured.append({"what": what, "milliseconds": told, "usual": usual, "chosen": chosen})
        return chosen

    def _tiles(self) -> None:
        """From how many products on transformed tiles are faster than strips: at that width and at all above it."""
        least = NEVER
        for products, trial in reversed(TILES.items()):
            ways = {name: Way(trial, Choices(tiles_from=of)) for name, of in (("tiles", 0), ("strips", NEVER))}
            what = f"3 × 3 convolution of {products} products"
            if self._ask(what, ways, "tiles" if products >= MANY_PRODUCTS else "strips") != "tiles":
                break
            least = products
        if least != MANY_PRODUCTS:
            self.choices = replace(self.choices, tiles_from=least)

    def _patches(self) -> None:
        """Up to how many channels a first convolution is faster by patches: the usual ones, or fewer."""
        most = FEW_CHANNELS
        for channels, trial in reversed(PATCHES.items()):
            ways = {
                name: Way(trial, replace(self.choices, patches_to=of))
                for name, of in (("patches", channels), ("other", channels - 1))
            }
            if self._ask(f"first convolution of {channels} channels", ways, "patches") == "patches":
                break
            most = channels - 1
        if most != FEW_CHANNELS:
            self.choices = replace(self.choices, patches_to=most)

    def _sizes(self, name: str, trial: Trial, usual: int, shares: Sequence[float], compiled: bool) -> None:
        """A size that suits the second cache: the usual one, or a share of that cache."""
        second = caches().get(2)
        sizes = {usual, *(int(share * second) for share in shares if second)}
        ways = {str(size): Way(trial, _with(self.choices, name, size), compiled) for size in sorted(sizes)}
        chosen = int(self._ask(SIZES[name], ways, str(usual)))
        if chosen != usual:
            self.choices = _with(self.choices, name, chosen)

    def _kinds(self) -> None:
        """What NumPy is faster at than compiled code."""
        slower = set()
        for trial in KINDS:
            by_code = Way(trial, self.choices, True)
            if by_code.compiled:
                ways = {"compiled": by_code, "NumPy": Way(trial, self.choices)}
                if self._ask(by_code.kind, ways, "compiled") == "NumPy":
                    slower.add(by_code.kind)
        if slower:
            self.choices = self.choices.with_numpy_for(slower)


def _with(choices: Choices, name: str, size: int) -> Choices:
    return Choices.from_json({**choices.to_json(), name: size})


def main() -> int:
    """Prints what is chosen and what was measured, in JSON. Compiled code is measured where it is ready on the disk."""
    let_others_go_first()
    compiled = is_installed()
    if compiled:
        try:
            compile_all(usable_folder())
        except Exception as error:  # whatever Numba says: NumPy is measured
            print(f"Numba cannot compile here: {error}", file=sys.stderr)
            compiled = False
    calibration = Calibration(compiled)
    calibration.run()
    print(json.dumps({"choices": calibration.choices.to_json(), "measured": calibration.measured}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
