"""A real window on a virtual display, driven by real mouse and keyboard events: the main job once through."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs xvfb and xdotool (the set-up installs them)"
)

# The application with an ear: a line of Python on a local socket is evaluated in the window's thread, so that
# the test can ask where things are. Everything it *does* goes through the mouse and the keyboard.
APPLICATION = """
import json, sys
from netbuilder.ui import hooks
hooks.install()
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtNetwork import QHostAddress, QTcpServer
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv[:1])
app.setApplicationName("NetBuilderTest"); app.setOrganizationName("NetBuilderTest")
from netbuilder.ui.window.main_window import MainWindow
from netbuilder.ui.looks.theme import theme
theme.choose("light")
window = MainWindow()
window.setGeometry(0, 0, 1440, 900)
window.show()
def spot(widget, point=None):
    place = widget.mapToGlobal(point if point is not None else widget.rect().center())
    return [place.x(), place.y()]
def on_canvas(x, y):
    view = window.workspace.view
    return spot(view.viewport(), view.mapFromScene(QPointF(x, y)))
def port(name, side, index=0):
    item = window.workspace.view.canvas.blocks[name]
    place = item.pos() + (item.input_point(index) if side == "in" else item.output_point())
    return on_canvas(place.x(), place.y())
def palette(name):
    rows = window.docks.palette_panel.list
    item = next(rows.item(i) for i in range(rows.count()) if rows.item(i).text() == name)
    rows.scrollToItem(item)
    return spot(rows.viewport(), rows.visualItemRect(item).center())
server = QTcpServer()
server.listen(QHostAddress.LocalHost, int(sys.argv[1]))
def answer():
    peer = server.nextPendingConnection()
    def read():
        try:
            value = eval(bytes(peer.readAll()).decode(), globals())
        except Exception as error:
            value = {"error": repr(error)}
        peer.write(json.dumps(value).encode()); peer.disconnectFromHost()
    peer.readyRead.connect(read)
server.newConnection.connect(answer)
app.exec()
"""


class Desk:
    """A display with the application on it, a hand on the mouse and one on the keyboard."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder = folder
        self.display = f":{_free_display()}"
        environment = {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", **more}
        self.environment = environment
        screen = ["Xvfb", self.display, "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
        self.x = subprocess.Popen(screen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        script = folder / "application.py"
        script.write_text(APPLICATION)
        command = [sys.executable, str(script), str(self.port)]
        with (folder / "stderr").open("w") as errors:
            self.app = subprocess.Popen(command, env=environment, cwd=folder, stderr=errors)
        self.wait("window.isVisible()", timeout=60)

    def close(self) -> None:
        self.app.kill()
        self.app.wait()
        self.x.terminate()
        self.x.wait()

    def ask(self, expression: str):
        """What an expression is worth in the application."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=10)) as line:
            line.sendall(expression.encode())
            answer = b""
            while part := line.recv(65536):
                answer += part
        value = json.loads(answer)
        assert not (isinstance(value, dict) and "error" in value), value
        return value

    def wait(self, expression: str, timeout: float = 30) -> None:
        """Until an expression is true."""
        end = time.monotonic() + timeout
        while True:
            try:
                if self.ask(f"bool({expression})"):
                    return
            except (OSError, AssertionError, ValueError):
                pass
            assert time.monotonic() < end, (
                f"{expression} did not come true; {(self.folder / 'stderr').read_text()[-2000:]}"
            )
            time.sleep(0.1)

    def do(self, *words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True)

    def click(self, place, double: bool = False) -> None:
        self.do("mousemove", *place)
        self.do("click", *(["--repeat", 2, "--delay", 80] if double else []), 1)

    def drag(self, start, stop) -> None:
        self.do("mousemove", *start, "mousedown", 1)
        for i in range(1, 11):
            x, y = (round(a + (b - a) * i / 10) for a, b in zip(start, stop, strict=True))
            self.do("mousemove", x, y)
            time.sleep(0.03)
        time.sleep(0.1)
        self.do("mouseup", 1)
        time.sleep(0.1)

    def type(self, text: str) -> None:
        self.do("type", "--delay", 30, text)

    def key(self, *keys: str) -> None:
        self.do("key", "--delay", 40, *keys)


def _free_display() -> int:
    number = 60 + os.getpid() % 400
    while Path(f"/tmp/.X11-unix/X{number}").exists():
        number += 1
    return number


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.close()


def test_the_main_job_with_real_events(desk):
    desk.click(desk.ask("spot(window.documents.start_page.empty_button)"))
    desk.wait("window.session")

    # Drag blocks from the palette and wire them.
    desk.drag(desk.ask("palette('Input')"), desk.ask("on_canvas(0, -140)"))
    desk.wait("'input_layer' in window.session.graph")
    desk.drag(desk.ask("palette('Flatten')"), desk.ask("on_canvas(0, -40)"))
    desk.drag(desk.ask("palette('Dense')"), desk.ask("on_canvas(0, 60)"))
    desk.wait("len(window.session.graph) == 3")
    desk.drag(desk.ask("port('input_layer', 'out')"), desk.ask("port('flatten', 'in')"))
    desk.wait("window.session.graph['flatten'].inputs")
    desk.drag(desk.ask("port('flatten', 'out')"), desk.ask("port('dense', 'in')"))
    desk.wait("window.session.graph['dense'].inputs")

    # A block in the middle of a wire, by dropping it there; move it; take both back by the keyboard.
    middle = desk.ask("[(a + b) // 2 for a, b in zip(port('flatten', 'out'), port('dense', 'in'))]")
    desk.drag(desk.ask("palette('Dropout')"), middle)
    desk.wait("window.session.graph['dense'].inputs[0].node == 'dropout'")
    desk.key("ctrl+z")
    desk.wait("'dropout' not in window.session.graph")

    # Parameters by the keyboard.
    desk.click(desk.ask("on_canvas(0, window.session.graph['dense'].position[1] + 20)"))
    desk.wait("window.session.selection == {'dense'}")
    desk.click(desk.ask("spot(window.workspace.inspector.block.form.row('units').editor)"), double=True)
    desk.key("ctrl+a")
    desk.type("10")
    desk.key("Return")
    desk.wait("window.session.graph['dense'].layer.units == 10")
    desk.click(desk.ask("spot(window.workspace.inspector.block.form.row('activation').editor)"))
    desk.type("softmax")
    desk.key("Return")
    desk.wait("window.session.graph['dense'].layer.activation == 'softmax'")

    # Data: the input takes its shape.
    tabs = "window.workspace.tabs.tabBar()"
    desk.click(desk.ask(f"spot({tabs}, {tabs}.tabRect(2).center())"))
    sources = "window.workspace.data.sources"
    desk.click(desk.ask(f"spot({sources}.viewport(), {sources}.visualItemRect({sources}.item(2)).center())"))
    desk.wait("window.session.loader.is_fresh and not window.session.problems")

    # Train, pause, go on; evaluate.
    desk.click(desk.ask("spot(window.bar.train_button)"))
    desk.wait("window.session.trainer.record and window.session.trainer.record.outcome == 'done'", timeout=60)
    assert desk.ask("window.session.trainer.record.epoch_logs['accuracy'][-1]") > 0.85
    assert desk.ask("list(window.workspace.training.curves.plots)") == ["loss", "accuracy"]
    desk.click(desk.ask(f"spot({tabs}, {tabs}.tabRect(1).center())"))
    desk.click(desk.ask("spot(window.workspace.evaluate.button)"))
    desk.wait("window.workspace.evaluate.scores.count() == 2")

    # Wheel zooms, the middle button pans.
    zoom = desk.ask("window.workspace.view.zoom")
    desk.do("mousemove", *desk.ask("on_canvas(0, 0)"), "click", 4)
    desk.wait(f"window.workspace.view.zoom > {zoom}")

    assert "Traceback" not in (desk.folder / "stderr").read_text()
