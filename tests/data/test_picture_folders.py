"""Folders of pictures: what they are taken for, and what each kind of file becomes."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from netbuilder.data import DataSettings
from netbuilder.data.own_pictures import find_pictures, form_of_pictures, holds_pictures
from netbuilder.data.picture_files import PictureForm, PictureRows, picture_of, size_of
from netbuilder.errors import FileFault
from netbuilder.files import DiskArray

RED = PictureForm(4, 6, "rgb")


def save(path, mode="RGB", size=(6, 4), colour=None, **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size, colour if colour is not None else (200, 30, 10)[: len(mode)] if len(mode) > 1 else 90).save(
        path, **more
    )
    return path


@pytest.fixture
def pets(tmp_path):
    for kind in ("cat", "dog"):
        for i in range(4):
            save(tmp_path / "pets" / kind / f"{i}.png", colour=(i, 60, 90))
    return tmp_path / "pets"


def test_each_folder_is_a_class_in_the_order_of_names(pets):
    found = find_pictures(pets)

    assert holds_pictures(pets)
    assert found.classes == ("cat", "dog")
    assert found.labels["train"] == (0, 0, 0, 0, 1, 1, 1, 1)
    assert [path.name for path in found.files["train"][:2]] == ["0.png", "1.png"]


def test_folders_train_and_test_are_parts(tmp_path, pets):
    parts = tmp_path / "parted"
    parts.mkdir()
    for part in ("train", "test", "val"):
        for kind in ("cat", "dog"):
            save(parts / part / kind / "0.png")
    found = find_pictures(parts)

    assert {part: len(files) for part, files in found.files.items()} == {"train": 2, "validation": 2, "test": 2}
    assert found.classes == ("cat", "dog")


def test_what_is_left_out_is_said(pets):
    (pets / "notes.txt").write_text("x")
    (pets / "cat" / "Thumbs.db").write_text("x")
    (pets / "empty").mkdir()
    save(pets / "loose.png")

    told = " | ".join(map(str, find_pictures(pets).notes))

    assert ".db 1" in told
    assert "'empty'" in told
    assert "1 pictures outside" in told


def test_a_folder_with_one_class_says_what_is_needed(tmp_path):
    save(tmp_path / "one" / "cat" / "0.png")

    with pytest.raises(FileFault, match="a folder for each class"):
        find_pictures(tmp_path / "one")


def test_size_and_colour_are_those_of_most_pictures(pets):
    form, guessed = form_of_pictures(find_pictures(pets), DataSettings())

    assert (form.height, form.width, form.colour, guessed) == (4, 6, "rgb", None)

    save(pets / "cat" / "9.png", size=(60, 40))
    form, guessed = form_of_pictures(find_pictures(pets), DataSettings())
    assert (form.height, form.width) == (4, 6)
    assert "4 × 6 to 40 × 60" in str(guessed)


@pytest.mark.parametrize(
    ("name", "mode", "colour", "seen"),
    [
        ("a.png", "RGBA", (200, 30, 10, 0), (255, 255, 255)),
        ("a.png", "LA", (90, 255), (90, 90, 90)),
        ("a.png", "I;16", 65535, (255, 255, 255)),
        ("a.png", "1", 1, (255, 255, 255)),
        ("a.png", "P", 0, (0, 0, 0)),
        ("a.jpg", "CMYK", (0, 0, 0, 255), (0, 0, 0)),
        ("a.bmp", "RGB", (200, 30, 10), (200, 30, 10)),
        ("a.gif", "RGB", (255, 0, 0), (255, 0, 0)),
        ("a.webp", "RGB", (255, 255, 255), (255, 255, 255)),
    ],
)
def test_every_kind_is_seen_as_a_person_sees_it(name, mode, colour, seen, tmp_path):
    picture = picture_of(save(tmp_path / name, mode, colour=colour), RED)

    assert picture.shape == (4, 6, 3)
    assert np.abs(picture.astype(int) - seen).max() <= 2


def test_pictures_are_turned_as_the_camera_says(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    path = tmp_path / "a.jpg"
    upright = Image.new("RGB", (40, 20), (0, 0, 0))
    upright.paste((255, 255, 255), (0, 0, 20, 20))
    upright.save(path, exif=exif, quality=95)

    assert size_of(path)[:2] == (40, 20)
    turned = picture_of(path, PictureForm(40, 20, "grey"))
    assert turned[:18].mean() > 240
    assert turned[22:].mean() < 15


@pytest.mark.parametrize(("fit", "corner", "middle"), [("stretch", 200, 200), ("crop", 200, 200), ("pad", 0, 200)])
def test_other_shapes_are_stretched_cut_or_padded(fit, corner, middle, tmp_path):
    path = save(tmp_path / "a.png", "L", (8, 2), 200)
    picture = picture_of(path, PictureForm(8, 8, "grey", fit))

    assert (picture[0, 0, 0], picture[4, 4, 0]) == (corner, middle)


@pytest.mark.parametrize("damage", ["text", "short", "empty", "other kind"])
def test_what_is_no_picture_is_named(damage, tmp_path):
    path = save(tmp_path / "a.png", size=(300, 300))
    whole = path.read_bytes()
    path.write_bytes(
        {"text": b"hello", "short": whole[: len(whole) // 2], "empty": b"", "other kind": b"%PDF-1.4"}[damage]
    )

    with pytest.raises(FileFault, match=r"a\.png is no picture"):
        picture_of(path, RED)


def test_pictures_on_disk_are_decoded_when_they_are_asked_for(pets):
    found = find_pictures(pets)
    rows = DiskArray(PictureRows(found.files["train"], RED))

    assert rows.shape == (8, 4, 6, 3)
    np.testing.assert_array_equal(rows[np.array([5, 0])][:, 0, 0], [[1, 60, 90], [0, 60, 90]])


def test_size_and_colour_are_found_out_from_what_is_trained_on(tmp_path):
    for part, size in (("a_test", (9, 9)), ("test", (20, 20)), ("train", (8, 6)), ("val", (30, 30))):
        for kind in ("cat", "dog"):
            save(tmp_path / part / kind / "0.png", size=size)

    form, _ = form_of_pictures(find_pictures(tmp_path), DataSettings())

    assert (form.height, form.width) == (6, 8)
