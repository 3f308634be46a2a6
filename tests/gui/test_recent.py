"""Files are told apart where they have the same name: on the start page and on the tabs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from netbuilder.formats import FORMATS
from netbuilder.project import Project, write_project
from netbuilder.ui.dialogs.exporting.dialog import ExportDialog
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.window import commands
from netbuilder.ui.window.command_palette import commands_of, found_in
from netbuilder.ui.window.places import folder_of, folders_apart, titles_apart
from netbuilder.ui.window.start_page import StartPage
from tests.gui.conftest import finish_reading, opened


def apart(*paths: str) -> list[str]:
    return folders_apart([Path(path) for path in paths])


def test_the_folder_is_told_as_far_as_it_tells_files_of_one_name_apart():
    assert apart("/a/one/net.netb", "/a/two/net.netb") == ["one", "two"]
    assert apart("/a/one/net.netb", "/a/one/other.netb") == ["one", "one"]
    assert apart("/one/b/net.netb", "/two/b/net.netb") == ["one/b", "two/b"]
    assert apart("/x/one/b/c/d/net.netb", "/x/two/b/c/d/net.netb") == ["one/…/d", "two/…/d"]
    assert apart("/net.netb", "/a/net.netb") == ["/", "a"]
    assert apart("/one/b/net.netb", "/two/b/net.netb", "/one/c/net.netb") == ["one/b", "two/b", "c"]


def test_a_folder_with_a_long_name_is_cut_in_its_middle():
    (told,) = apart(f"/a/{'x' * 40}{'y' * 40}/net.netb")

    assert len(told) <= 25
    assert told.startswith("xxx")
    assert told.endswith("yyy")


def test_the_own_folder_is_short():
    assert folder_of(Path.home() / "models" / "net.netb") == str(Path("~/models"))
    assert folder_of(Path.home() / "net.netb") == "~"


def test_titles_have_a_folder_only_where_they_need_one():
    paths = [Path("/one/net.netb"), Path("/two/net.netb"), Path("/two/other.netb"), None]

    assert titles_apart(["net", "net", "other", "net"], paths) == ["net (one)", "net (two)", "other", "net"]


def project_in(folder: Path, name: str = "net.netb") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_project(folder / name, Project())
    return folder / name


def test_the_start_page_tells_recent_files_of_one_name_apart_and_opens_the_one_that_is_clicked(tmp_path, qtbot):
    paths = [str(project_in(tmp_path / name)) for name in ("one", "two & three")]
    page = StartPage(paths)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    chosen: list[str] = []
    page.recent_chosen.connect(chosen.append)
    first, second = page.recent_links

    assert (first.name.text(), first.folder.text()) == ("net.netb", "one")
    assert (second.name.text(), second.folder.text()) == ("net.netb", "two & three")
    assert not second.name.is_cut
    assert second.toolTip() == paths[1]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert chosen == [paths[1]]


def test_long_names_do_not_widen_the_start_page(tmp_path, qtbot):
    page = StartPage([f"/somewhere/{'folder' * 30}{i}/{'name' * 40}.netb" for i in range(6)])
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()

    assert page.minimumSizeHint().width() <= 900
    assert all(link.mapTo(page, link.rect().topRight()).x() < 900 for link in page.recent_links)
    assert all(link.name.is_cut for link in page.recent_links)


def test_tabs_of_one_name_have_their_folder_and_an_ampersand_is_a_letter(window, tmp_path):
    opened(window, project_in(tmp_path / "one"))
    opened(window, project_in(tmp_path / "a&b"))
    opened(window, project_in(tmp_path / "one", "c&d.netb"))

    assert [window.documents.tabs.tabText(i) for i in range(3)] == ["net (one)", "net (a&&b)", "c&&d"]


def test_a_file_opened_from_its_folder_is_found_from_another(tmp_path, monkeypatch):
    path = project_in(tmp_path / "one")
    monkeypatch.chdir(path.parent)
    Preferences().add_recent("net.netb")
    Preferences().add_recent(str(path))

    assert Preferences().recent == [str(path)]


# -- File, Open recent ------------------------------------------------------------------------------------


def shown_recent(window) -> list:
    menu = window.menus["recent"]
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if not action.isSeparator()]


def test_the_menu_opens_the_file_that_is_chosen_and_follows_the_files(window, tmp_path):
    first, second = project_in(tmp_path / "one"), project_in(tmp_path / "two & three")
    opened(window, first)
    opened(window, second)
    names = [action.text() for action in shown_recent(window)]
    assert names == ["&1  net.netb – two && three", "&2  net.netb – one", "Clear the list"]
    commands.file.close_tab(window)
    commands.file.close_tab(window)
    shown_recent(window)[1].trigger()
    finish_reading(window)
    assert window.session.document.path == first

    second.unlink()
    assert [action.text() for action in shown_recent(window)] == ["&1  net.netb – one", "Clear the list"]
    shown_recent(window)[-1].trigger()
    nothing, _clear = shown_recent(window)
    assert not nothing.isEnabled()
    assert Preferences().recent == []


def test_recent_files_are_found_among_the_commands_too(window, tmp_path):
    opened(window, project_in(tmp_path / "one", "flowers.netb"))

    assert any(choice.title.startswith("flowers.netb") for choice in found_in(commands_of(window), "flowers"))


# -- where dialogs open -----------------------------------------------------------------------------------


def answering(monkeypatch, answer: str, asked: list[str]) -> None:
    def take(_parent, _title, start, *_rest, **_more):
        asked.append(start)
        return answer, ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", take)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", take)


def test_each_kind_of_file_is_looked_for_where_one_was_last(window, tmp_path, monkeypatch):
    project, asked = project_in(tmp_path / "nets"), []
    data = tmp_path / "tables" / "deep" / "d.csv"
    data.parent.mkdir(parents=True)
    data.write_text("a,b\n1,2\n3,4\n")
    answering(monkeypatch, str(project), asked)
    commands.file.open_dialog(window)
    finish_reading(window)
    answering(monkeypatch, str(data), asked)
    window.workspace.data.open_file()
    window.workspace.data.open_file()
    answering(monkeypatch, "", asked)
    commands.file.open_dialog(window)
    assert Path(asked[2]) == data.parent
    assert Path(asked[3]) == project.parent

    data.unlink()
    data.parent.rmdir()
    window.workspace.data.open_file()
    assert Path(asked[4]) == data.parent.parent  # what is left of it


def test_a_first_save_begins_where_a_project_was_last_and_a_saved_one_beside_itself(window, tmp_path, monkeypatch):
    asked = []
    path = project_in(tmp_path / "nets")
    answering(monkeypatch, str(path), asked)
    commands.file.open_dialog(window)
    finish_reading(window)
    other = opened(window, project_in(tmp_path / "elsewhere"))
    answering(monkeypatch, "", asked)
    window.saving.save(other, ask=True)
    window.saving.save(window.documents.open_template("mlp"))

    assert asked[1:] == [str(tmp_path / "elsewhere" / "net.netb"), str(tmp_path / "nets" / "mlp.netb")]


def test_no_two_formats_have_one_name_between_them(window, mlp):
    dialog = ExportDialog(mlp, window.preferences, (), window)
    names = {}
    for name, entry in FORMATS.items():
        if entry.write is not None:
            dialog.form.show_format(name)
            names[name] = dialog.form.path.name
    assert len(set(names.values())) == len(names)
    assert names["script"] == "mlp.py"
    assert names["torch"] == "mlp_torch.py"

    dialog.form.file.setText(str(dialog.form.path.with_name("own.py")))
    dialog.form.show_format("numpy")
    assert dialog.form.path.name == "own.py"
    dialog.done(0)


def test_new_tabs_have_names_of_their_own(window):
    for _ in range(2):
        window.documents.open_template("mlp")
        window.documents.open_empty()
    names = [window.documents.tabs.tabText(i) for i in range(4)]
    assert names == ["mlp", "untitled", "mlp-2", "untitled-2"]

    window.documents.remove(0)
    window.documents.open_template("mlp")
    assert window.session.name == "mlp"  # none is called so any more


def test_a_saved_tab_is_called_as_its_file_is(window, tmp_path):
    window.documents.open_template("mlp")
    second = window.documents.open_template("mlp")
    second.session.mark_saved(tmp_path / "flowers.netb")

    assert second.session.name == "flowers"
    assert window.documents.open_template("mlp").session.name == "mlp-2"
