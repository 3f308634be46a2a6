"""Pictures of every panel and dialog: python -m tests.gui.screenshots OUT

At three sizes and at 2×, in both themes and both languages; a folder each (OUT/dark-chinese-1024x768/cnn-data.png).
They are for looking at. What can be measured in them is: texts that are cut, and widgets that lie over one another,
are printed, and make it end with 1. The networks in them are really trained, so that there is something to show.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

THEMES = ("light", "dark")
LANGUAGES = {"english": "en", "chinese": "zh_CN"}
SIZES = {1: ((1024, 768), (1366, 768), (1440, 900)), 2: ((1440, 900),)}  # by scale; at 2× that is 2880 × 1800


def main(arguments: list[str]) -> int:
    """Takes all pictures, at each scale in a process of its own: Qt reads its scale once."""
    if len(arguments) == 2:
        return _take_all(Path(arguments[0]), int(arguments[1]))
    if len(arguments) != 1:
        print("usage: python -m tests.gui.screenshots OUT", file=sys.stderr)
        return 2
    return max([taken(Path(arguments[0]), scale).returncode for scale in SIZES])


def taken(out: Path, scale: int, **options: object) -> subprocess.CompletedProcess[str]:
    """All pictures at one scale, taken by a process that reads and changes nothing of whoever looks."""
    with tempfile.TemporaryDirectory() as own:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "NETBUILDER_STATE": own, "XDG_CONFIG_HOME": own}
        environment["QT_SCALE_FACTOR"] = str(scale)
        command = [sys.executable, "-m", "tests.gui.screenshots", str(out), str(scale)]
        return subprocess.run(command, env=environment, text=True, check=False, **options)


def _take_all(out: Path, scale: int) -> int:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication

    from netbuilder.ui import hooks
    from netbuilder.ui.looks.language import SOURCE, language
    from netbuilder.ui.looks.theme import theme
    from tests.gui.scenes import Scenes, settle

    application = QApplication.instance() or QApplication([])
    QCoreApplication.setOrganizationName("NetBuilderPictures")
    hooks.install()
    theme.choose(THEMES[0])
    language.choose(SOURCE)
    found: dict[str, str] = {}  # each fault, and where it was seen first
    with tempfile.TemporaryDirectory() as own:
        scenes = Scenes(Path(own))
        scenes.prepare()
        for size in SIZES[scale]:
            for mode in THEMES:
                for spoken, code in LANGUAGES.items():
                    theme.choose(mode)
                    language.choose(code)
                    scenes.window.resize(*size)
                    settle(0.3)
                    folder = out / f"{mode}-{spoken}-{scale * size[0]}x{scale * size[1]}"
                    folder.mkdir(parents=True, exist_ok=True)
                    for scene in scenes.all():
                        scene.picture.save(str(folder / f"{scene.name}.png"))
                        for fault in scene.faults:
                            found.setdefault(fault, f"{folder.name}/{scene.name}")
                    print(folder, len(list(folder.iterdir())), file=sys.stderr, flush=True)
                    if (scenes.window.width(), scenes.window.height()) != size:
                        found[f"the window is {scenes.window.width()} × {scenes.window.height()}"] = folder.name
        scenes.close()
    application.processEvents()
    for fault, where in found.items():
        print(f"{where}: {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
