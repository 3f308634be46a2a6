"""How training grows with the work: samples per second over widths, depths, batches and image sizes.

Each point is a share of what this machine allows: the time that its multiplications would take at the peak of sgemm,
or its numbers at the pace of memory, or of the caches where they fit there, whichever is longer.
"""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netbuilder.engine.fit import Samples, fit
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph, check
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.reshaping import Flatten
from tests.benchmarks.training import sgemm_peak
from tests.networks import chain

SECONDS = 1.0  # a point is trained for so long, at the least three steps
CACHES = 16 << 20  # bytes: what is smaller is read from the caches
PASSES = 10  # weights are read twice, gradients written, and all that Adam reads and writes is 7 times as much
CLIFF = 0.5  # a point that reaches less than this share of both its neighbours' is told

WIDTHS, DEPTHS = (64, 128, 256, 512, 1024, 2048, 4096), (2, 4, 8, 16, 32, 64)
BATCHES, IMAGES = (1, 4, 16, 64, 256, 1024), (28, 56, 112, 224)


@dataclass(frozen=True)
class Point:
    """One network at one batch size: what was measured, and the limit."""

    series: str
    size: int
    rate: float
    limit: float
    by: str

    @property
    def share(self) -> float:
        """How much of the limit was reached."""
        return self.rate / self.limit


def dense(width: int, depth: int) -> Graph:
    """784 inputs and so many dense layers."""
    return chain(Input((784,)), *(Dense(width, "relu") for _ in range(depth - 1)), Dense(10, "softmax"))


def convolutional(size: int) -> Graph:
    """Two convolutions with pooling on square images."""
    inner = [layer for n in (16, 32) for layer in (Conv2D(n, 3, padding="same", activation="relu"), MaxPooling2D())]
    return chain(Input((size, size, 3)), *inner, Flatten(), Dense(10, "softmax"))


Paces = tuple[float, float]  # bytes a second: of memory, of the caches


def measure() -> tuple[list[Point], float, Paces]:
    """All points, the peak of sgemm in multiply-and-adds a second, and the paces of memory and caches."""
    peak, pace = sgemm_peak(), (pace_of(32 << 20), pace_of(256 << 10))
    cases = [("width", width, dense(width, 3), 128) for width in WIDTHS]
    cases += [("depth", depth, dense(256, depth), 128) for depth in DEPTHS]
    cases += [("batch", batch, dense(256, 3), batch) for batch in BATCHES]
    cases += [("image", size, convolutional(size), 32) for size in IMAGES]
    found = []
    for series, size, graph, batch in cases:
        limit, by = limit_of(graph, batch, peak, pace)
        found.append(Point(series, size, rate_of(graph, batch), limit, by))
        print(f"{series} {size}: {found[-1].rate:,.0f} samples/s, {found[-1].share:.0%} of {by}", flush=True)
    return found, peak, pace


def pace_of(numbers: int) -> float:
    """Bytes a second that a copy of so many numbers reads and writes."""
    a = np.ones(numbers, np.float32)
    b = np.empty_like(a)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        np.copyto(b, a)
        times.append(time.perf_counter() - start)
    return 2 * a.nbytes / min(times)


def limit_of(graph: Graph, batch: int, peak: float, paces: Paces) -> tuple[float, str]:
    """The most samples a second that the machine allows, and which limit it is."""
    report = check(graph)
    costs = [report.figures[name].operations for name in graph.order if report.figures[name].operations]
    seconds = batch * (2 * costs[0] + 3 * sum(costs[1:])) / peak
    outputs = 6 * batch * report.total.memory  # written and read, and their gradients; twice where a relu is
    numbers = PASSES * 4 * report.total.parameters + outputs
    where, pace = ("memory", paces[0]) if numbers > CACHES else ("caches", paces[1])
    moving = numbers / pace
    return batch / max(seconds, moving), where if moving > seconds else "sgemm"


def rate_of(graph: Graph, batch: int) -> float:
    """Samples a second of the ordinary fit: the median step."""
    (shape,) = (graph[name].layer.shape for name in graph.input_names)
    rng = np.random.default_rng(0)
    samples = Samples((rng.random((4 * batch, *shape), np.float32),), (rng.integers(0, 10, 4 * batch),))
    model = compile_model(graph, TrainingSettings(batch_size=batch, epochs=1_000_000, seed=0))
    times: list[float] = []
    last = end = 0.0
    for event in fit(model, samples):
        if not hasattr(event, "batch"):
            continue
        now = time.perf_counter()
        if last:
            times.append(now - last)
        else:
            end = now + SECONDS
        last = now
        if now > end and len(times) > 3:
            break
    return batch / statistics.median(times[1:])


def cliffs(points: list[Point]) -> list[Point]:
    """Points that reach much less of their limit than the points before and behind them."""
    found = []
    for before, point, behind in zip(points, points[1:], points[2:], strict=False):
        same = before.series == point.series == behind.series
        if same and point.share < CLIFF * min(before.share, behind.share):
            found.append(point)
    return found


def table(points: list[Point], peak: float, paces: Paces) -> str:
    """Markdown."""
    lines = [
        f"sgemm peak {2 * peak / 1e9:.0f} GFLOP/s, copies {paces[0] / 1e9:.0f} GB/s, in caches {paces[1] / 1e9:.0f}.",
        "", "| | size | samples/s | limit, samples/s | by | share |", "|---|---:|---:|---:|---|---:|",
    ]  # fmt: skip
    for point in points:
        lines.append(
            f"| {point.series} | {point.size} | {point.rate:,.0f} | {point.limit:,.0f} | {point.by} "
            f"| {point.share:.0%} |"
        )
    found = cliffs(points)
    told = ", ".join(f"{point.series} {point.size}" for point in found) or "none"
    lines += ["", f"Points below half of both neighbours' share: {told} ({'over' if found else 'within'} the limit)."]
    return "\n".join(lines) + "\n"


def draw(points: list[Point], path: Path) -> None:
    """A picture with a curve for each series: the share of the limit over the size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    pg.setConfigOptions(background="w", foreground="#333333", antialias=True)
    view = pg.GraphicsLayoutWidget(size=(1100, 760))
    titles = {
        "width": "Width of 3 dense layers, batch 128", "depth": "Depth of dense layers of 256, batch 128",
        "batch": "Batch of 3 dense layers of 256", "image": "Side of images, two convolutions, batch 32",
    }  # fmt: skip
    for i, (series, title) in enumerate(titles.items()):
        own = [point for point in points if point.series == series]
        plot = view.addPlot(row=i // 2, col=i % 2, title=title)
        x = list(range(len(own)))
        plot.getAxis("bottom").setTicks([[(k, str(point.size)) for k, point in enumerate(own)]])
        plot.setLabel("left", "share of the limit, %")
        plot.plot(x, [100 * point.share for point in own], pen=pg.mkPen("#2563eb", width=2), symbol="o", symbolSize=7)
        for k, point in enumerate(own):
            text = pg.TextItem(f"{point.rate:,.0f}/s", color="#555555", anchor=(0.5, 1.2))
            text.setPos(k, 100 * point.share)
            plot.addItem(text)
        plot.setYRange(0, max(60.0, *(115 * point.share for point in own)))
        plot.setXRange(-0.4, len(own) - 0.6)
    view.show()
    application.processEvents()
    view.grab().save(str(path))
    view.close()
