"""The network is exported: the dialog, and what is said afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.session.session import Session

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window


def ask_for_export(window: Window, session: Session) -> None:
    """Asks for a format and a place, and writes the network."""
    from netbuilder.ui import pictures
    from netbuilder.ui.dialogs.exporting.dialog import ExportDialog

    pictures.start()
    session.trainer.keep_learned()
    files = tuple(workspace.session.document.path for workspace in window.documents.workspaces)
    dialog = ExportDialog(session, window.preferences, tuple(path for path in files if path is not None), window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.exported.connect(lambda path: tell_export(window, session, path, dialog.form.entry.kind))
    dialog.open()


def tell_export(window: Window, session: Session, path: Path, kind: str) -> None:
    """Says what was written, and whether its weights were trained."""
    text = translated("Exported {name}", {"name": path.name})
    if kind in ("model", "weights") and not session.document.run_is_current:
        text += translated(" (with untrained weights)")
    window.status.showMessage(text, 8000)
