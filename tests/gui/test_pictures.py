"""PNG and PDF are painted from the SVG; what tells of a run waits for one."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from netbuilder.colours import FAMILY_COLOURS
from netbuilder.engine.snapshot import fresh
from netbuilder.formats import FORMATS
from netbuilder.project import TrainedRun
from netbuilder.ui.dialogs.exporting.dialog import ExportDialog
from tests.gui.conftest import exported


def test_the_painted_picture_has_the_colours_of_the_blocks(mlp, window, qtbot, tmp_path):
    exported(qtbot, window, tmp_path / "model.png")

    image = QImage(str(tmp_path / "model.png"))
    found = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 8)}
    families = {node.layer.family for node in window.session.graph.nodes.values()}
    assert {QColor(FAMILY_COLOURS[family]).name() for family in families} <= found


def test_the_page_is_a_pdf(mlp, window, qtbot, tmp_path):
    exported(qtbot, window, tmp_path / "model.pdf")

    assert (tmp_path / "model.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("name", [entry.name for entry in FORMATS.values() if entry.needs_run])
def test_what_tells_of_a_run_can_be_chosen_once_there_was_one(name, mlp, window, qtbot):
    window.actions_["export_model"].trigger()
    dialog = window.findChild(ExportDialog)
    dialog.list.choose(name)
    assert not dialog.export_button.isEnabled()

    document = window.session.document
    document.run = TrainedRun(fresh(document.graph, document.project.training), document.project.data, {"loss": [1.0]})
    dialog.form.refresh()

    assert dialog.export_button.isEnabled()
