"""The certificate of an export as a page: who checked it, how closely it agreed, and the file's hash."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from netbuilder.errors import Fault, Message
from netbuilder.formats.verifying import Certificate, LevelResult
from netbuilder.ui.looks.i18n import bytes_text, number, sentence
from netbuilder.ui.looks.theme import PAD, code_font
from netbuilder.ui.widgets.parts import button, card, clear, column, label, row


class ResultPage(QWidget):
    """What was written, and what was proven of it; `closed` when it was seen."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.certificate: Certificate | None = None
        self.path = Path()
        self.title = label("", "heading", wrap=True)
        self.about = label("", "quiet", wrap=True)
        self._levels = QVBoxLayout()
        self._levels.setSpacing(PAD)
        self.hash = QLineEdit()
        self.hash.setReadOnly(True)
        self.hash.setFont(code_font())
        self.hash.setAccessibleName("SHA-256")
        self.hash_title = label("SHA-256", "section")
        self.hash_title.setBuddy(self.hash)
        self.said = label("", "small", wrap=True)
        self.save = button(Message("Save certificate"), self.save_certificate)
        self.show_folder = button(Message("Show in folder"), self._open_folder)
        self.close_button = button(Message("Close"), self.closed.emit, "primary")
        self.setLayout(
            column(
                self.title, self.about, self._levels, self.hash_title, self.hash, self.said, "|",
                row(self.show_folder, self.save, "|", self.close_button), gap=PAD, margin=16,
            )
        )  # fmt: skip

    def show_result(self, path: Path, certificate: Certificate | None) -> None:
        """Shows a file and its certificate; None is a file that was not verified."""
        self.path, self.certificate = path, certificate
        self.said.clear()
        self.save.setEnabled(True)
        clear(self._levels)
        proven = certificate is not None and certificate.proves
        text = self.tr("{name} is written and verified") if proven else self.tr("{name} is written")
        self.title.setText(text.format(name=path.name))
        self.about.setText(self._about(certificate))
        for widget in (self.save, self.hash, self.hash_title):
            widget.setVisible(certificate is not None)
        if certificate is not None:
            self.hash.setText(certificate.sha256)
            self.hash.setCursorPosition(0)
            self._levels.addWidget(self._table(certificate))
            self.said.setText(" ".join(self._needs(certificate)))
        self.close_button.setFocus()

    def _about(self, certificate: Certificate | None) -> str:
        if certificate is None:
            return self.tr("{folder} · not verified").format(folder=self.path.parent)
        template = self.tr("{folder} · {size} · {count} samples compared: {data} · {seconds} s")
        return template.format(
            folder=self.path.parent, size=bytes_text(certificate.size), count=number(certificate.samples),
            data=sentence(certificate.data), seconds=f"{certificate.seconds:.1f}",
        )  # fmt: skip

    def _needs(self, certificate: Certificate) -> list[str]:
        """What the file needs to be of use."""
        found = []
        if certificate.beside:
            found.append(self.tr("It needs {files} beside it.").format(files=", ".join(certificate.beside)))
        if certificate.reads:
            told = self.tr("It reads {path}, which has to be there when it runs.")
            found.append(told.format(path=certificate.reads))
        return found

    def _table(self, certificate: Certificate) -> QWidget:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(PAD)
        grid.setColumnStretch(0, 1)
        for i, text in enumerate((self.tr("Read back by"), self.tr("Largest difference"), self.tr("Allowed"), "")):
            grid.addWidget(label(text, "section"), 0, i)
        for i, level in enumerate(certificate.levels, 1):
            self._add_level(grid, i, level)
        return card(grid)

    def _add_level(self, grid: QGridLayout, at: int, level: LevelResult) -> None:
        name = sentence(level.title)
        by = label(level.engine or name)
        grid.addWidget(by, at, 0, Qt.AlignmentFlag.AlignTop)
        if level.error is None:
            reason = sentence(level.reason) if level.reason is not None else ""
            why = label(self.tr("not run: {reason}").format(reason=reason), "quiet", wrap=True)
            grid.addWidget(why, at, 1, 1, 3)
            return
        grid.addWidget(label("0" if level.error == 0 else f"{level.error:.1e}"), at, 1)
        grid.addWidget(label(f"{level.tolerance:.0e}", "quiet"), at, 2)
        grid.addWidget(label(self.tr("the same"), "good"), at, 3)

    def save_certificate(self) -> None:
        """Writes the certificate beside the file."""
        if self.certificate is None:
            return
        try:
            place = self.certificate.save_beside(self.path)
        except Fault as fault:
            self.said.setText(sentence(fault))
            return
        self.said.setText(self.tr("Saved {name}").format(name=place.name))
        self.save.setEnabled(False)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.path.absolute().parent)))
