"""Kept projects: which file each belongs to, which of the two is newer, and that nothing planted there is believed."""

from __future__ import annotations

import os
import pickle

import pytest

from netbuilder.project import template, write_project
from netbuilder.project.keeping import rescue
from netbuilder.project.recovery import forget, note_origin, recovered, recovery_folder

PROJECT = template("mlp").project()


def kept(name="net", origin=None, at=None):
    path = rescue(PROJECT, None, name, origin=origin)
    if at is not None:
        os.utime(path, (at, at))
    return path


def test_each_is_told_with_its_file_and_the_newest_comes_first(tmp_path):
    write_project(tmp_path / "mine.netb", PROJECT)
    os.utime(tmp_path / "mine.netb", (2000, 2000))
    older, newer = kept("mine", tmp_path / "mine.netb", 1000), kept("untitled", at=3000)

    first, second = recovered()

    assert (first.path, first.name, first.origin, first.saved, first.is_older) == (newer, "untitled", None, None, False)
    assert (second.path, second.name, second.origin) == (older, "mine", tmp_path / "mine.netb")
    assert (second.kept.timestamp(), second.saved.timestamp(), second.is_older) == (1000, 2000, True)
    os.utime(older, (2500, 2500))
    assert not recovered()[1].is_older


def test_a_file_that_is_gone_has_no_date(tmp_path):
    kept("net", tmp_path / "gone.netb")

    (one,) = recovered()

    assert (one.origin, one.saved, one.is_older) == (tmp_path / "gone.netb", None, False)


def test_a_name_that_is_no_text_is_found_again(tmp_path):
    origin = tmp_path / os.fsdecode(b"a\xff.netb")
    write_project(origin, PROJECT)
    kept("a", origin)

    assert recovered()[0].origin == origin


@pytest.mark.parametrize("text", [b"", b"relative.netb", b"/a\0b", b"/" + b"x" * 9000, pickle.dumps({"a": 1})])
def test_what_is_planted_beside_it_is_no_file_of_its_own(text):
    path = kept()
    path.with_name(path.name + ".of").write_bytes(text)

    assert recovered()[0].origin is None


def test_other_files_pipes_links_and_folders_are_not_looked_at(tmp_path):
    folder = recovery_folder()
    assert recovered() == ()  # there is no folder yet
    folder.mkdir(parents=True)
    (folder / "net.pickle").write_bytes(pickle.dumps({"a": 1}))
    (folder / "folder.netb").mkdir()
    if os.name != "nt":
        os.mkfifo(folder / "pipe.netb")
        (folder / "link.netb").symlink_to(tmp_path / "x.netb")
        write_project(tmp_path / "x.netb", PROJECT)

    assert recovered() == ()


def test_one_is_deleted_with_what_was_noted_of_it(tmp_path):
    path = kept("net", tmp_path / "net.netb")

    forget(recovered()[0])
    forget_again = recovered()

    assert forget_again == ()
    assert list(path.parent.iterdir()) == []


def test_where_nothing_can_be_noted_it_is_kept_without(tmp_path):
    path = kept()
    note_origin(path, tmp_path / "a\0b.netb")

    assert recovered()[0].origin is None
