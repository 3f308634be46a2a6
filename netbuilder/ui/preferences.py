"""What the window remembers from one start to the next."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from netbuilder.project.external import BACKENDS, Elsewhere

MOST_RECENT = 10


class Preferences:
    """A thin face of QSettings; a settings file that cannot be written is no error."""

    def __init__(self) -> None:
        self._store = QSettings()

    @property
    def are_kept(self) -> bool:
        """Whether there is a file that they can be written to."""
        self._store.sync()
        return self._store.isWritable() and self._store.status() == QSettings.Status.NoError

    @property
    def theme(self) -> str:
        """light, dark or system."""
        value = str(self._store.value("theme", "system"))
        return value if value in ("light", "dark", "system") else "system"

    @theme.setter
    def theme(self, mode: str) -> None:
        self._store.setValue("theme", mode)

    @property
    def language(self) -> str:
        """en, zh_CN or system."""
        value = str(self._store.value("language", "system"))
        return value if value in ("en", "zh_CN", "system") else "system"

    @language.setter
    def language(self, mode: str) -> None:
        self._store.setValue("language", mode)

    @property
    def watches_layers(self) -> bool:
        """Whether a network is looked into while it trains."""
        return str(self._store.value("watch_layers", "yes")) != "no"

    @watches_layers.setter
    def watches_layers(self, on: bool) -> None:
        self._store.setValue("watch_layers", "yes" if on else "no")

    @property
    def engine(self) -> Elsewhere | None:
        """Where Keras trains; None where the own engine does."""
        if str(self._store.value("engine/kind", "numpy")) != "keras" or not self.engine_python:
            return None
        return Elsewhere(Path(self.engine_python), self.engine_backend)

    @engine.setter
    def engine(self, where: Elsewhere | None) -> None:
        self._store.setValue("engine/kind", "numpy" if where is None else "keras")
        if where is not None:
            self._store.setValue("engine/python", str(where.python))
            self._store.setValue("engine/backend", where.backend)

    @property
    def engine_python(self) -> str:
        """The Python that was chosen last."""
        return str(self._store.value("engine/python", ""))

    @property
    def engine_backend(self) -> str:
        """The backend that was chosen last; "" is what is installed."""
        value = str(self._store.value("engine/backend", ""))
        return value if value in BACKENDS else ""

    @property
    def limits(self) -> dict[str, float]:
        """What a network may cost at most, by the names of the budget's figures."""
        found = {}
        for name in ("parameters", "operations", "memory", "seconds"):
            try:
                value = float(str(self._store.value(f"limits/{name}", "0")))
            except ValueError:
                continue
            if 0 < value < float("inf"):
                found[name] = value
        return found

    @limits.setter
    def limits(self, limits: dict[str, float]) -> None:
        self._store.remove("limits")
        for name, value in limits.items():
            self._store.setValue(f"limits/{name}", repr(float(value)))

    @property
    def minimap(self) -> bool:
        """Whether the small map of the whole graph is shown."""
        return str(self._store.value("minimap", "false")) == "true"

    @minimap.setter
    def minimap(self, shown: bool) -> None:
        self._store.setValue("minimap", "true" if shown else "false")

    @property
    def legend(self) -> bool:
        """Whether it is shown what the colours of wires mean."""
        return str(self._store.value("legend", "false")) == "true"

    @legend.setter
    def legend(self, shown: bool) -> None:
        self._store.setValue("legend", "true" if shown else "false")

    @property
    def larger_text(self) -> float:
        """By how much text is to be larger than the system's."""
        try:
            value = float(str(self._store.value("larger_text", "1")))
        except ValueError:
            return 1.0
        return value if 0.5 <= value <= 3 else 1.0

    @larger_text.setter
    def larger_text(self, factor: float) -> None:
        self._store.setValue("larger_text", repr(factor))

    @property
    def all_settings(self) -> bool:
        """Whether all settings of a training are shown, or those that one sets first."""
        return str(self._store.value("all_settings", "no")) == "yes"

    @all_settings.setter
    def all_settings(self, on: bool) -> None:
        self._store.setValue("all_settings", "yes" if on else "no")

    @property
    def recent(self) -> list[str]:
        """The files opened last, newest first."""
        value = self._store.value("recent", [])
        if isinstance(value, str):
            value = [value]
        return [str(path) for path in value][:MOST_RECENT] if isinstance(value, list) else []

    def add_recent(self, path: str) -> None:
        """Puts a file first, by its whole path: it is opened another day from another folder."""
        path = os.path.abspath(path)
        if not path.isascii() and any("\ud800" <= letter <= "\udfff" for letter in path):
            return  # bytes that are no text: Qt would keep another name
        self._store.setValue("recent", [path, *(old for old in self.recent if old != path)][:MOST_RECENT])

    def forget_recent(self) -> None:
        """Empties the list of files opened last."""
        self._store.remove("recent")

    @property
    def export(self) -> dict[str, str]:
        """The last export: format, python, whether it was to be verified and the certificate kept, and of which folder
        the project was."""
        names = ("format", "beside", "python", "verify", "certificate")
        return {name: str(self._store.value(f"export/{name}", "")) for name in names}

    @export.setter
    def export(self, choice: dict[str, str]) -> None:
        for name, value in choice.items():
            self._store.setValue(f"export/{name}", value)

    def folder(self, kind: str) -> str:
        """Where a file of a kind was last; "" where none was yet."""
        return str(self._store.value(f"folders/{kind}", "") or "")

    def set_folder(self, kind: str, folder: str) -> None:
        """Remembers where a file of a kind was; a name that is no text is not kept."""
        if not any("\ud800" <= letter <= "\udfff" for letter in folder):
            self._store.setValue(f"folders/{kind}", folder)

    @property
    def left_panel(self) -> str:
        """What was in front at the left: layers, outline or history."""
        value = str(self._store.value("left_panel", "layers"))
        return value if value in ("layers", "outline", "history") else "layers"

    @left_panel.setter
    def left_panel(self, name: str) -> None:
        self._store.setValue("left_panel", name)

    @property
    def panels(self) -> dict[str, dict[str, object]]:
        """What a person made of the panels around the canvas: sizes, and which are shown."""
        try:
            value = json.loads(str(self._store.value("window/arrangement", "{}")))
        except ValueError:
            return {}
        parts = value.items() if isinstance(value, dict) else ()
        return {str(name): part for name, part in parts if isinstance(part, dict)}

    @panels.setter
    def panels(self, value: Mapping[str, Mapping[Any, int]]) -> None:
        self._store.setValue("window/arrangement", json.dumps(value))

    def state(self, name: str) -> QByteArray | None:
        """A stored geometry."""
        value = self._store.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else None

    def set_state(self, name: str, value: QByteArray) -> None:
        """Stores a geometry."""
        self._store.setValue(f"window/{name}", value)
