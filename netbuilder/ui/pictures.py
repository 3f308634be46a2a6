"""Paints pictures of networks as PNG and PDF, from the SVG. Importing it enters the two into the formats."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from netbuilder.files import atomic_write
from netbuilder.formats.pictures.picture import PAINTERS

SHARP = 2.0
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 32_000
POINTS = 0.75  # of a page, for one pixel


_application: list[QGuiApplication] = []  # it must outlive the pictures


def start() -> None:
    """What paints letters needs an application; on a command line one without a screen."""
    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _application[:] = [QGuiApplication(["netbuilder"])]


def paint_png(svg: bytes, path: Path) -> None:
    """Twice as sharp as the screen, but of very large networks."""
    renderer = QSvgRenderer(QByteArray(svg))
    size = renderer.defaultSize()
    wide, tall = max(size.width(), 1), max(size.height(), 1)
    scale = min(SHARP, (MOST_PIXELS / (wide * tall)) ** 0.5, LONGEST_SIDE / max(wide, tall))
    image = QImage(max(int(wide * scale), 1), max(int(tall * scale), 1), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    _paint(renderer, image)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes both
    _write(path, bytes(buffer.data().data()))


def paint_pdf(svg: bytes, path: Path) -> None:
    """One page, as large as the picture."""
    renderer = QSvgRenderer(QByteArray(svg))
    size = renderer.defaultSize()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("NetBuilder")
    page = QPageSize(QSizeF(size.width() * POINTS, size.height() * POINTS), QPageSize.Unit.Point)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    _paint(renderer, writer)
    _write(path, bytes(buffer.data().data()))


def _paint(renderer: QSvgRenderer, device: QPaintDevice) -> None:
    painter = QPainter(device)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter)
    finally:
        painter.end()


def _write(path: Path, content: bytes) -> None:
    with atomic_write(path) as file:
        file.write(content)


PAINTERS.update({".png": paint_png, ".pdf": paint_pdf})
