"""Pictures in files: opened as somebody would see them, and brought to one size and one kind of colour."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import DataError, FileFault
from netbuilder.files.reading import open_file_to_read, reading, step

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")
KINDS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")  # nothing else is opened, whatever a file is called
MOST_PIXELS = 1 << 28  # of one file
MOST_SIDE = 4096
COLOURS = ("grey", "rgb")
FITS = ("stretch", "crop", "pad")


@dataclass(frozen=True)
class PictureForm:
    """What every picture becomes: `height` × `width` pixels with 1 (grey) or 3 (rgb) channels, from 0 to 255.

    `fit` says how others shapes get there: stretched, cut around their middle, or with black beside them.
    """

    height: int
    width: int
    colour: str = "rgb"
    fit: str = "stretch"

    def to_json(self) -> dict[str, Any]:
        """As it is kept with weights."""
        return {"height": self.height, "width": self.width, "colour": self.colour, "fit": self.fit}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PictureForm:
        """What a project says; raises DataError for something else."""
        height, width, colour, fit = (data.get(name) for name in ("height", "width", "colour", "fit"))
        if any(type(size) is not int or not 0 < size <= MOST_SIDE for size in (height, width)) or (
            colour not in COLOURS or fit not in FITS
        ):
            raise DataError("fitted: pictures must have a height, a width, a colour and a fit")
        return cls(height, width, colour, fit)  # type: ignore[arg-type]

    @property
    def shape(self) -> tuple[int, int, int]:
        """The shape of one picture, channels last."""
        return self.height, self.width, 1 if self.colour == "grey" else 3


@contextmanager
def opened(path: Path) -> Iterator[Image]:
    """A picture that is not decoded yet; raises FileFault that names the file for whatever is wrong with it."""
    from PIL import Image  # here and not above: it takes 40 ms to import

    with open_file_to_read(path) as file, reading(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tags that it does not know, and of sizes, which are checked here
        try:
            with Image.open(file, formats=KINDS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise FileFault(
                        "{path} has {width} × {height} pixels, more than can be read",
                        path=path, width=picture.width, height=picture.height,
                    )  # fmt: skip
                yield picture
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError) as error:
            if isinstance(error, FileFault):
                raise
            raise FileFault(
                "{path} is no picture that can be read, or is cut short. Take it out of the folder", path=path
            ) from error


def size_of(path: Path) -> tuple[int, int, bool]:
    """Height and width as it is seen, turned as its camera says, and whether it is grey; raises FileFault."""
    with opened(path) as picture:
        turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        grey = picture.mode in ("1", "L", "LA") or picture.mode.startswith("I")
        return (picture.width, picture.height, grey) if turned else (picture.height, picture.width, grey)


def picture_of(path: Path, form: PictureForm) -> Array:
    """A picture of shape (height, width, channels) in uint8; raises FileFault."""
    from PIL import ImageOps

    with opened(path) as picture:
        seen = ImageOps.exif_transpose(picture)
        flat = _on_white(seen).convert("L" if form.colour == "grey" else "RGB")
        return np.asarray(_fitted(flat, form), np.uint8).reshape(form.shape)


def _on_white(picture: Image) -> Image:
    """Without what can be seen through, and 16 bits a pixel as 8."""
    from PIL import Image

    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, np.float64)
        most = 65535.0 if values.max(initial=0) > 255 else 255.0
        return Image.fromarray(np.clip(values * (255.0 / most), 0, 255).round().astype(np.uint8), "L")
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        white = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, clear).convert("RGB")
    return picture


def _fitted(picture: Image, form: PictureForm) -> Image:
    from PIL import Image, ImageOps

    size = form.width, form.height
    if picture.size == size:
        return picture
    if form.fit == "crop":
        return ImageOps.fit(picture, size, Image.Resampling.BILINEAR)
    if form.fit == "pad":
        return ImageOps.pad(picture, size, Image.Resampling.BILINEAR)
    return picture.resize(size, Image.Resampling.BILINEAR)


class PictureRows:
    """The pictures of many files as the rows of one array, each decoded when it is asked for."""

    def __init__(self, paths: tuple[Path, ...], form: PictureForm) -> None:
        self._paths, self._form = paths, form
        self.shape: tuple[int, ...] = (len(paths), *form.shape)
        self.dtype: np.dtype[Any] = np.dtype(np.uint8)

    def read(self, numbers: range | Array) -> Array:
        """The pictures of these numbers, in their order."""
        found = np.empty((len(numbers), *self.shape[1:]), np.uint8)
        for place, number in enumerate(numbers):
            step()
            found[place] = picture_of(self._paths[int(number)], self._form)
        return found
