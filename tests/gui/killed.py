"""Plays gestures until it is killed, and tells after each what every project is: python -m tests.gui.killed TELL SEED

Each line of TELL is a list of [name, whether it is unsaved, what it says]; one that begins with "rest" was written
once all of it was kept. It is the program's own start, with its recovery folder in NETBUILDER_STATE.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from netbuilder.project import Project
from netbuilder.ui import app
from tests.gui.agreement import written
from tests.gui.wanderer import Wanderer
from tests.networks import residual

EDITING = (
    Wanderer.drop, Wanderer.connect, Wanderer.move, Wanderer.delete, Wanderer.clipboard, Wanderer.change_field,
    Wanderer.change_training, Wanderer.group, Wanderer.undo, Wanderer.redo, Wanderer.storm, Wanderer.arrange,
    Wanderer.step_tab, Wanderer.palette, Wanderer.enter_block, Wanderer.leave_block, Wanderer.choose_table,
)  # fmt: skip
BETWEEN_RESTS = 12  # gestures


class _Bot:
    """What a hand needs of pytest-qt."""

    def keyClick(self, *what) -> None:  # noqa: N802
        from PySide6.QtTest import QTest

        QTest.keyClick(*what)


class Player:
    """Does one thing at each turn of the event loop."""

    def __init__(self, window, tell: Path, seed: int) -> None:
        self.window, self._random = window, random.Random(seed)
        folder = tell.parent / "files"
        folder.mkdir(exist_ok=True)
        self._person = Wanderer(window, _Bot(), folder)
        self._tell, self._done = tell.open("w"), 0
        window.documents.open(Project(residual()), name="first")
        window.documents.open_template("mlp")
        QTimer.singleShot(0, self._next)

    def _next(self) -> None:
        if self._done and self._done % BETWEEN_RESTS == 0 and not self._is_kept():
            QTimer.singleShot(20, self._next)
            return
        if self._done % BETWEEN_RESTS == 0:
            self._say("rest")
        gesture = self._random.choice(EDITING)
        gesture(self._person, *(self._random.randrange(256) for _ in range(3)))
        self._done += 1
        self._say("step")
        QTimer.singleShot(self._random.randrange(40), self._next)

    def _is_kept(self) -> bool:
        keepers = [workspace.keeper for workspace in self.window.documents.workspaces]
        return all(keeper.is_at_rest for keeper in keepers)

    def _say(self, what: str) -> None:
        told = [
            [one.session.name, one.session.is_modified, written(one.session.project)]
            for one in self.window.documents.workspaces
        ]
        self._tell.write(f"{what}\t{json.dumps(told)}\n")
        self._tell.flush()


def main(tell: Path, seed: int) -> int:
    """Runs until somebody ends it."""
    QMessageBox.exec = lambda box: QMessageBox.StandardButton.Discard  # nobody is there to ask
    QInputDialog.getInt = staticmethod(lambda *_arguments, **_names: (2, True))
    QFileDialog.getSaveFileName = staticmethod(lambda *_arguments, **_names: ("", ""))
    application, window, collector = app.start([])
    player = Player(window, tell, seed)
    status = application.exec()
    del player, collector
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
