"""Words that change with the language alone: a widget is given messages, and says them anew when it is switched.

What is put together while one works (numbers, names, problems) a widget says itself, in a `retranslate` that it
connects to `language.changed`. Qt's own LanguageChange comes once for each translator that goes and comes.
"""

from __future__ import annotations

from typing import TypeVar
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QComboBox

from netbuilder.errors import Message
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.language import language

Thing = TypeVar("Thing", bound=QObject)
Place = tuple[int, Qt.ItemDataRole]  # in a list to choose from

# What each was told to say, by property or place, and the text that this was in the language of then.
_said: WeakKeyDictionary[QObject, dict[str | Place, tuple[Message, str]]] = WeakKeyDictionary()


def say(thing: Thing, **words: Message) -> Thing:
    """Gives the properties of a widget or an action their words: `say(field, toolTip=Message("…"))`."""
    for name, message in words.items():
        _put(thing, name, message)
    return thing


def say_item(box: QComboBox, index: int, message: Message, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> None:
    """Gives what can be chosen its words."""
    _put(box, (index, role), message)


def _put(thing: QObject, where: str | Place, message: Message) -> None:
    text = sentence(message)
    _said.setdefault(thing, {})[where] = (message, text)
    if isinstance(where, str):
        thing.setProperty(where, text)
    elif isinstance(thing, QComboBox):
        thing.setItemData(where[0], text, where[1])


def _shown(thing: QObject, where: str | Place) -> object:
    if isinstance(where, str):
        return thing.property(where)
    return thing.itemData(*where) if isinstance(thing, QComboBox) else None


def _say_anew() -> None:
    for thing, said in list(_said.items()):
        if shiboken6.isValid(thing):
            for where, (message, text) in list(said.items()):
                if _shown(thing, where) == text:  # else it was given other words since
                    _put(thing, where, message)


language.changed.connect(_say_anew)
