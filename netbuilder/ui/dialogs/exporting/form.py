"""What may be chosen of an export: where it goes, what the format heeds, and what is in its way, with ways out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Message
from netbuilder.formats import FORMATS, Bundle, ExportOptions, Format
from netbuilder.formats.remedies import Remedy, limits_of, remedies_for
from netbuilder.formats.verifying import levels_for
from netbuilder.graph import Problem
from netbuilder.ui.looks.i18n import opening, sentence, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.theme import GAP, PAD
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.file_dialogs import ask_open, ask_save
from netbuilder.ui.widgets.parts import Item, button, card, clear, column, label, row

STYLES = ("auto", "sequential", "functional")
MOST_SHOWN = 6


class ExportForm(QWidget):
    """Follows the format that is shown; emits `remedy` when a way out is pressed, `changed` when anything else is."""

    changed = Signal()
    remedy = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.entry: Format = next(iter(FORMATS.values()))
        self.blocked = False
        self.file = QLineEdit()
        say(self.file, accessibleName=Message("File"))
        self.file.textChanged.connect(lambda _text: self.changed.emit())
        self.choose_file = button(Message("Choose …"), self._ask_file)
        say(self.choose_file, accessibleName=Message("Choose a file"))
        self._make_options()
        self.problems = QVBoxLayout()
        self.problems.setSpacing(PAD)
        self.repairs: list[QPushButton] = []
        self.title = label("", "heading")
        self.help = label("", "quiet", wrap=True)
        file_title = label(Message("File"), "section")
        file_title.setBuddy(self.file)
        language.changed.connect(self.refresh)
        session.run_changed.connect(self.refresh)  # a run may come to its end behind the dialog
        self.setLayout(
            column(
                self.title, self.help, GAP, file_title, row(self.file, self.choose_file), GAP,
                self.options, self.problems, "|", gap=PAD,
            )
        )  # fmt: skip

    def _make_options(self) -> None:
        self.style_choice = QComboBox()
        styles = (Message("whichever fits the network"), Message("Sequential"), Message("Functional"))
        for i, (style, text) in enumerate(zip(STYLES, styles, strict=True)):
            self.style_choice.addItem("", style)
            say_item(self.style_choice, i, text)
        say(self.style_choice, accessibleName=Message("Style of the script"))
        self.style_title = label(Message("Style"))
        self.style_title.setBuddy(self.style_choice)
        self.flat = say(QCheckBox(), text=Message("Ungroup blocks in the file"))
        self.weights = say(QCheckBox(), text=Message("Write the weights beside it"))
        self.complete = say(QCheckBox(), text=Message("For larger machines: options on the command line"))
        self.verify = say(QCheckBox(), text=Message("Read it back and compare before it is kept"))
        self.levels = label("", "small", wrap=True)
        self.python = QLineEdit()
        say(self.python, placeholderText=Message("the Python that runs NetBuilder"))
        say(self.python, accessibleName=Message("Python with the engines that verify"))
        self.python_title = label(Message("Python of the engines"))
        self.python_title.setBuddy(self.python)
        self.choose_python = button(Message("Choose …"), self._ask_python)
        say(self.choose_python, accessibleName=Message("Choose a Python"))
        self.certificate = say(QCheckBox(), text=Message("Save the certificate beside it"))
        self.options = QWidget()
        grid = QGridLayout(self.options)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(PAD)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.style_title, 0, 0)
        grid.addWidget(self.style_choice, 0, 1, 1, 2)
        for i, box in enumerate((self.flat, self.weights, self.complete, self.verify)):
            grid.addWidget(box, i + 1, 0, 1, 3)
        grid.addWidget(self.levels, 5, 0, 1, 3)
        grid.addWidget(self.python_title, 6, 0)
        grid.addWidget(self.python, 6, 1)
        grid.addWidget(self.choose_python, 6, 2)
        grid.addWidget(self.certificate, 7, 0, 1, 3)
        for box in (self.flat, self.weights, self.complete, self.verify):
            box.toggled.connect(lambda _on: self.refresh())
        self.style_choice.currentIndexChanged.connect(lambda _index: self.refresh())

    # -- what is chosen -------------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        """Where the file goes; None where nothing is typed."""
        text = self.file.text().strip()
        return Path(text).expanduser() if text else None

    def chosen_options(self) -> ExportOptions:
        """The options that the format heeds, the others as they are by default."""
        heeded = self.entry.options
        return ExportOptions(
            self.style_choice.currentData() if "style" in heeded else "auto",
            self.flat.isChecked() and "flat" in heeded,
            self.weights.isChecked() and "weights" in heeded,
            self.complete.isChecked() and "complete" in heeded,
        )

    @property
    def verifies(self) -> bool:
        """Whether the file is to be verified, where that can be."""
        return self.verify.isChecked() and bool(levels_for(self.entry))

    def show_format(self, name: str) -> None:
        """Shows what goes with a format; the file keeps its name but for the suffix."""
        self.entry = FORMATS[name]
        say(self.title, text=Message(self.entry.label))
        say(self.help, text=Message(self.entry.help))
        if self.path is not None:
            stem = _stem(self.path.name)
            if stem in {_usual_stem(self.session.name, entry) for entry in FORMATS.values()}:
                stem = _usual_stem(self.session.name, self.entry)
            self.file.setText(str(self.path.with_name(stem + self.entry.suffix)))
        self.refresh()

    def set_options(self, options: ExportOptions) -> None:
        """Ticks what these options say."""
        self.flat.setChecked(options.flat)
        self.weights.setChecked(options.weights)
        self.complete.setChecked(options.complete)
        self.style_choice.setCurrentIndex(STYLES.index(options.style))

    # -- what follows from it -------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows the options that apply, the levels that check it, and what is in the way."""
        heeded, levels = self.entry.options, levels_for(self.entry)
        for widget in (self.style_title, self.style_choice):
            widget.setVisible("style" in heeded)
        self.flat.setVisible("flat" in heeded and self._has_blocks())
        self.weights.setVisible("weights" in heeded)
        self.complete.setVisible("complete" in heeded)
        self.verify.setVisible(bool(levels))
        names = ", ".join(sentence(level.title) for level in levels)
        self.levels.setText(self.tr("By {levels}, on samples of the chosen data.").format(levels=names))
        self.levels.setVisible(self.verifies)
        self.certificate.setVisible(self.verifies)
        others = any(level.rank for level in levels)
        parts: tuple[QWidget, ...] = (self.python_title, self.python, self.choose_python)
        for part in parts:
            part.setVisible(self.verifies and others)
        self._show_problems()
        self.changed.emit()

    def _has_blocks(self) -> bool:
        return any(hasattr(node.layer, "graph") for node in self.session.graph.nodes.values())

    def _show_problems(self) -> None:
        clear(self.problems)
        self.repairs = []
        broken = list(self.session.report.errors) if self.entry.kind in ("model", "weights", "script") else []
        run = self.session.document.run if self.session.document.run_is_current else None
        needs_run = self.entry.needs_run and not (run is not None and run.history)
        if broken:
            self._show_card(self.tr("The network has problems. Fix them first."), broken, ())
        elif needs_run:
            self._show_card(self.tr("This records a training run. Train the network first."), [], ())
        else:
            options = self.chosen_options()
            found = limits_of(self.entry, self.session.graph, options)
            if found:
                text = self.tr("This format cannot express the network.")
                self._show_card(text, found, remedies_for(self.entry, self.session.graph, options))
            else:
                self._show_needs(options)
            if not found and self.entry.kind in ("model", "weights") and not self.session.document.run_is_current:
                self.problems.addWidget(
                    label(
                        self.tr("The network is not trained: its weights are the initial ones."),
                        "quiet",
                        wrap=True,
                    )
                )
            broken = found
        self.blocked = bool(broken) or needs_run

    def _show_needs(self, options: ExportOptions) -> None:
        """What the file needs of the program that reads it."""
        snapshot = Snapshot(self.session.graph, {}, self.session.document.project.training)
        for told in self.entry.needs(Bundle(snapshot, options=options)):
            self.problems.addWidget(label(sentence(told), "quiet", wrap=True))

    def _show_card(self, text: str, problems: list[Problem], remedies: tuple[Remedy, ...]) -> None:
        rows: list[Item] = [label(text, "name", wrap=True)]
        for problem in problems[:MOST_SHOWN]:
            place = ".".join(part for part in (problem.node, problem.field) if part)
            rows.append(
                label(
                    f"{place}: {sentence(problem)}" if place else opening(sentence(problem), self.session.graph),
                    wrap=True,
                )
            )
        if len(problems) > MOST_SHOWN:
            rows.append(label(self.tr("and {count} more").format(count=len(problems) - MOST_SHOWN), "quiet"))
        self.repairs = [
            button(opening(sentence(remedy.label)), partial(self.remedy.emit, remedy), "repair") for remedy in remedies
        ]
        for made in self.repairs:
            rows.append(row(made, "|"))
        shown = card(*rows)
        shown.setAccessibleName(text)
        self.problems.addWidget(shown)

    def _ask_file(self) -> None:
        kind = f"{translated(self.entry.label)} (*{self.entry.suffix})"
        own = self.path.parent if self.path is not None and self.path.is_absolute() else None
        name = self.path.name if self.path is not None else ""
        # Whether an old file is replaced is asked once, when Export is pressed.
        chosen, _kind = ask_save(self, self.tr("Export"), "export", name, kind, own, asks=False)
        if chosen is not None:
            whole = str(chosen)
            self.file.setText(whole if whole.lower().endswith(self.entry.suffix) else whole + self.entry.suffix)

    def _ask_python(self) -> None:
        chosen = ask_open(self, self.tr("Python of the engines"), "python", beside=self.python.text())
        if chosen is not None:
            self.python.setText(str(chosen))


def _usual_stem(name: str, entry: Format) -> str:
    """What a file of a format is called, unless a person says otherwise: no two formats have one name between them."""
    first = next(other for other in FORMATS.values() if other.suffix == entry.suffix)
    return name if entry is first else f"{name}_{entry.name.replace('.', '_').replace('-', '_')}"


def _stem(name: str) -> str:
    """A file's name without the suffix of any format."""
    fitting = [entry.suffix for entry in FORMATS.values() if name.lower().endswith(entry.suffix)]
    return name[: -max(map(len, fitting))] if fitting else name
