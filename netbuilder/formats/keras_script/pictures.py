"""The lines of a script that read a folder of pictures as NetBuilder does."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from netbuilder.data import DataSettings, Fitted
from netbuilder.data.class_folders import Found
from netbuilder.data.own_pictures import find_pictures, form_of_pictures, holds_pictures
from netbuilder.data.picture_files import SUFFIXES, PictureForm
from netbuilder.errors import FileFault
from netbuilder.formats.keras_script.arguments import data_path
from netbuilder.formats.keras_script.leaving_out import write_rows_left, write_samples_left
from netbuilder.formats.keras_script.splitting import add_function, write_split
from netbuilder.formats.python_source import Script, literal

READ = '''
def read_picture(file):
    """A picture as it is seen: turned as its camera says, on white where one could see through it."""
    picture = ImageOps.exif_transpose(Image.open(file))
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bits
        values = np.asarray(picture, "float64")
        most = 65535 if values.max() > 255 else 255
        picture = Image.fromarray(np.clip(values * (255 / most), 0, 255).round().astype("uint8"))
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    return np.asarray(FITTED)


def read_folder(folder, classes):
    """All pictures of the folders of classes, and the number of each one's class."""
    files = [
        (file, number)
        for number, name in enumerate(classes)
        for file in sorted((folder / name).glob("*"))
        if file.suffix.lower() in SUFFIXES and not file.name.startswith(".")
    ]
    x = np.stack([read_picture(file) for file, _ in files])
    return x.reshape(len(x), *x.shape[1:3], -1), np.array([number for _, number in files])
'''
CALLS = {"crop": "ImageOps.fit", "pad": "ImageOps.pad"}


def is_of_pictures(data: DataSettings) -> bool:
    """Whether the data is a folder of pictures, as far as it is there."""
    if data.source or not data.path or not os.path.isdir(data.path):
        return False
    try:
        return holds_pictures(Path(data.path))
    except FileFault:
        return False


def write_pictures(script: Script, data: DataSettings, told: bool, kept: Fitted | None) -> tuple[str, ...]:
    """Leaves x and y of each part, and gives the parts' names."""
    found, form = _plan(data, os.stat(data.path).st_mtime_ns)
    if kept is not None and kept.pictures is not None:
        form = kept.pictures
    script.imports |= {"import numpy as np", "from PIL import Image, ImageOps"}
    data_path(script, data, told)
    script.assign("classes", literal(list(found.classes)))
    source = READ.replace("FITTED", _fitted(form)).replace("SUFFIXES", repr(SUFFIXES))
    add_function(script, source)
    if "test" not in found.files or not found.files["test"]:
        place = f'path / "{found.folders["train"]}"' if found.folders["train"] else "path"
        script.line(f"x, y = read_folder({place}, classes)")
        write_split(script, data)
        numbers = [i for i, path in enumerate(found.files["train"]) if _is_left(data, path)]
        write_rows_left(script, numbers, ("train", "test", *(["validation"] if data.validation_part else [])))
        script.line("x_train, y_train, x_test, y_test = x[train], y[train], x[test], y[test]")
        if data.validation_part:
            script.line("x_val, y_val = x[validation], y[validation]")
            return ("train", "test", "val")
    else:
        for part, name in (("train", "train"), ("test", "test")):
            script.line(f'x_{part}, y_{part} = read_folder(path / "{found.folders[name]}", classes)')
        if data.validation_part and not found.files.get("validation"):
            _write_validation(script, data, found)
            return ("train", "test", "val")
    if found.files.get("validation"):
        script.line(f'x_val, y_val = read_folder(path / "{found.folders["validation"]}", classes)')
    whole = [part for part in ("train", "test", "validation") if found.files.get(part)]
    if "test" not in whole:
        whole.remove("train")  # it was split above
    left = {
        "val" if part == "validation" else part: [i for i, path in enumerate(found.files[part]) if _is_left(data, path)]
        for part in whole
    }
    write_samples_left(script, left, dict.fromkeys(left, "xy"))
    return ("train", "test", "val") if found.files.get("validation") else ("train", "test")


def _write_validation(script: Script, data: DataSettings, found: Found) -> None:
    """A part of what is trained on, where a folder has a test part only."""
    write_split(script, data.replace(test_split=0.0), labels="y_train")
    left = {part: [i for i, path in enumerate(found.files[part]) if _is_left(data, path)] for part in ("train", "test")}
    write_rows_left(script, left["train"], ("train", "validation"))
    script.line("x_val, y_val = x_train[validation], y_train[validation]")
    script.line("x_train, y_train = x_train[train], y_train[train]")
    write_samples_left(script, {"test": left["test"]}, {"test": "xy"})


def _is_left(data: DataSettings, path: Path) -> bool:
    return bool(data.leave_out) and path.relative_to(data.path).as_posix() in data.leave_out


def picture_parts(data: DataSettings) -> tuple[str, ...]:
    """The parts that such a folder comes in."""
    found, _ = _plan(data, os.stat(data.path).st_mtime_ns)
    own = bool(found.files.get("validation")) or data.validation_part
    return ("train", "test", "val") if own else ("train", "test")


def _fitted(form: PictureForm) -> str:
    mode = "L" if form.colour == "grey" else "RGB"
    size = f"({form.width}, {form.height})"
    if form.fit == "stretch":
        return f'picture.convert("{mode}").resize({size}, Image.Resampling.BILINEAR)'
    return f'{CALLS[form.fit]}(picture.convert("{mode}"), {size}, Image.Resampling.BILINEAR)'


@lru_cache(maxsize=4)
def _plan(data: DataSettings, _changed: int) -> tuple[Found, PictureForm]:
    """With each edit a script is written, but no folder looked through."""
    found = find_pictures(Path(data.path))
    return found, form_of_pictures(found, data)[0]
