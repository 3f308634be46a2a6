"""The evaluation page: what is marked on one side is shown on the other."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from netbuilder.cli.main import main


@pytest.fixture
def trained(tmp_path, monkeypatch):
    """A project of two kinds of rows, trained for two epochs."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(2)
    rows = ["size,colour,kind"]
    for i in range(160):
        rows.append(f"{rng.normal(i % 2):.3f},{rng.choice(['red', 'blue'])},{('plain', 'striped')[i % 2]}")
    (tmp_path / "kinds.csv").write_text("\n".join(rows), "utf-8")
    assert main(["new", "--data", "kinds.csv", "-o", "net.netb"]) == 0
    assert main(["train", "net.netb", "--epochs", "2", "--seed", "1", "-o", "net.netb", "--force"]) == 0
    return tmp_path / "net.netb"


@pytest.fixture
def page(window, qtbot, trained):
    """The page of that project, evaluated."""
    window.opening.open_path(trained)
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=10_000)
    window.actions_["answers_page"].trigger()
    found = window.workspace.answers
    qtbot.waitUntil(lambda: found.told is not None, timeout=20_000)
    return found


def shown(page):
    """The numbers of the samples that are seen."""
    model = page.gallery.table.model()
    return [model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(model.rowCount())]


def test_the_page_evaluates_when_it_is_opened_and_shows_all_samples(page):
    counts = page.told.confusion.counts
    assert counts.sum() == 32
    assert len(shown(page)) == 32
    assert page.heading.text() == "32 samples"
    assert "loss" in page.scores.text()


def test_a_cell_shows_its_samples(page, qtbot):
    matrix, counts = page.classes.matrix, page.told.confusion.counts
    true, said = map(int, np.argwhere(counts)[-1])
    index = matrix.model_.index(true, said)
    qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=matrix.visualRect(index).center())

    verdict = page.told.verdict
    wanted = set(verdict.samples[(verdict.truth == true) & (verdict.predicted == said)].tolist())
    assert set(shown(page)) == wanted
    assert page.heading.text().startswith(f"{counts[true, said]} samples of ")

    qtbot.mouseClick(page.all, Qt.MouseButton.LeftButton)
    assert len(shown(page)) == 32
    assert not matrix.pairs()


def test_a_class_of_the_table_shows_its_samples(page, qtbot):
    table = page.classes.table
    qtbot.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(1, 0)).center()
    )

    assert len(shown(page)) == int(page.told.confusion.support[1])
    assert page.heading.text().endswith("of striped")


def test_samples_come_worst_first_or_least_certain_first(page, qtbot):
    verdict = page.told.verdict
    own = verdict.shares[np.arange(len(verdict.truth)), verdict.truth]
    assert shown(page)[0] == int(verdict.samples[own.argmin()])

    qtbot.keyClick(page.order, Qt.Key.Key_Down)
    apart = np.abs(verdict.shares[:, 1] - verdict.shares[:, 0])
    assert shown(page)[0] == int(verdict.samples[apart.argmin()])


def test_a_threshold_moves_all_figures(page, qtbot):
    page.figures.setCurrentWidget(page.thresholds)
    before = page.thresholds.figures.text()
    page.thresholds.slider.setFocus()
    qtbot.keyClick(page.thresholds.slider, Qt.Key.Key_End)
    at = page.thresholds.scored.at(page.thresholds.value)

    assert page.thresholds.figures.text() != before
    assert f"accuracy {at.accuracy:.3f}" in page.thresholds.figures.text()

    qtbot.mouseClick(page.thresholds.mistakes, Qt.MouseButton.LeftButton)
    assert len(shown(page)) == at.false_positives + at.false_negatives


def test_another_part_is_measured(page, qtbot):
    qtbot.keyClick(page.part, Qt.Key.Key_End)
    page.part.activated.emit(page.part.currentIndex())
    qtbot.waitUntil(lambda: not page.is_busy and page.told.confusion.counts.sum() == 96, timeout=20_000)


def test_what_is_shown_is_marked_when_the_network_has_changed(page, window):
    assert not page.notice.isVisible()
    session = page.session
    data = session.project.data.replace(ignore=("colour",))
    session.change("Leave out a column", session.project.replace(data=data))
    assert page.notice.isVisible()


def test_the_report_is_saved_as_a_page(page, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "told"), ""))
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    assert "striped" in (tmp_path / "told.html").read_text("utf-8")


def test_a_project_that_is_closed_in_the_middle_of_it_leaves_nothing_behind(window, qtbot, trained):
    window.opening.open_path(trained)
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=10_000)
    window.actions_["answers_page"].trigger()
    window.actions_["close_tab"].trigger()
    assert window.workspace is None


def explained(page, qtbot):
    qtbot.waitUntil(lambda: page.why.isVisible() and not page.why._work.is_going_on, timeout=20_000)
    return page.why


def test_a_sample_that_is_pressed_is_explained_by_its_columns(page, qtbot):
    table = page.gallery.table
    place = table.visualRect(table.model().index(3, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    why = explained(page, qtbot)

    assert set(why.bars.names) == {"size", "colour=blue", "colour=red"}
    assert why.heading.text().endswith(f"in sample {shown(page)[3]}")

    before = why.bars.accessibleDescription()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert why.heading.text().endswith(f"in sample {shown(page)[4]}")
    assert explained(page, qtbot).bars.accessibleDescription() != before


def test_what_a_method_cannot_explain_is_said(page, qtbot):
    page.gallery.table.setCurrentIndex(page.gallery.table.model().index(0, 0))
    why = explained(page, qtbot)
    qtbot.keyClick(why.method, Qt.Key.Key_End)
    why.method.activated.emit(why.method.currentIndex())

    assert "no block that gives maps" in explained(page, qtbot).told.text()
    assert not why.result.isVisible()


def test_what_was_explained_goes_with_its_evaluation(page, qtbot):
    page.gallery.table.setCurrentIndex(page.gallery.table.model().index(0, 0))
    explained(page, qtbot)
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.is_busy, timeout=20_000)
    assert not page.why.isVisible()


def test_a_file_that_changed_since_it_was_read_is_told(page, qtbot, trained):
    with (trained.parent / "kinds.csv").open("a") as file:
        file.write("\n9,red,plain")
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.is_busy, timeout=20_000)
    assert "changed" in page.notice.text()
    assert page.notice.isVisible()
