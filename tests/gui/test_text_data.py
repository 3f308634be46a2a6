"""Texts in the window: a table of mails and a folder of them, chosen, cut up otherwise, and trained on."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from netbuilder.data.column_settings import OF_TEXTS, Column
from netbuilder.errors import Message
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.pooling import GlobalAveragePooling1D
from netbuilder.ui.window import commands
from tests.data.mails import mails
from tests.data.test_text_columns import folder, table
from tests.gui.conftest import type_into
from tests.gui.test_data_page import open_page, settled
from tests.gui.test_preparation import choose, told
from tests.networks import chain


@pytest.fixture
def panel(mlp, window, qtbot, tmp_path):
    window.workspace.show_panel("data")
    path = table(tmp_path / "mails.csv", mails(80))
    window.workspace.data.choose_file(path)
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.path == str(path), timeout=20_000)
    return window.workspace.data


def text_of(session):
    return session.prepared.fitted.table.columns[0].text


def test_a_column_of_texts_is_found_and_cut_up_otherwise(panel, mlp, qtbot):
    assert any("long and mostly different texts, cut into words: mail" in line for line in told(panel))
    form = panel.column_form
    choose(qtbot, form.choice, "mail")
    rows = {row.field.name: row for row in form.form.rows()}
    assert all(rows[name].isVisible() for name in (*OF_TEXTS, "vocabulary"))
    assert not any(rows[name].isVisible() for name in ("scaling", "encoding", "unseen", "outside", "date_form"))

    choose(qtbot, rows["split"].editor, "character")
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and text_of(mlp).steps.split == "character", timeout=20_000)
    assert any("characters are known, the most frequent first" in line for line in told(panel))
    mlp.undo_stack.undo()
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and text_of(mlp).steps.split == "whitespace", timeout=20_000)

    type_into(qtbot, rows["vocabulary"].editor, "20")
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and len(text_of(mlp).vocabulary) == 20, timeout=20_000)
    assert mlp.project.data.columns == (Column("mail", kind="text", vocabulary=20),)
    choose(qtbot, rows["kind"].editor, "category")
    qtbot.waitUntil(lambda: not rows["split"].isVisible(), timeout=20_000)
    assert rows["encoding"].isVisible()


def test_a_network_is_trained_on_texts(panel, mlp, window, qtbot):
    length, known = text_of(mlp).length, len(text_of(mlp).vocabulary)
    graph = chain(
        Input((length,), dtype="int32"), Embedding(known + 200, 8, mask_zero=True), GlobalAveragePooling1D(),
        Dense(1, "sigmoid"),
    )  # fmt: skip
    training = mlp.project.training.replace(epochs=15, batch_size=8, loss="binary_crossentropy", metrics=("accuracy",))
    training = training.replace(optimizer="adam", validation_split=0.0, callbacks=())
    mlp.change(Message("texts"), mlp.project.replace(graph=graph, training=training))
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and not mlp.loader.is_loading, timeout=20_000)

    commands.training.train(window)
    qtbot.waitUntil(lambda: mlp.trainer.record is not None and not mlp.trainer.is_running, timeout=60_000)

    assert mlp.document.run.history["accuracy"][-1] > 0.9
    assert mlp.document.run.snapshot.fitted.table.columns[0].text == text_of(mlp)


def test_a_folder_of_texts_is_chosen_by_its_button(mlp, window, qtbot, tmp_path, monkeypatch):
    path = folder(tmp_path / "mails", mails(60))
    window.workspace.show_panel("data")
    panel = window.workspace.data
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))

    qtbot.mouseClick(panel.folder_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.path == str(path), timeout=20_000)

    assert mlp.prepared.dataset.classes == ("ham", "spam")
    assert mlp.prepared.x_train["x"].dtype == np.int32
    qtbot.waitUntil(panel.text_form.isVisible, timeout=5000)
    assert not panel.file_form.isVisible()
    assert any("texts are stored as utf-8 (60)" in line for line in told(panel))
    choose(qtbot, panel.column_form.choice, "text")
    assert panel.column_form.form.row("output_mode").isVisible()


def test_texts_beside_numbers_are_learned_from_without_a_word_typed(window, qtbot, tmp_path):
    rows = [(text, len(text), label) for text, label in mails(120)]
    page = open_page(window, qtbot, table(tmp_path / "mails.csv", rows, ("mail", "size", "label")))
    session = window.session

    def take_offer():
        qtbot.waitUntil(lambda: len(page.notices.offer_buttons) == 1 and not page.offers.is_finding, timeout=20_000)
        qtbot.mouseClick(page.notices.offer_buttons[0], Qt.MouseButton.LeftButton)
        settled(window, qtbot)

    take_offer()  # columns that can be learned from
    column = session.project.data.column("mail")
    assert (column.kind, column.to) == ("text", "mail")
    take_offer()  # a network for them
    assert set(session.graph.input_names) == {"mail", "x"}
    assert not [problem for problem in session.all_problems if problem.severity == "error"]
    training = session.project.training.replace(epochs=25, callbacks=())
    session.change("short", session.project.replace(training=training))
    commands.training.train(window)
    qtbot.waitUntil(lambda: session.document.run is not None and not session.trainer.is_running, timeout=60_000)
    assert session.document.run.history["accuracy"][-1] > 0.9


def test_a_folder_of_texts_is_shown_as_rows_with_a_kind_of_their_own(window, qtbot, tmp_path):
    page = open_page(window, qtbot, folder(tmp_path / "mails", mails(40)))

    assert page.model.rowCount() == 40
    qtbot.mouseClick(page.table, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.notices.offer_buttons) == 1 and not page.offers.is_finding, timeout=20_000)
    assert "Embedding" in page.notices.offer_buttons[0].text()
