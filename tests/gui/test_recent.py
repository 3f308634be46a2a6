"""Files are told apart where they have the same name: on the start page and on the tabs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from netbuilder.project import Project, write_project
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.window.places import folder_of, folders_apart, titles_apart
from netbuilder.ui.window.start_page import StartPage
from tests.gui.conftest import opened


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
