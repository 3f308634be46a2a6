"""Preprocessing of numbers and the size of images."""

from __future__ import annotations

from netbuilder.layers.maths.image_sampling import INTERPOLATIONS
from netbuilder.layers.preprocessing import CategoryEncoding, Discretization, Normalization, Rescaling
from netbuilder.layers.resizing import CenterCrop, Resizing
from tests.contract.cases.case import IMAGE, Case

# Height and width to which an image of 5 × 6 becomes smaller, larger, or both.
SIZES = ((3, 4), (8, 9), (3, 11))
CHANNELS = (0.5, -1.0, 0.25, 2.0)
BINS = (-0.5, 0.1, 0.8)

CASES = (
    Case(Rescaling(0.5), IMAGE),
    Case(Rescaling(CHANNELS, offset=(1.0, 2.0, 3.0, 4.0)), IMAGE),
    Case(Normalization(mean=0.5, variance=2.0), IMAGE),
    Case(Normalization(axis=None, mean=0.5, variance=2.0, invert=True), IMAGE),
    Case(Normalization(mean=CHANNELS, variance=(1.0, 2.0, 3.0, 4.0)), IMAGE),
    Case(Normalization(axis=1, mean=(1, 2, 3, 4, 5), variance=(1, 2, 3, 4, 5), invert=True), IMAGE),
    Case(Normalization(axis=(3, 1), mean=CHANNELS, variance=(1.0, 2.0, 3.0, 4.0)), IMAGE),
    Case(Normalization(axis=(1, 2), mean=((1, 2, 3), (4, 5, 6)), variance=((1, 2, 3), (4, 5, 6))), ((2, 3),)),
    Case(Discretization(BINS), ((4, 3),)),
    Case(Discretization(BINS, output_mode="one_hot"), ((4, 3),)),
    Case(Discretization(BINS, output_mode="one_hot"), ((3, 1),)),
    Case(Discretization(BINS, output_mode="multi_hot"), ((3,),)),
    Case(Discretization(BINS, output_mode="count"), ((3, 2),)),
    Case(CategoryEncoding(7), ((4,),), whole=7),
    Case(CategoryEncoding(7, output_mode="count"), ((4,),), whole=7),
    Case(CategoryEncoding(7, output_mode="one_hot"), ((1,),), whole=7),
    Case(CategoryEncoding(7, output_mode="one_hot"), ((2, 3),), whole=7),
    *(Case(Resizing(*size, interpolation=name), IMAGE) for size in SIZES for name in INTERPOLATIONS),
    *(Case(Resizing(3, 4, interpolation=name, antialias=True), IMAGE) for name in INTERPOLATIONS),
    *(Case(Resizing(*size, crop_to_aspect_ratio=True), IMAGE) for size in SIZES),
    *(Case(Resizing(*size, pad_to_aspect_ratio=True, fill_value=0.5), IMAGE) for size in (*SIZES, (9, 3))),
    Case(CenterCrop(3, 3), IMAGE),
    Case(CenterCrop(2, 5), IMAGE),
    Case(CenterCrop(7, 4), IMAGE),
    Case(CenterCrop(3, 8), IMAGE),
)
