"""The language of the window: English, or a translation that lies in resources/translations."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from netbuilder.files import resource

SOURCE = "en"  # what the code itself speaks
CHINESE = "zh_CN"

Book = dict[str, dict[str, str]]  # translations by context and English sentence


class Language(QObject):
    """The language in use. `changed` is emitted after it was switched, when everything can be said anew."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = SOURCE
        self.mode = SOURCE
        self._translators: list[QTranslator] = []

    def choose(self, mode: str) -> None:
        """Switches to one of the languages, or to what the "system" has."""
        self.mode = mode
        before, self.name = self.name, system_language() if mode == "system" else mode
        if self.name == before:
            return
        for old in self._translators:
            QCoreApplication.removeTranslator(old)
        self._translators = [] if self.name == SOURCE else _translators(self.name)
        for new in self._translators:
            QCoreApplication.installTranslator(new)
        self.changed.emit()


language = Language()


def system_language() -> str:
    """Chinese where the system speaks it, else English."""
    first = QLocale.system().uiLanguages()[:1]
    return CHINESE if first and first[0].startswith("zh") else SOURCE


@cache
def book(name: str) -> Book:
    """Every sentence of the window with its translation; nothing for English."""
    if name == SOURCE:
        return {}
    from xml.etree import ElementTree as ET  # wanted only when the language is switched

    found: Book = {}
    for context in ET.parse(resource("translations", f"netbuilder_{name}.ts")).getroot().iter("context"):
        words = found.setdefault(context.findtext("name", ""), {})
        for message in context.iter("message"):
            source = message.findtext("source", "")
            words[source] = message.findtext("translation", "") or source
    return found


def _file_of_qt(name: str) -> str:
    return f"{QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)}/qtbase_{name}.qm"


def _translators(name: str) -> list[QTranslator]:
    """Ours last, as Qt asks the newest first; Qt's own says the buttons of its dialogs."""
    made = []
    for file in (_file_of_qt(name), str(resource("translations", f"netbuilder_{name}.qm"))):
        translator = QTranslator()
        if translator.load(file):
            made.append(translator)
    return made
