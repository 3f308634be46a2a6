"""Blocks made one block, opened, repeated, and kept for other networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog

from netbuilder.errors import Fault, Message
from netbuilder.graph import Functional, Graph
from netbuilder.graph.grouping import group, repeat, ungroup
from netbuilder.project import my_blocks
from netbuilder.ui.dialogs.questions import Answer, ask, tell
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.window.commands.network import append

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window

MOST_REPEATS = 100


def group_blocks(window: Window) -> None:
    """Makes the selected blocks one block, which computes the same."""
    session = window.session
    if session is None:
        return
    name = session.graph.unique_name("block")
    if session.attempt(Message("Group into a block"), lambda graph: group(graph, session.selection, name)):
        session.select([name])


def ungroup_blocks(window: Window) -> None:
    """Puts the blocks inside of the selected ones in their place."""
    session = window.session
    if session is None:
        return
    inside: set[str] = set()
    for name in session.selection:
        layer = session.graph[name].layer
        if isinstance(layer, Functional):
            inside.update(layer.graph.nodes)
            session.attempt(Message("Ungroup"), _opening(name))
    if inside:
        session.select(inside)


def _opening(name: str) -> Callable[[Graph], Graph]:
    return lambda graph: ungroup(graph, name)


def enter_block(window: Window) -> None:
    """Looks into the selected block; says so where it holds none."""
    session = window.session
    if session is not None and len(session.selection) == 1:
        (name,) = session.selection
        _finish_typing(window)
        if not session.enter(name):
            session.refused.emit(Fault("{name} holds no blocks", name=name))


def leave_block(window: Window) -> None:
    """Looks at the network around the one that is shown."""
    if window.session is not None:
        _finish_typing(window)
        window.session.leave()


def _finish_typing(window: Window) -> None:
    """What is being typed in a panel belongs to the network that is shown: it is taken over before another is."""
    if window.workspace is not None:
        window.workspace.view.setFocus()


def repeat_block(window: Window) -> None:
    """Asks how often the selected block is to stand behind itself."""
    session = window.session
    if session is None or len(session.selection) != 1:
        return
    (name,) = session.selection
    title, question = translated("Repeat"), translated("How many times to repeat the block:")
    times, is_chosen = QInputDialog.getInt(window, title, question, 2, 2, MOST_REPEATS)
    if is_chosen:
        session.attempt(Message("Repeat"), lambda graph: repeat(graph, name, times))


# -- my blocks ----------------------------------------------------------------------------------------


def append_my_block(window: Window, block: my_blocks.MyBlock) -> None:
    """Adds a kept block below the selected one."""
    append(window, block.layer, block.name)


def keep_block(window: Window) -> None:
    """Keeps the selected block (several are made one for it) in the palette, under a name that is asked for."""
    session = window.session
    if session is None or not session.selection:
        return
    graph, names = session.graph, session.selection
    try:
        if len(names) > 1 or not isinstance(graph[min(names)].layer, Functional):
            own = graph.unique_name("block")
            graph, names = group(graph, names, own), frozenset({own})
    except Fault as fault:
        session.refused.emit(fault)
        return
    (name,) = names
    layer = graph[name].layer
    title, question = translated("Save to my blocks"), translated("Name of the block:")
    text, is_chosen = QInputDialog.getText(window, title, question, text=name)
    if is_chosen and isinstance(layer, Functional) and _may_replace(window, text):
        _change(window, lambda: my_blocks.keep(text, layer))


def rename_my_block(window: Window, name: str) -> None:
    """Asks for another name of a kept block."""
    title, question = translated("Rename"), translated("Name of the block:")
    text, is_chosen = QInputDialog.getText(window, title, question, text=name)
    if is_chosen:
        _change(window, lambda: my_blocks.rename(name, text))


def forget_my_block(window: Window, name: str) -> None:
    """Deletes a kept block, after asking."""
    question = translated("Delete {name} from my blocks? Networks that use it keep theirs.", {"name": name})
    if _agrees(window, question, translated("Delete")):
        _change(window, lambda: my_blocks.forget(name))


def _may_replace(window: Window, name: str) -> bool:
    if all(block.name != name.strip() for block in my_blocks.kept()):
        return True
    question = translated("There is already a block named {name}. Replace it?", {"name": name})
    return _agrees(window, question, translated("Replace"))


def _agrees(window: Window, question: str, yes: str) -> bool:
    return ask(window, translated("My blocks"), question, {Answer.Ok: yes}) == Answer.Ok


def _change(window: Window, change: Callable[[], object]) -> None:
    try:
        change()
    except Fault as fault:
        tell(window, fault)
    window.docks.palette_panel.show_my_blocks(my_blocks.kept())
