"""What the window remembers from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

MOST_RECENT = 10


class Preferences:
    """A thin face of QSettings; a settings file that cannot be written is no error."""

    def __init__(self) -> None:
        self._store = QSettings()

    @property
    def theme(self) -> str:
        """light, dark or system."""
        value = str(self._store.value("theme", "system"))
        return value if value in ("light", "dark", "system") else "system"

    @theme.setter
    def theme(self, mode: str) -> None:
        self._store.setValue("theme", mode)

    @property
    def recent(self) -> list[str]:
        """The files opened last, newest first."""
        value = self._store.value("recent", [])
        if isinstance(value, str):
            value = [value]
        return [str(path) for path in value or []][:MOST_RECENT]

    def add_recent(self, path: str) -> None:
        """Puts a file first."""
        self._store.setValue("recent", [path, *(old for old in self.recent if old != path)][:MOST_RECENT])

    def state(self, name: str) -> QByteArray | None:
        """A stored geometry."""
        value = self._store.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else None

    def set_state(self, name: str, value: QByteArray) -> None:
        """Stores a geometry."""
        self._store.setValue(f"window/{name}", value)
