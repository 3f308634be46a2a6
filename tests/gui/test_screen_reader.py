"""The window as a screen reader has it: over AT-SPI, from another process, on a virtual display."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import SLOT, QObject, Slot

from netbuilder.ui.canvas import hearing
from tests.gui.test_real_window import Desk

QtDBus = pytest.importorskip("PySide6.QtDBus")
BUS = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")  # of at-spi2-core
FOCUSED, SELECTED = 12, 23  # bits of AT-SPI's states

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not (BUS.exists() and all(map(shutil.which, ("Xvfb", "xdotool", "dbus-daemon", "dbus-send")))),
        reason="needs at-spi2-core, dbus, xvfb and xdotool",
    ),
    pytest.mark.skipif(not hearing.install(), reason="needs PySide6 6.11"),
]


@dataclass(frozen=True)
class Seen:
    """One accessible object: who has it, and its path."""

    reader: Reader
    service: str
    path: str

    def _call(self, interface: str, method: str, *arguments: object) -> object:
        return self.reader.call(self.service, self.path, f"org.a11y.atspi.{interface}", method, *arguments)

    def _property(self, name: str) -> object:
        properties = "org.freedesktop.DBus.Properties"
        return self.reader.call(self.service, self.path, properties, "Get", "org.a11y.atspi.Accessible", name)

    @property
    def name(self) -> str:
        return str(self._property("Name"))

    @property
    def description(self) -> str:
        return str(self._property("Description"))

    @property
    def role(self) -> str:
        return str(self._call("Accessible", "GetRoleName"))

    @property
    def children(self) -> list[Seen]:
        # By a tool: PySide loses its place in a list of structures that hold a path.
        ask = ["dbus-send", f"--bus={self.reader.address}", "--print-reply=literal", f"--dest={self.service}"]
        ask += [self.path, "org.a11y.atspi.Accessible.GetChildren"]
        told = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
        return [Seen(self.reader, *found) for found in re.findall(r"(:[0-9.]+)\s+(/\S+)", told)]

    def state(self, bit: int) -> bool:
        answer = self._call("Accessible", "GetState")
        answer.beginArray()
        low = answer.asVariant()
        return bool(low >> bit & 1)

    def act(self, index: int = 0) -> None:
        self._call("Action", "DoAction", index)

    def all(self) -> Iterator[Seen]:
        """It, and what is in it, down to the last."""
        yield self
        for child in self.children:
            yield from child.all()

    def child(self, start: str) -> Seen:
        return next(child for child in self.children if child.name.startswith(start))


class Reader(QObject):
    """A client of the accessibility bus that wants to be told of everything."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.bus = QtDBus.QDBusConnection.connectToBus(address, f"reader of {address}")
        assert self.bus.isConnected()
        self.told: list[tuple[str, str, list]] = []
        self.bus.connect("", "", "org.a11y.atspi.Event.Object", "", self, SLOT("hear(QDBusMessage)"))
        registry = "org.a11y.atspi.Registry"
        self.call(registry, "/org/a11y/atspi/registry", registry, "RegisterEvent", "object:")

    @Slot(QtDBus.QDBusMessage)
    def hear(self, message) -> None:
        self.told.append((message.path(), message.member(), message.arguments()))

    def call(self, service: str, path: str, interface: str, method: str, *arguments: object):
        message = QtDBus.QDBusMessage.createMethodCall(service, path, interface, method)
        message.setArguments(list(arguments))
        answer = self.bus.call(message)
        assert not answer.errorMessage(), answer.errorMessage()
        given = answer.arguments()
        value = given[0] if given else None
        return value.variant() if hasattr(value, "variant") else value

    @property
    def application(self) -> Seen | None:
        root = Seen(self, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        return next(iter(root.children), None)

    def announced(self) -> str:
        given = [arguments[3] for _, kind, arguments in self.told if kind == "Announcement"]
        return " | ".join(str(value.variant() if hasattr(value, "variant") else value) for value in given)


@pytest.fixture
def bus(tmp_path):
    """A session bus of our own; what it starts ends with it."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    made = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    assert made.stdout is not None
    yield made.stdout.readline().strip()
    made.terminate()
    made.communicate()


@pytest.fixture
def desk(tmp_path, bus):
    own = QtDBus.QDBusConnection.connectToBus(bus, f"of {bus}")
    ask = QtDBus.QDBusMessage.createMethodCall("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
    (address,) = own.call(ask).arguments()
    made = Desk(tmp_path, DBUS_SESSION_BUS_ADDRESS=bus, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
    made.bus_address = address
    yield made
    made.close()
    QtDBus.QDBusConnection.disconnectFromBus(own.name())


@pytest.fixture
def reader(desk, qtbot):
    made = Reader(desk.bus_address)
    qtbot.waitUntil(lambda: made.application is not None, timeout=30_000)
    yield made
    QtDBus.QDBusConnection.disconnectFromBus(made.bus.name())


def test_a_reader_finds_the_network_walks_in_it_and_is_told_what_changes(desk, reader, qtbot):
    desk.ask("window.documents.open_template('mlp').session.name")
    found = list(reader.application.all())
    names = {one.name for one in found}
    canvas = next(one for one in found if one.name == "Canvas")
    blocks = [one.name for one in canvas.children if one.role == "list item"]

    assert {"Train", "Canvas", "Outline of the network", "Inspector"} <= names
    assert blocks == ["input_layer, Input", "dense, Dense", "dense_1, Dense"]
    dense = canvas.child("dense,")
    assert "64 units" in dense.description
    assert [port.name for port in dense.children] == [
        "Input of dense, reads input_layer, 784", "Output of dense, feeds dense_1, 64",
    ]  # fmt: skip
    assert canvas.child("Wire").name == "Wire from input_layer to dense, 784"

    dense.act()
    assert desk.ask("sorted(window.session.selection)") == ["dense"]
    assert dense.state(SELECTED)
    desk.ask("window.activateWindow() or window.workspace.view.setFocus() or 1")
    desk.wait("window.workspace.view.hasFocus()")
    reader.told.clear()
    desk.key("Down")
    last = canvas.child("dense_1,")
    qtbot.waitUntil(
        lambda: any(path == last.path and given[:1] == ["focused"] for path, _, given in reader.told), timeout=10_000
    )
    assert last.state(FOCUSED)

    desk.key("Delete")
    qtbot.waitUntil(lambda: "Removed dense_1" in reader.announced(), timeout=5_000)
    with pytest.raises(AssertionError):
        _ = last.name
    desk.ask("window.documents.remove(0) or 1")
    with pytest.raises(AssertionError):
        _ = dense.name
    assert desk.ask("len(window.documents.workspaces)") == 0
