"""A person who draws at random: numbers become gestures, made of the events that a mouse and a keyboard send."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from netbuilder.graph import Functional, edits
from tests.gui.conftest import Hand

KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, CTRL, ALT = (
    MODIFIER.NoModifier, MODIFIER.ShiftModifier, MODIFIER.ControlModifier, MODIFIER.AltModifier,
)  # fmt: skip
CROWD = 24  # blocks; on a fuller canvas nothing is copied any more, so that a graph does not double without end
KINDS = (
    "Dense", "Conv2D", "Flatten", "Dropout", "Add", "Concatenate", "Input", "BatchNormalization", "LSTM",
    "Activation", "MaxPooling2D", "Reshape", "MultiHeadAttention", "GlobalAveragePooling2D",
)  # fmt: skip
LETTERS = ("dense", "drop", "add", "conv", "flat", "input", "norm", "qqqq", "", "lstm", "concat")
NAMES = ("a", "dense", "hidden_1", "2nd", "for", "", "été", "x" * 65, "out put", "dense_1", '"', "conv2d")
VALUES = ("3", "0", "-1", "5 × 5", "1e308", "abc", "", "16", "0.5", "1,5", "2")
WORDS = ("why", "two\nlines", "", "wide " * 30, "简体中文", "Frame 2")

Choice = tuple[int, int, int]


class Person:
    """Does one thing after the other to the project that a window shows."""

    def __init__(self, window, qtbot) -> None:
        self.window, self.hand = window, Hand(window, qtbot)

    @property
    def session(self):
        return self.window.session

    @property
    def view(self):
        return self.window.workspace.view

    def do(self, gesture: int, choice: Choice) -> None:
        """One gesture. What it works on is chosen by three numbers from 0 to 255."""
        GESTURES[gesture % len(GESTURES)](self, *choice)

    # -- eyes and hands -------------------------------------------------------------------------------

    def _block(self, number: int) -> str:
        names = list(self.session.graph.nodes)
        return names[number % len(names)] if names else ""

    def _wire(self, number: int) -> tuple[str, int] | None:
        wires = sorted(self.view.canvas.wires)
        return wires[number % len(wires)] if wires else None

    def _somewhere(self, a: int, b: int) -> QPoint:
        area = self.view.viewport().rect()
        return QPoint(20 + a * (area.width() - 40) // 255, 20 + b * (area.height() - 40) // 255)

    def _on_wire(self, wire: tuple[str, int]) -> QPoint:
        points = self.view.canvas.wires[wire].points
        middle = len(points) // 2
        return self.view.mapFromScene((points[middle - 1] + points[middle]) / 2)

    def _at(self, name: str) -> QPoint:
        self.view.show_block(name)
        return self.hand.block(name)

    def _port(self, name: str, side: str, number: int) -> QPoint:
        self.view.show_block(name)
        item = self.view.canvas.blocks[name]
        if side == "out":
            point = item.output_point(number % item.output_count)
        else:
            point = item.input_point(number % max(1, item.input_count()))
        return self.view.mapFromScene(item.pos() + point)

    def _drag(self, start: QPoint, stop: QPoint, modifiers=NONE, button=Qt.MouseButton.LeftButton, way=3) -> None:
        send, none = self.hand._send, Qt.MouseButton.NoButton
        send(QEvent.Type.MouseButtonPress, start, button, button, modifiers)
        for i in range(1, way + 1):
            send(QEvent.Type.MouseMove, start + (stop - start) * (i / way), none, button, modifiers)
        self.hand.release(stop, modifiers, button)

    def _press(self, widget, key, modifiers=NONE, text: str = "") -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))

    def _write(self, field, text: str) -> None:
        """Types over what a field holds."""
        line = field if isinstance(field, QLineEdit) else field.lineEdit()
        line.selectAll()
        line.insert(text)
        line.setModified(True)
        self._press(field, KEY.Key_Return)

    def _trigger(self, name: str) -> None:
        self.window.actions_[name].trigger()

    def _sees_all(self) -> bool:
        """Whether the panels are open; where they are away, what they do is done as they would do it."""
        return not self.window.docks.inspector.isHidden()

    def _is_full(self) -> bool:
        return len(self.session.graph) > CROWD

    def _select_some(self, a: int, b: int) -> None:
        """Clicks on a block, and with Shift on another."""
        if self.session.graph.nodes:
            self._drag(*[self._at(self._block(a))] * 2, way=1)
            if b % 3:
                self._drag(*[self._at(self._block(b))] * 2, SHIFT, way=1)

    def _take_from_list(self, a: int, b: int) -> None:
        """In the small window with layers: some letters, a few rows down, Enter; or Escape."""
        adder = self.view.searching.adder
        if not adder.isVisible():
            return
        if a % 5 == 0 or self._is_full():
            self._press(adder.search, KEY.Key_Escape)
            return
        adder.search.setText(LETTERS[a % len(LETTERS)])
        for _ in range(b % 4):
            self._press(adder.search, KEY.Key_Down)
        self._press(adder.search, KEY.Key_Return)
        if adder.isVisible():
            self._press(adder.search, KEY.Key_Escape)

    # -- looking around -------------------------------------------------------------------------------

    def hover(self, a: int, b: int, c: int) -> None:
        none = Qt.MouseButton.NoButton
        self.hand._send(QEvent.Type.MouseMove, self._somewhere(a, b), none, none, NONE)

    def zoom(self, a: int, b: int, c: int) -> None:
        self.hand.wheel(self._somewhere(a, b), (c % 5) - 2)

    def pan(self, a: int, b: int, c: int) -> None:
        if c % 2:
            self._drag(self._somewhere(a, b), self._somewhere(b, a), button=Qt.MouseButton.MiddleButton)
        else:
            QApplication.sendEvent(self.view, QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Space, NONE))
            self._drag(self._somewhere(a, b), self._somewhere(b, a))
            QApplication.sendEvent(self.view, QKeyEvent(QEvent.Type.KeyRelease, KEY.Key_Space, NONE))

    def fit(self, a: int, b: int, c: int) -> None:
        self._trigger(("fit", "zoom_100", "toggle_minimap")[c % 3])

    def show_left(self, a: int, b: int, c: int) -> None:
        self.window.docks.show_left(("layers", "outline", "history")[c % 3])

    def show_panel(self, a: int, b: int, c: int) -> None:
        self.window.workspace.show_panel(("training", "code", "problems", "runs")[c % 4])

    def wait(self, a: int, b: int, c: int) -> None:
        """Lets the window draw."""
        if c % 2:
            return
        QApplication.processEvents()

    # -- selecting ------------------------------------------------------------------------------------

    def click(self, a: int, b: int, c: int) -> None:
        place = self._at(self._block(a)) if self.session.graph.nodes and c % 4 else self._somewhere(a, b)
        self._drag(place, place, (NONE, SHIFT, CTRL)[c % 3], way=1)

    def marquee(self, a: int, b: int, c: int) -> None:
        self._drag(self._somewhere(a, b), self._somewhere(c, a), SHIFT if c % 4 == 0 else NONE)

    def walk(self, a: int, b: int, c: int) -> None:
        key = (KEY.Key_Up, KEY.Key_Down, KEY.Key_Left, KEY.Key_Right)[a % 4]
        self._press(self.view, key, SHIFT if b % 3 == 0 else NONE)

    def select_all(self, a: int, b: int, c: int) -> None:
        if c % 2:
            self._trigger("select_all")
        else:
            self._press(self.view, KEY.Key_Escape)

    def outline_row(self, a: int, b: int, c: int) -> None:
        """Goes to a row of the outline; on a wire's row, Delete takes the wire."""
        before = self.window.docks.left.panel_name
        self.window.docks.show_left("outline")
        outline = self.window.docks.left.outline(self.session)
        count = outline.tree.topLevelItemCount()
        row = outline.tree.topLevelItem(a % count) if count else None
        if row is not None and c % 2 and row.childCount():
            row.setExpanded(True)
            outline.tree.setCurrentItem(row.child(b % row.childCount()))
            if outline.current_wire() is not None:
                self._press(outline.tree, KEY.Key_Delete)
        elif row is not None:
            outline.tree.setCurrentItem(row)
        self.window.docks.show_left(before)

    # -- adding ---------------------------------------------------------------------------------------

    def drop(self, a: int, b: int, c: int) -> None:
        wire = self._wire(b)
        if not self._is_full():
            on_wire = wire is not None and c % 2
            self.hand.drop(KINDS[a % len(KINDS)], self._on_wire(wire) if on_wire else self._somewhere(b, c))

    def search_to_add(self, a: int, b: int, c: int) -> None:
        place = self._somewhere(a, b)
        wire = self._wire(b)
        if wire is not None and c % 3 == 0:
            place = self._on_wire(wire)
        if c % 2:
            none = Qt.MouseButton.NoButton
            self.hand._send(QEvent.Type.MouseMove, place, none, none, NONE)
            self._trigger("add_here")
        else:
            left = Qt.MouseButton.LeftButton
            self._drag(place, place, way=1)
            at = QPointF(place), QPointF(self.hand.port.mapToGlobal(place))
            event = QMouseEvent(QEvent.Type.MouseButtonDblClick, *at, left, left, NONE)
            QApplication.sendEvent(self.hand.port, event)
            self.hand.release(place)
        self._take_from_list(a, c)
        self._finish_writing(a, b)

    def palette(self, a: int, b: int, c: int) -> None:
        if not self._is_full():
            self.window.docks.palette_panel.search.setText(LETTERS[a % len(LETTERS)])
            self._press(self.window.docks.palette_panel.search, KEY.Key_Return)

    # -- wires ----------------------------------------------------------------------------------------

    def connect(self, a: int, b: int, c: int) -> None:
        if not self.session.graph.nodes:
            return
        start = self._port(self._block(a), "out", c)
        target = self._block(b)
        stop = self.hand.block(target) if c % 3 == 0 else self._end_of(target, c)
        self._drag(start, stop)
        self._take_from_list(5, 0)

    def connect_backwards(self, a: int, b: int, c: int) -> None:
        if self.session.graph.nodes:
            start = self._port(self._block(a), "in", c)
            self._drag(start, self.hand.output_port(self._block(b)))
            self._take_from_list(5, 0)

    def _end_of(self, name: str, number: int) -> QPoint:
        item = self.view.canvas.blocks[name]
        return self.hand.input_port(name, number % max(1, item.input_count()))

    def wire_into_emptiness(self, a: int, b: int, c: int) -> None:
        if self.session.graph.nodes:
            start = self._port(self._block(a), ("out", "in")[c % 2], b)
            self._drag(start, self._somewhere(b, c))
            self._take_from_list(a, b)

    def replug(self, a: int, b: int, c: int) -> None:
        wire = self._wire(a)
        if wire is not None:
            start = self._port(wire[0], "in", wire[1])
            self._drag(start, self._end_of(self._block(b), c) if c % 3 else self._somewhere(b, c))
            self._take_from_list(5, 0)

    def cut_stroke(self, a: int, b: int, c: int) -> None:
        wire = self._wire(a)
        if wire is not None and c % 3:
            middle = self._on_wire(wire)
            self._drag(middle - QPoint(40, 6), middle + QPoint(40, 6), ALT | SHIFT)
        else:
            self._drag(self._somewhere(a, b), self._somewhere(c, a), ALT | SHIFT)

    # -- blocks ---------------------------------------------------------------------------------------

    def move(self, a: int, b: int, c: int) -> None:
        if self.session.graph.nodes:
            place = self._at(self._block(a))
            self._drag(place, place + QPoint(b - 128, c - 128))

    def move_onto_wire(self, a: int, b: int, c: int) -> None:
        wire = self._wire(b)
        if wire is not None:
            self._drag(self._at(self._block(a)), self._on_wire(wire))

    def interrupted_drag(self, a: int, b: int, c: int) -> None:
        """Something else happens while the button is held: Escape, Delete, undo, or an edit from elsewhere."""
        if not self.session.graph.nodes:
            return
        name = self._block(a)
        place = self._at(name) if c % 2 else self._port(name, ("in", "out")[b % 2], c)
        left = Qt.MouseButton.LeftButton
        self.hand._send(QEvent.Type.MouseButtonPress, place, left, left, NONE)
        self.hand._send(QEvent.Type.MouseMove, self._somewhere(b, c), Qt.MouseButton.NoButton, left, NONE)
        if b % 4 == 0:
            self._press(self.view, KEY.Key_Escape)
        else:
            self._trigger(("delete", "undo", "select_all")[b % 3])
        self.hand._send(QEvent.Type.MouseMove, self._somewhere(c, b), Qt.MouseButton.NoButton, left, NONE)
        self.hand.release(self._somewhere(c, b))
        self._take_from_list(5, 0)

    def delete(self, a: int, b: int, c: int) -> None:
        if a % 2:
            self._select_some(b, c)
        self._trigger("delete")

    def delete_and_reconnect(self, a: int, b: int, c: int) -> None:
        self._select_some(a, b)
        self._trigger("delete_and_reconnect")

    def bypass(self, a: int, b: int, c: int) -> None:
        self._select_some(a, b)
        self._trigger("bypass")

    def replace_kind(self, a: int, b: int, c: int) -> None:
        self._select_some(a, 0)
        self._trigger("replace_kind")
        self._take_from_list(b, c)

    def clipboard(self, a: int, b: int, c: int) -> None:
        if c % 2:
            self._select_some(a, b)
        for name in (("copy", "paste"), ("cut", "paste"), ("copy", "paste_with_wires"), ("duplicate",))[b % 4]:
            if self._is_full() and name not in ("copy", "cut"):
                continue
            self._trigger(name)

    def frame(self, a: int, b: int, c: int) -> None:
        if a % 2:
            self._select_some(b, c)
        self._trigger("frame_blocks")
        self._finish_writing(b, c)

    def drag_frame(self, a: int, b: int, c: int) -> None:
        frames = sorted(self.view.canvas.annotations.frames)
        if frames:
            handle = self.view.canvas.annotations.frames[frames[a % len(frames)]].handle
            place = self.view.mapFromScene(handle.topLeft() + QPointF(10, 10))
            self._drag(place, place + QPoint(b - 128, c - 128))

    def note(self, a: int, b: int, c: int) -> None:
        self._select_some(a, 0)
        self._trigger("write_note")
        self._finish_writing(b, c)

    def _finish_writing(self, a: int, b: int) -> None:
        """Writes in the field that lies on the canvas, if there is one, and keeps it or not."""
        writing = self.view.writing
        for field in (writing.line, writing.text):
            if field.isVisible():
                field.selectAll()
                word = WORDS[a % len(WORDS)]
                field.insert(word) if field is writing.line else field.insertPlainText(word)
                self._press(field, KEY.Key_Escape if b % 4 == 0 else KEY.Key_Return)

    def arrange(self, a: int, b: int, c: int) -> None:
        if c % 2:
            self._trigger("select_all")
        else:
            self._select_some(a, b)
        names = (
            "align_left", "align_centre", "align_right", "align_top", "align_middle", "align_bottom",
            "distribute_across", "distribute_down", "tidy",
        )  # fmt: skip
        self._trigger(names[a % len(names)])

    def rename(self, a: int, b: int, c: int) -> None:
        self._select_some(a, 0)
        if len(self.session.selection) != 1:
            return
        (name,) = self.session.selection
        if self._sees_all():
            self._trigger("rename")
            self._write(self.window.workspace.inspector.block.name, NAMES[b % len(NAMES)])
            self.view.setFocus()
        else:
            self.session.editing.rename(name, NAMES[b % len(NAMES)])

    def change_field(self, a: int, b: int, c: int) -> None:
        self._select_some(a, 0)
        if len(self.session.selection) != 1:
            return
        if self._sees_all():
            self._edit_form(self.window.workspace.inspector.block.form, b, c)
            return
        (name,) = self.session.selection
        fields = self.session.graph[name].layer.fields()
        if fields:
            field = fields[b % len(fields)].name
            value = (3, 0, -1, (5, 5), "relu", None, True, 0.5, "same")[c % 9]
            self.session.attempt("change", lambda graph: edits.set_fields(graph, name, **{field: value}), field)

    def change_training(self, a: int, b: int, c: int) -> None:
        if not self._sees_all():
            project = self.session.project
            training = project.training.replace(epochs=1 + a, optimizer=("Adam", "SGD", "RMSprop")[b % 3])
            self.session.change("change", project.replace(training=training), "training")
            return
        self._press(self.view, KEY.Key_Escape)
        form = self.window.workspace.inspector.training
        if a % 3 == 0:
            self._edit_form((form.numbers, form.rest.numbers)[b % 2], b // 2, c)
        else:
            choice = (form.optimizer, form.loss)[a % 2].choice
            self._press(choice, (KEY.Key_Down, KEY.Key_Up)[c % 2])

    def _edit_form(self, form, b: int, c: int) -> None:
        rows = list(form._rows.values())
        if not rows:
            return
        editor = rows[b % len(rows)].editor
        if isinstance(editor, QComboBox):
            self._press(editor, (KEY.Key_Down, KEY.Key_Up)[c % 2])
        elif isinstance(editor, QAbstractButton):
            editor.click()
        elif c % 3 == 0 and hasattr(editor, "stepBy"):
            self._press(editor, KEY.Key_Up)
        else:
            self._write(editor, VALUES[c % len(VALUES)])

    # -- composite blocks -----------------------------------------------------------------------------

    def group(self, a: int, b: int, c: int) -> None:
        self._select_some(a, b)
        if b % 2:  # a block and what follows it
            self._press(self.view, KEY.Key_Down, SHIFT)
            self._press(self.view, KEY.Key_Down, SHIFT)
        self._trigger("group_blocks")

    def ungroup(self, a: int, b: int, c: int) -> None:
        groups = [name for name, node in self.session.graph.nodes.items() if isinstance(node.layer, Functional)]
        if groups and not self._is_full():
            self._drag(*[self._at(groups[a % len(groups)])] * 2, way=1)
            self._trigger("ungroup_blocks")

    def repeat(self, a: int, b: int, c: int) -> None:
        if not self._is_full():
            self._select_some(a, 0)
            self._trigger("repeat_block")

    # -- steps and problems ---------------------------------------------------------------------------

    def undo(self, a: int, b: int, c: int) -> None:
        for _ in range(1 + a % 3):
            self._trigger("undo")

    def redo(self, a: int, b: int, c: int) -> None:
        for _ in range(1 + a % 3):
            self._trigger("redo")

    def history(self, a: int, b: int, c: int) -> None:
        """Chooses a step in the list."""
        stack = self.session.undo_stack
        stack.setIndex(a % (stack.count() + 1))

    def repair(self, a: int, b: int, c: int) -> None:
        """Presses the button of a repair, in the list of problems."""
        problems = self.session.problems
        if not problems:
            return
        if self._sees_all():
            self.window.workspace.show_panel("problems")
            row = self.window.workspace.problems.rows[a % len(problems)]
            if c % 2:
                row.go()
            elif row.repairs:
                row.repairs[b % len(row.repairs)].click()
        else:
            repairs = self.session.repairs(problems[a % len(problems)])
            if repairs:
                self.session.apply(repairs[b % len(repairs)])

    def badge(self, a: int, b: int, c: int) -> None:
        """Asks a block what is wrong with it, and presses a repair, leaves, or lets it stand."""
        view = self.window.workspace.view
        marked = sorted(name for name, item in view.canvas.blocks.items() if item.problems)
        if not marked:
            return
        name = marked[a % len(marked)]
        view.show_block(name)
        if c % 2:
            self.session.select({name})
            self.hand.key(Qt.Key.Key_Return)
        else:
            item = view.canvas.blocks[name]
            self.hand.click(view.mapFromScene(item.pos() + item.badge_area().center()))
        popover = view.popover
        if popover.isVisible() and b % 3 == 0 and popover.repairs:
            popover.repairs[b % len(popover.repairs)].click()
        elif b % 3 == 1:
            self.hand.key(Qt.Key.Key_Escape)


LOOKING = (
    Person.hover, Person.zoom, Person.pan, Person.fit, Person.show_left, Person.show_panel, Person.wait, Person.click,
    Person.marquee, Person.walk, Person.select_all, Person.outline_row,
)  # fmt: skip
GESTURES: tuple[Callable[[Person, int, int, int], None], ...] = (
    *LOOKING, *LOOKING,  # a person looks and selects about as often as they edit
    Person.drop, Person.search_to_add, Person.palette,
    Person.connect, Person.connect_backwards, Person.wire_into_emptiness, Person.replug, Person.cut_stroke,
    Person.move, Person.move_onto_wire, Person.interrupted_drag, Person.delete, Person.delete_and_reconnect,
    Person.bypass, Person.replace_kind, Person.clipboard, Person.frame, Person.drag_frame, Person.note, Person.arrange,
    Person.rename, Person.change_field, Person.change_training, Person.group, Person.ungroup, Person.repeat,
    Person.undo, Person.redo, Person.history, Person.repair,
    Person.badge,
)  # fmt: skip


def told(steps: Iterable[tuple[int, int, int, int]]) -> str:
    """The gestures of a sequence by name, for whoever reads of a failure."""
    return ", ".join(f"{GESTURES[gesture % len(GESTURES)].__name__}{choice}" for gesture, *choice in steps)
