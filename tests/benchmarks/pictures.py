"""The picture of a comparison: how many times as fast as each peer, a group of bars for each network."""

from __future__ import annotations

import math
import os
from pathlib import Path

COLOURS = {  # told apart by the colour-blind too (Okabe and Ito)
    "Keras-TensorFlow": "#E69F00",
    "Keras-JAX": "#0072B2",
    "PyTorch": "#D55E00",
    "scikit-learn": "#009E73",
}
MARKS = (0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8)
WIDTH = 0.8  # of the bars of a network, together


def draw_ratios(ratios: dict[str, dict[str, float]], path: Path) -> None:
    """Bars from 1, upwards where NetBuilder is ahead; `ratios` are by network and peer."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    pg.setConfigOptions(background="w", foreground="#333333", antialias=True)
    view = pg.GraphicsLayoutWidget(size=(1100, 420))
    plot = view.addPlot(title="Samples per second of training: NetBuilder beside its peers, two cores")
    plot.addLegend(offset=(-10, 10), colCount=len(COLOURS))
    plot.setLabel("left", "times as fast as")
    plot.getAxis("left").setTicks([[(math.log2(mark), f"{mark:g} ×") for mark in MARKS]])
    plot.getAxis("bottom").setTicks([list(enumerate(ratios))])
    plot.showGrid(y=True, alpha=0.25)
    peers = [peer for peer in COLOURS if any(peer in row for row in ratios.values())]
    width = WIDTH / max(1, len(peers))
    for place, peer in enumerate(peers):
        found = [(i, row[peer]) for i, row in enumerate(ratios.values()) if peer in row]
        x = [i - WIDTH / 2 + (place + 0.5) * width for i, _ in found]
        heights = [math.log2(ratio) for _, ratio in found]
        bars = pg.BarGraphItem(x=x, height=heights, width=width, brush=COLOURS[peer], pen="w", name=peer)
        plot.addItem(bars)
    plot.addItem(pg.InfiniteLine(0, angle=0, pen=pg.mkPen("#333333", width=1.5)))
    every = [math.log2(ratio) for row in ratios.values() for ratio in row.values()]
    plot.setYRange(min(0.0, *every) - 0.1, max(0.0, *every) + 0.7)  # the legend stands above the bars
    plot.setXRange(-0.5, len(ratios) - 0.5)
    view.show()
    application.processEvents()
    view.grab().save(str(path))
    view.close()
