"""The table of Keras's names is complete, and says of each one thing only."""

from __future__ import annotations

import importlib
import inspect
import re

import keras
import pytest

from netbuilder.formats.keras.coverage import HEADS, KERAS, MODULES, coverage, coverage_json

FAMILIES = pytest.mark.parametrize("family", MODULES)


def public_names(family):
    """The public names of a module of real Keras; those of one object stand together."""
    module = importlib.import_module(MODULES[family])
    groups: dict[int, set[str]] = {}
    for name in dir(module):
        value = getattr(module, name)
        if not name.startswith("_") and not inspect.ismodule(value):
            groups.setdefault(id(value), set()).add(name)
    return list(groups.values())


def names_of(entry):
    return {entry.name, *entry.also}


def test_the_table_is_of_the_installed_keras():
    assert keras.__version__.startswith(f"{KERAS}.")


@FAMILIES
def test_every_public_name_of_keras_is_supported_or_declined(family):
    known = {name for entry in coverage()[family] for name in names_of(entry)}

    assert not [group for group in public_names(family) if not group & known]


@FAMILIES
def test_no_name_is_both_supported_and_declined(family):
    entries = coverage()[family]
    supported = {name for entry in entries if entry.supported for name in names_of(entry)}
    declined = {name for entry in entries if not entry.supported for name in names_of(entry)}

    for group in [*public_names(family), *({name} for name in supported | declined)]:
        assert not (group & supported and group & declined), group


@FAMILIES
def test_every_name_of_the_table_is_one_of_keras_s_and_stands_there_once(family):
    public = {name for group in public_names(family) for name in group}
    entries = coverage()[family]
    names = [name for entry in entries for name in names_of(entry)]

    assert not {entry.name for entry in entries} - public
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("family", HEADS)
def test_what_is_said_to_be_no_name_of_keras_s_is_none(family):
    own = {name for name, kind in HEADS[family].registry.items() if not kind.in_keras or kind.keras_source}

    assert not own & {name for group in public_names(family) for name in group}


@FAMILIES
def test_every_declined_name_has_a_reason_in_a_whole_sentence(family):
    for entry in coverage()[family]:
        if entry.remark or not entry.supported:
            assert re.fullmatch(r"[A-Z][^{}]{15,}\.", entry.remark), entry.name


@FAMILIES
def test_plumbing_stands_behind_what_networks_are_made_of(family):
    plumbing = [entry.is_plumbing for entry in coverage()[family]]

    assert plumbing == sorted(plumbing)
    assert any(plumbing)


LEAST = """
Dense EinsumDense Embedding Masking Identity Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose DepthwiseConv1D
DepthwiseConv2D SeparableConv1D SeparableConv2D MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D
AveragePooling2D AveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling1D
GlobalAveragePooling2D GlobalAveragePooling3D BatchNormalization LayerNormalization GroupNormalization
RMSNormalization UnitNormalization SimpleRNN LSTM GRU Bidirectional TimeDistributed Attention AdditiveAttention
MultiHeadAttention GroupQueryAttention Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianDropout
GaussianNoise AlphaDropout ActivityRegularization Flatten Reshape Permute RepeatVector Cropping1D Cropping2D
Cropping3D ZeroPadding1D ZeroPadding2D ZeroPadding3D UpSampling1D UpSampling2D UpSampling3D Add Subtract Multiply
Average Maximum Minimum Concatenate Dot ReLU LeakyReLU PReLU ELU Softmax Rescaling Normalization Resizing CenterCrop
CategoryEncoding RandomFlip RandomRotation RandomTranslation RandomZoom RandomCrop RandomBrightness RandomContrast
"""


def test_the_layers_that_networks_are_built_of_most_are_supported():
    supported = {entry.name for entry in coverage()["layers"] if entry.supported}

    assert not set(LEAST.split()) - supported


def test_in_json_a_supported_name_has_a_note_and_a_declined_one_a_reason():
    families = coverage_json()["families"]
    rows = {family: {row["name"]: row for row in rows} for family, rows in families.items()}

    assert list(rows) == list(MODULES)
    assert rows["layers"]["Dense"] == {"name": "Dense", "supported": True, "also": ["dense"]}
    assert set(rows["layers"]["Lambda"]) == {"name", "supported", "reason"}
    assert "Keras up to" in rows["activations"]["sparsemax"]["note"]
    assert "threshold" in rows["activations"]["threshold"]["reason"]
    assert "InputLayer" in rows["layers"]["Input"]["also"]
    assert "Warmup" not in rows["schedules"]
