"""The language of the window: English, or a translation that lies in resources/translations."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from netbuilder.files import resource

SOURCE = "en"  # what the code itself speaks
CHINESE = "zh_CN"


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
