"""Arrays under names that tell nothing: a person says which of them are inputs and which are labels."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QWidget

from netbuilder.errors import Message, printable
from netbuilder.ui.looks.i18n import shape_text
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.widgets.parts import column, label, ok_and_cancel

PLACES = ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")
NEEDED = PLACES[:2]
SHORTEST = 12  # letters of a name that have room


class ArraysDialog(QDialog):
    """`chosen` tells a tuple such as ("x_train=images", "y_train=labels"), as the data settings keep it."""

    chosen = Signal(object)

    def __init__(self, title: str, arrays: Mapping[str, tuple[int, ...]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, windowTitle=Message("Arrays of {name}", {"name": printable(title)}))
        about = label(
            Message(
                "The names of these arrays do not tell what they are. Without a test part some of the samples are held "
                "back for testing."
            ),
            "quiet", wrap=True,
        )  # fmt: skip
        self.boxes: dict[str, QComboBox] = {}
        form = QFormLayout()
        form.setSpacing(ROOM)
        for place in PLACES:
            box = QComboBox()
            box.setMinimumContentsLength(SHORTEST)
            box.addItem("", "")
            say_item(box, 0, Message("none"))
            for name, shape in arrays.items():
                box.addItem(f"{printable(name)}   {shape_text(shape)}", name)
            box.setAccessibleName(place)
            box.currentIndexChanged.connect(self._check)
            self.boxes[place] = box
            form.addRow(place, box)
        self._guess(arrays)
        self.buttons = ok_and_cancel(self, Message("Take them"))
        self.accepted.connect(self._tell)
        self.setLayout(column(about, form, self.buttons, margin=16, gap=ROOM))
        self._check()

    def _guess(self, arrays: Mapping[str, tuple[int, ...]]) -> None:
        """The largest array that has several axes is most likely the inputs; as many single numbers are its labels."""
        inputs = max((name for name in arrays if len(arrays[name]) > 1), key=lambda name: arrays[name][0], default="")
        labels = next((name for name in arrays if inputs and arrays[name] == arrays[inputs][:1]), "")
        for place, name in (("x_train", inputs), ("y_train", labels)):
            self.boxes[place].setCurrentIndex(max(0, self.boxes[place].findData(name)))

    def _check(self) -> None:
        told = {place: box.currentData() for place, box in self.boxes.items()}
        names = [name for name in told.values() if name]
        pairs = all(bool(told[f"x_{part}"]) == bool(told[f"y_{part}"]) for part in ("train", "val", "test"))
        fits = bool(told["x_train"]) and pairs and len(set(names)) == len(names)
        if hasattr(self, "buttons"):
            self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(fits)

    def _tell(self) -> None:
        found = {place: box.currentData() for place, box in self.boxes.items() if box.currentData()}
        if set(found) == set(NEEDED):  # all samples, of which a part is held back
            found = {place[0]: name for place, name in found.items()}
        self.chosen.emit(tuple(f"{place}={name}" for place, name in found.items()))
