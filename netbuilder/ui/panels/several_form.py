"""Several targets of a table, each for an output of its own, and other tables that stand beside the first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from netbuilder.data import DataSettings
from netbuilder.data.beside import Beside
from netbuilder.data.column_settings import Target
from netbuilder.data.columns import outputs_of
from netbuilder.data.roles import with_role
from netbuilder.data.settings import TABLES
from netbuilder.errors import Fault, Message, printable
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.widgets.file_dialogs import ask_open
from netbuilder.ui.widgets.form import LABEL_WIDTH, SpecForm
from netbuilder.ui.widgets.many import ManyEdit
from netbuilder.ui.widgets.parts import Item, button, column, hold_width, label, row

SHORTEST = 6  # letters of a name that have room in the narrowest panel


def _named(name: Message | str, editor: QWidget) -> Item:
    """An editor behind its name, as in a form."""
    words = label(name)
    hold_width(words, LABEL_WIDTH)
    made = row(words, editor)
    made.setStretch(1, 1)
    return made


def _choice(words: Message) -> QComboBox:
    made = QComboBox()
    say(made, accessibleName=words)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(SHORTEST)
    return made


class TargetsForm(QWidget):
    """The columns that are predicted; of several each with its output, its labels and its scaling.

    `edited` carries the settings with what was changed.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._names = DataSettings(), tuple[str, ...]()
        self.targets = ManyEdit(())
        say(self.targets, accessibleName=Message("Columns that are predicted"))
        self.targets.edited.connect(self._take_names)
        self.choice = _choice(Message("Target with settings of its own"))
        self.choice.activated.connect(lambda _i: self._show_form())
        self.form = SpecForm(skip=("name", "one_hot"))
        self.form.edited.connect(self._take)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self._of_one = QWidget()
        self._of_one.setLayout(column(_named(Message("of target"), self.choice), self.form))
        self.setLayout(column(_named("targets", self.targets), self.error, self._of_one))

    def set_value(self, settings: DataSettings, names: tuple[str, ...], outputs: tuple[str, ...]) -> None:
        """Shows the targets among these columns; `outputs` are the blocks that may predict them."""
        self._settings, self._names = settings, names
        self._say("")
        self.targets.offer(names)
        self.targets.set_value(tuple(outputs_of(names, settings).values()) if names else ())
        self.form.offer("to", ("", *outputs))
        kept, told = self.choice.currentData(), [target.name for target in settings.targets]
        if [self.choice.itemData(i) for i in range(self.choice.count())] != told:
            self.choice.clear()
            for name in told:
                self.choice.addItem(printable(name), name)
            self.choice.setCurrentIndex(max(0, told.index(kept) if kept in told else 0))
        self._of_one.setVisible(len(told) > 1)
        self._show_form()

    def _show_form(self) -> None:
        own = next((target for target in self._settings.targets if target.name == self.choice.currentData()), None)
        if own is not None:
            self.form.set_value(own)

    def _take_names(self, names: tuple[str, ...]) -> None:
        try:
            self.edited.emit(with_role(self._names, self._settings, names, "target"))
        except Fault as fault:
            self._say(sentence(fault))
            self.targets.set_value(tuple(outputs_of(self._names, self._settings).values()))

    def _take(self, changed: Target, _field: str) -> None:
        targets = tuple(changed if target.name == changed.name else target for target in self._settings.targets)
        try:
            self.edited.emit(self._settings.replace(targets=targets))
        except Fault as fault:
            self._say(sentence(fault))

    def _say(self, words: str) -> None:
        self.error.setText(words)
        self.error.setVisible(bool(words))


class BesideForm(QWidget):
    """Tables that stand beside the first: one to be chosen, and how it is joined. `edited` carries the settings."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = DataSettings()
        self.choice = _choice(Message("Table beside the first"))
        self.choice.activated.connect(lambda _i: self._show_form())
        self.add_button = button(Message("Add a table …"), self._add)
        self.path = label("", "quiet", wrap=True)
        self.form = SpecForm(skip=("path",))
        self.form.edited.connect(self._take)
        self.other_button = button(Message("Choose its file again …"), self._choose_again)
        self.remove_button = button(Message("Take it away"), self._remove)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self._of_one = QWidget()
        ends = row(self.other_button, self.remove_button)
        self._of_one.setLayout(column(self.path, self.form, self.error, ends))
        self.setLayout(column(_named(Message("tables beside"), self.choice), self.add_button, self._of_one))
        language.changed.connect(self._fill)

    def set_value(self, settings: DataSettings, names: tuple[str, ...], inputs: tuple[str, ...]) -> None:
        """Shows the tables; `names` are the columns of the first, `inputs` the blocks that theirs may enter."""
        before, self._settings = self._settings, settings
        own = tuple(name for name in names if not any(name.startswith(f"{one.called}.") for one in settings.beside))
        self.form.offer("key", ("", *own))
        self.form.offer("to", ("", *inputs))
        self._say("")
        if [one.called for one in before.beside] != [one.called for one in settings.beside] or not self.choice.count():
            self._fill()
        self._show_form()

    def _fill(self) -> None:
        place = self.choice.currentIndex()
        self.choice.clear()
        for one in self._settings.beside:
            self.choice.addItem(printable(one.called))
        if not self._settings.beside:
            self.choice.addItem(self.tr("none"))
        self.choice.setEnabled(bool(self._settings.beside))
        self.choice.setCurrentIndex(min(max(place, 0), self.choice.count() - 1))
        self._show_form()

    @property
    def _place(self) -> int:
        place = self.choice.currentIndex()
        return place if 0 <= place < len(self._settings.beside) else -1

    def _show_form(self) -> None:
        place = self._place
        self._of_one.setVisible(place >= 0)
        if place >= 0:
            self.path.setText(printable(self._settings.beside[place].path))
            self.form.set_value(self._settings.beside[place])

    def _add(self) -> None:
        path = self._asked()
        if path is not None:
            self.add(path)

    def add(self, path: Path) -> None:
        """One more table, by the order of its rows until a key is named; one of the same name gets a number."""
        known = {one.called for one in self._settings.beside}
        name = plain = Beside(str(path)).called
        number = 1
        while name in known:
            number += 1
            name = f"{plain}_{number}"
        self._give((*self._settings.beside, Beside(str(path), name=name)))

    def _asked(self) -> Path | None:
        kinds = " ".join(f"*{suffix}" for suffix in TABLES)
        return ask_open(self, self.tr("Open a table"), "data", f"{self.tr('Tables')} ({kinds})")

    def _choose_again(self) -> None:
        path = self._asked()
        if path is not None and self._place >= 0:
            own = self._settings.beside[self._place]
            self._put(own.replace(path=str(path), name=own.called))

    def _remove(self) -> None:
        place = self._place
        if place >= 0:
            self._give((*self._settings.beside[:place], *self._settings.beside[place + 1 :]))

    def _take(self, changed: Beside, _field: str) -> None:
        self._put(changed)

    def _put(self, changed: Beside) -> None:
        place = self._place
        self._give((*self._settings.beside[:place], changed, *self._settings.beside[place + 1 :]))

    def _give(self, beside: tuple[Beside, ...]) -> None:
        try:
            self.edited.emit(self._settings.replace(beside=beside))
        except Fault as fault:
            self._say(sentence(fault))

    def _say(self, words: str) -> None:
        self.error.setText(words)
        self.error.setVisible(bool(words))
