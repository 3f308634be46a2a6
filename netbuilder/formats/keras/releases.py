"""From which release on Keras can read a file or run a script: what of a network came to Keras after 3.0.

Classes and arguments were compared in the source of the last patch of every release from 3.0 to 3.15; cases that
earlier ones load and compute otherwise, or refuse, were tried in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from netbuilder.errors import N_, Fault, Message, listed
from netbuilder.formats.base import Bundle
from netbuilder.formats.keras.layers import WRAPPERS
from netbuilder.formats.keras.random_crop import changes_size
from netbuilder.graph import Functional, Graph, Report, check
from netbuilder.graph.every_layer import every_layer
from netbuilder.kinds import Shape
from netbuilder.layers import Layer
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.layers.parts.initializers import Identity as IdentityMatrix
from netbuilder.layers.preprocessing import Normalization
from netbuilder.layers.wrappers import TimeDistributed
from netbuilder.spec import Spec

Release = tuple[int, int]
OLDEST: Release = (3, 0)
ONE_MEAN: Release = (3, 8)  # of a Normalization for several features
IDENTITY_MATRIX: Release = (3, 2)  # was there before, but its name was not found
SINGLE_ENDS: Release = (3, 4)  # one tensor that stands by itself at an end of a Functional model

CLASSES: dict[Release, tuple[str, ...]] = {
    (3, 2): ("Dice",),
    (3, 3): ("Tversky",),
    (3, 5): ("Lamb",),
    (3, 6): ("AutoContrast", "RandomShear", "Solarization"),
    (3, 7): ("Circle", "ConcordanceCorrelation", "PearsonCorrelation"),
    (3, 8): (
        "Equalization", "RandomColorDegeneration", "RandomColorJitter", "RandomGrayscale", "RandomHue",
        "RandomPosterization", "RandomSaturation", "RandomSharpness",
    ),
    (3, 9): ("RMSNormalization", "RandomErasing", "RandomGaussianBlur", "RandomInvert", "RandomPerspective"),
    (3, 10): ("CategoricalGeneralizedCrossEntropy", "Muon", "RandomElasticTransform"),
    (3, 13): (
        "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D",
        "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D",
    ),
    (3, 14): ("ScheduleFreeAdamW",),
}  # fmt: skip
# By the class, or none for all that have such an argument.
ARGUMENTS: dict[Release, tuple[tuple[str, str], ...]] = {
    (3, 2): (("", "gradient_accumulation_steps"),),
    (3, 3): (("Resizing", "pad_to_aspect_ratio"), ("Resizing", "fill_mode"), ("Resizing", "fill_value")),
    (3, 4): (("Dice", "axis"), ("MultiHeadAttention", "seed")),
    (3, 7): (("GroupQueryAttention", "seed"), ("SparseTopKCategoricalAccuracy", "from_sorted_ids")),
    (3, 8): (("RandomContrast", "value_range"), ("Tversky", "axis")),
    (3, 9): (("Resizing", "antialias"),),
    (3, 10): (("SparseCategoricalCrossentropy", "axis"),),
    (3, 13): (("Muon", "adam_weight_decay"), ("Muon", "rms_rate")),
    (3, 14): (("", "use_gate"), ("SparseCategoricalCrossentropy", "ignore_class")),
    (3, 15): (("", "sliding_window"), ("", "input_axes"), ("", "output_axes")),
}
ACTIVATIONS: dict[Release, tuple[str, ...]] = {
    (3, 7): ("celu", "hard_shrink", "hard_tanh", "log_sigmoid", "soft_shrink", "squareplus", "tanh_shrink"),
    (3, 8): ("sparse_plus", "sparsemax"),
    (3, 10): ("sparse_sigmoid",),
}
SINCE = {name: release for release, names in CLASSES.items() for name in names}
ARGUMENT_SINCE = {argument: release for release, arguments in ARGUMENTS.items() for argument in arguments}
ACTIVATION_SINCE = {name: release for release, names in ACTIVATIONS.items() for name in names}

Need = tuple[str, Release]  # a place in the network, and what it needs


def needs_of_script(bundle: Bundle) -> list[Message]:
    """The release of Keras that a script needs, where the oldest will not do."""
    return _told(_needs(bundle))


def needs_of_archive(bundle: Bundle) -> list[Message]:
    """The same of a .keras file, and that models with one tensor at an end are written as Keras writes them since 3.4.

    Before, it knew only lists there. A list of one would load everywhere, but newer releases then give lists of one
    on, to which no further layer can be applied.
    """
    needs = _needs(bundle)
    told = _told(needs) + _thawing(bundle.snapshot.graph)
    if max((release for _, release in needs), default=OLDEST) < SINGLE_ENDS and _has_single_end(bundle.snapshot.graph):
        text = N_(
            "Keras {release} or newer is needed, for a Functional model has a single input or output. "
            "An .h5 file loads in older ones too"
        )
        told = [Message(text, {"release": _text(SINGLE_ENDS)}), *_thawing(bundle.snapshot.graph)]
    return told


def _thawing(graph: Graph) -> list[Message]:
    """What Keras trains when it has read a file, though it says that it is not trained."""
    names = [name for name, layer in every_layer(graph) if layer.made_of_layers and not layer.trainable]
    told = N_("Keras trains {names} again when it has read the file: there, set trainable to False once more")
    return [Message(told, {"names": listed(names)})] if names else []


def needs_of_h5(bundle: Bundle) -> list[Message]:
    """The release of Keras that an .h5 file needs, where the oldest will not do. There no axis at all is the last."""
    graph = bundle.snapshot.graph
    whole = [
        (f"{name}.axis", ONE_MEAN)
        for name, layer in every_layer(graph)
        if isinstance(layer, Normalization) and not layer.axis
    ]
    # A wrapped model's ends stand by themselves there too.
    wrapped = [
        (f"{name}.layer", SINGLE_ENDS)
        for name, layer in every_layer(graph)
        if isinstance(layer, TimeDistributed) and isinstance(layer.layer, Functional)
        if _has_single_end(layer.layer.graph)
    ]
    return _told([*_needs(bundle), *whole, *wrapped]) + _thawing(graph)


def _told(needs: list[Need]) -> list[Message]:
    if not needs:
        return []
    release = max(release for _, release in needs)
    places = dict(sorted(needs, key=lambda need: need[1]))  # a place with its newest need
    causes = [f"{place} ({_text(since)})" for place, since in places.items()]
    told = N_("Keras {release} or newer is needed: {causes}")
    return [Message(told, {"release": _text(release), "causes": listed(reversed(causes))})]


def _text(release: Release) -> str:
    return ".".join(map(str, release))


def _needs(bundle: Bundle) -> list[Need]:
    """All places that need more than the oldest release."""
    snapshot = bundle.snapshot
    found = list(_of_graph(snapshot.graph, check(snapshot.graph)))
    training = snapshot.training
    if training is not None:
        values = (*training.loss, training.optimizer, *training.metrics, *training.weighted_metrics)
        found += [need for value in values for need in _of_value(value, type(value).__name__)]
    return list(dict.fromkeys(found))


def _of_graph(graph: Graph, report: Report, within: str = "") -> Iterator[Need]:
    for name, node in graph.nodes.items():
        place = within + name
        shapes = report.read_by(node)
        if shapes is None:
            continue  # the network has a problem, and is not written
        if not isinstance(node.layer, Functional):
            yield from _of_value(node.layer, place)
            yield from _of_use(node.layer, place, shapes)
            continue
        try:
            inside, inner = node.layer.report(shapes)
        except Fault:
            continue
        yield from _of_graph(inside, inner, f"{place}.")


def _of_value(value: Spec, place: str) -> Iterator[Need]:
    """What a declared value needs for its class, its arguments, and the values in them."""
    kind = type(value).__name__
    if kind in SINCE:
        yield place, SINCE[kind]
    if isinstance(value, IdentityMatrix):
        yield place, IDENTITY_MATRIX
    for field in value.changed_fields():
        own, item = f"{place}.{field.name}", getattr(value, field.name)
        since = ARGUMENT_SINCE.get((kind, field.keras)) or ARGUMENT_SINCE.get(("", field.keras))
        if since is not None:
            yield own, since
        if isinstance(item, Functional):
            yield from _of_graph(item.graph, check(item.graph), f"{own}.")
        elif isinstance(item, Spec):
            yield from _of_value(item, own)
        elif isinstance(field.kind, ActivationKind) and item in ACTIVATION_SINCE:
            yield own, ACTIVATION_SINCE[item]


# -- what earlier releases refuse, or compute otherwise ------------------------------------------------


def _of_use(layer: Layer, place: str, shapes: tuple[Shape, ...]) -> Iterator[Need]:
    """What a layer needs for the values of its arguments and the shapes that reach it."""
    kind = type(layer).__name__
    inner = getattr(layer, "layer", None)
    if kind in WRAPPERS and isinstance(inner, Layer):
        shapes_inside = tuple(shape[1:] for shape in shapes) if kind == "TimeDistributed" else shapes
        yield from _of_use(inner, f"{place}.layer", shapes_inside)
    rule = RULES.get(kind)
    if rule is not None:
        yield from ((f"{place}.{field}" if field else place, since) for field, since in rule(layer, shapes))


def _attention(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Need]:
    if shapes[0][-1] != shapes[1][-1]:
        yield "", (3, 7)
    if layer.output_dims:  # type: ignore[attr-defined]
        yield "output_dims", (3, 7)


def _transposed(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Need]:
    if 0 in (layer.output_padding or ()):  # type: ignore[attr-defined]
        yield "output_padding", (3, 11)


def _depthwise(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Need]:
    if max(layer.strides) > 1 and max(layer.dilation_rate) > 1:  # type: ignore[attr-defined]
        yield "dilation_rate", (3, 15)


def _layer_normalization(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Need]:
    if any(one >= other for one, other in pairwise(layer.axis)):  # type: ignore[attr-defined]
        yield "axis", (3, 14)  # before, they were sorted as numbers
    if len(layer.axis) > 1 and layer.rms_scaling:  # type: ignore[attr-defined]
        yield "rms_scaling", (3, 4)


def _normalization(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Need]:
    axes = [axis % (len(shapes[0]) + 1) for axis in layer.axis]  # type: ignore[attr-defined]
    scalar = isinstance(layer.mean, float)  # type: ignore[attr-defined]
    if scalar and any(shapes[0][axis - 1] != 1 for axis in axes):
        yield "mean", ONE_MEAN
    if any(one >= other for one, other in pairwise(axes)):
        yield "axis", (3, 8)


def _encoding(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Need]:
    mode = layer.output_mode  # type: ignore[attr-defined]
    several = type(layer).__name__ == "Discretization" and mode == "count" and len(shapes[0]) > 1
    if several or (mode == "one_hot" and shapes[0][-1] == 1):
        yield "output_mode", (3, 4)


def _bidirectional(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Need]:
    if len(shapes) > 1:
        yield "", (3, 2)
    if layer.merge_mode is None and layer.layer.return_state:  # type: ignore[attr-defined]
        yield "merge_mode", (3, 2)


def _random_crop(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Need]:
    if changes_size(layer, shapes[0]):
        yield "", (3, 8)  # 3.6 and 3.7 take another window of the pictures


RULES = {
    "Bidirectional": _bidirectional,
    "CategoryEncoding": _encoding,
    "Conv1DTranspose": _transposed,
    "Conv2DTranspose": _transposed,
    "Conv3DTranspose": _transposed,
    "DepthwiseConv1D": _depthwise,
    "DepthwiseConv2D": _depthwise,
    "Discretization": _encoding,
    "LayerNormalization": _layer_normalization,
    "MultiHeadAttention": _attention,
    "Normalization": _normalization,
    "RandomCrop": _random_crop,
    "SeparableConv1D": _depthwise,
    "SeparableConv2D": _depthwise,
}


def _has_single_end(graph: Graph) -> bool:
    """Whether a Functional model in it, the whole one or one inside, has a single input or output."""
    ends = () if graph.is_chain else (len(graph.input_names), len(graph.output_names))
    return 1 in ends or any(_has_single_end(inner) for inner in _inside(graph))


def _inside(graph: Graph) -> Iterator[Graph]:
    for node in graph.nodes.values():
        inner = getattr(node.layer, "layer", None)
        if isinstance(node.layer, Functional):
            yield node.layer.graph
        elif isinstance(inner, Functional):
            yield inner.graph
