"""What a person says of columns, by key, button or menu: each time one undo step of the project's data settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from netbuilder.data import DataSettings
from netbuilder.data.browsing import Sheet, TableSheet
from netbuilder.data.roles import OF_ONE, ROLES, role_of, with_kind, with_role
from netbuilder.errors import Fault, Message, listed, printable
from netbuilder.ui.panels.data_page import words
from netbuilder.ui.session.session import Session

MOST_NAMED = 3
Names = tuple[str, ...]


class ColumnEdits:
    """`chosen` gives the columns that are meant and the sheet that they are of; `tell` hears why one is refused."""

    def __init__(
        self, session: Session, chosen: Callable[[], tuple[Names, Sheet | None]], tell: Callable[[Fault | None], None]
    ) -> None:
        self._session, self._chosen, self._tell = session, chosen, tell

    def give_role(self, role: str) -> None:
        """The chosen columns are used for that."""
        self._edit(lambda all_, settings, names: with_role(all_, settings, names, role), words.ROLES[role])

    def give_kind(self, kind: str) -> None:
        """The chosen columns are taken for that kind."""
        self._edit(lambda _all, settings, names: with_kind(settings, names, kind), words.KINDS.get(kind, kind))

    def leave_out(self, names: Names) -> None:
        """These columns are not learned from."""
        self._edit(lambda all_, settings, own: with_role(all_, settings, own, "ignore"), words.ROLES["ignore"], names)

    def change(self, text: Message, settings: DataSettings) -> None:
        """Other settings; what follows from them for the network is in the same step."""
        self._session.data_choice.choose(text, settings)

    def _edit(self, make: Callable[[Names, DataSettings, Names], DataSettings], what: str, own: Names = ()) -> None:
        names, sheet = self._chosen()
        names = own or names
        if not names or not isinstance(sheet, TableSheet):
            return
        try:
            settings = make(sheet.names, self._session.project.data, names)
        except Fault as fault:
            self._tell(fault)
            return
        self._tell(None)
        if len(names) <= MOST_NAMED:
            told = listed(map(printable, names))
            self.change(Message("{names}: {what}", {"names": told, "what": Message(what)}), settings)
        else:
            self.change(Message("{count} columns: {what}", {"count": len(names), "what": Message(what)}), settings)

    def fill(self, menu: QMenu) -> None:
        """Puts the roles and kinds into a menu, with their keys."""
        names, sheet = self._chosen()
        settings = self._session.project.data
        if not names or not isinstance(sheet, TableSheet):
            return
        roles = {role_of(sheet.names, settings, name) for name in names}
        for role in ROLES:
            entry = menu.addAction(f"{words.said(words.ROLES[role])}\t{words.LETTERS[role]}")
            entry.setCheckable(True)
            entry.setChecked(roles == {role})
            entry.setEnabled(len(names) == 1 or role not in OF_ONE)
            entry.triggered.connect(lambda _on=False, role=role: self.give_role(role))
        menu.addSeparator()
        kinds = {settings.how(name).kind for name in names}
        keys = {kind: str(i) for i, kind in enumerate(words.KIND_KEYS.values(), 1)}
        for kind in words.kind_choices():
            entry = menu.addAction(f"{words.said(words.KINDS.get(kind, kind))}\t{keys.get(kind, '')}")
            entry.setCheckable(True)
            entry.setChecked(kinds == {kind})
            entry.triggered.connect(lambda _on=False, kind=kind: self.give_kind(kind))
        menu.addSeparator()
