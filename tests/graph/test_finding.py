"""Which layer is meant by what was typed."""

import pytest

from netbuilder.graph import Graph, Node, Port, check, fitting
from netbuilder.graph.aliases import ALIASES
from netbuilder.graph.finding import by_use, found
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.reshaping import Flatten

KINDS = fitting.kinds()


def names(typed, kinds=None, fits=None):
    return [kind.__name__ for kind in found(typed, by_use(kinds or KINDS), fits)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_layer_s_own_name_finds_it_first_however_it_is_written(kind):
    for typed in (kind.__name__, kind.__name__.lower(), kind.snake(), f" {kind.__name__} "):
        assert names(typed)[0] == kind.__name__


def test_a_layer_s_own_name_finds_it_first_even_where_it_does_not_fit():
    others = [kind for kind in KINDS if kind is not Conv2D]

    assert names("Conv2D", fits=others)[0] == "Conv2D"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("fc", "Dense"), ("linear", "Dense"), ("bn", "BatchNormalization"), ("BatchNorm2d", "BatchNormalization"),
        ("gap", "GlobalAveragePooling2D"), ("maxpool2d", "MaxPooling2D"), ("max_pool2d", "MaxPooling2D"),
        ("c2d", "Conv2D"), ("skip", "Add"), ("residual", "Add"), ("upsample", "UpSampling2D"), ("drop", "Dropout"),
        ("deconv", "Conv2DTranspose"), ("concat", "Concatenate"), ("mha", "MultiHeadAttention"),
        ("全连接", "Dense"), ("卷积", "Conv2D"), ("池化", "MaxPooling2D"), ("展平", "Flatten"), ("嵌入", "Embedding"),
        ("批归一化", "BatchNormalization"), ("随机失活", "Dropout"), ("长短期记忆", "LSTM"), ("残差", "Add"),
        ("拼接", "Concatenate"), ("卷", "Conv2D"), ("归一化", "Normalization"),
    ],
)  # fmt: skip
def test_the_field_s_words_find_the_layer(typed, wanted):
    assert names(typed)[0] == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("conv", "Conv2D"), ("pool", "MaxPooling2D"), ("gap2", "GlobalAveragePooling2D"), ("maxp 2d", "MaxPooling2D"),
     ("btchnorm", "BatchNormalization"), ("long short-term", "LSTM")],
)  # fmt: skip
def test_beginnings_of_words_then_letters_in_order_then_the_sentence_find_a_layer(typed, wanted):
    assert wanted in names(typed)[:2]


def test_nothing_is_found_by_letters_that_mean_nothing():
    assert names("zzzq") == []


def test_where_nothing_is_typed_all_that_fits_is_there_the_most_used_first():
    assert names("")[:3] == ["Input", "Dense", "Conv2D"]
    assert len(names(" ")) == len(KINDS)
    assert names("", fits=[Flatten, Dense]) == ["Dense", "Flatten"]


def test_what_fits_the_shape_comes_first_among_what_is_meant_alike():
    graph = Graph.of([Node("x", Input((8, 8, 3))), Node("conv", Conv2D(4, 3), (Port("x"),))])
    fits = fitting.following(graph, check(graph), Port("conv"))
    ordered = [*fits, *(kind for kind in KINDS if kind not in fits)]

    assert next(kind.__name__ for kind in found("maxpool", ordered, fits)) == "MaxPooling2D"
    assert next(kind.__name__ for kind in found("gap", ordered, fits)) == "GlobalAveragePooling2D"
    after = [kind.__name__ for kind in found("pool", ordered, fits)]
    assert after.index("AveragePooling2D") < after.index("MaxPooling1D")


def test_every_alias_is_of_a_layer():
    assert set(ALIASES) <= {kind.__name__ for kind in KINDS}
