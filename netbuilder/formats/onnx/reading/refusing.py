"""Why a file is not read: all reasons at once, and what the file holds where that is no neural network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from netbuilder.errors import N_, Fault, FileFault, listed
from netbuilder.kinds import shown

ROOM = 2000  # letters for all reasons
STANDARD = ("", "ai.onnx")
TABLES = "ai.onnx.ml"  # the domain of what scikit-learn and its kin export
# Operators behind probabilities that give labels, and those that make lists and tables of them.
LABELS = {"ArgMax", "ZipMap", "ArrayFeatureExtractor", "LabelEncoder", "Binarizer"}

MODELS = {
    "TreeEnsemble": N_("a tree ensemble, as scikit-learn, LightGBM, XGBoost and CatBoost make"),
    "TreeEnsembleClassifier": N_("a tree ensemble, as scikit-learn, LightGBM, XGBoost and CatBoost make"),
    "TreeEnsembleRegressor": N_("a tree ensemble, as scikit-learn, LightGBM, XGBoost and CatBoost make"),
    "SVMClassifier": N_("a support vector machine"),
    "SVMRegressor": N_("a support vector machine"),
    "LinearClassifier": N_("a linear model of scikit-learn"),
    "LinearRegressor": N_("a linear model of scikit-learn"),
}
QUANTIZED = N_("computes with whole numbers of 8 bits or fewer. Export the model before it is quantized")
FLOWS = N_("decides while it runs what is computed, which no network of layers does")
COUNTS = N_("gives as many values as it finds, where layers give a fixed count")
TEXTS = N_("works on texts")
RANDOM = N_("draws random numbers. Export the model in eval mode")
TRAINS = N_("is a step of training. Export the model for inference")
SPECTRA = N_("computes spectra, which no layer does")
ROUNDS = N_("rounds values, which gives nothing to train through; no layer does")
KINDS: dict[str, tuple[str, ...]] = {
    QUANTIZED: ("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul",
                "ConvInteger", "MatMulInteger"),
    FLOWS: ("If", "Loop", "Scan", "SequenceAt", "SequenceConstruct", "SequenceEmpty", "SequenceErase",
            "SequenceInsert", "SequenceLength", "SequenceMap", "SplitToSequence", "ConcatFromSequence", "Optional",
            "OptionalGetElement", "OptionalHasElement"),
    COUNTS: ("NonZero", "NonMaxSuppression", "Unique", "Compress"),
    TEXTS: ("StringNormalizer", "StringConcat", "StringSplit", "TfIdfVectorizer", "RegexFullMatch"),
    RANDOM: ("RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli", "Multinomial"),
    TRAINS: ("Gradient", "Adam", "Adagrad", "Momentum", "SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss"),
    SPECTRA: ("DFT", "STFT", "MelWeightMatrix"),
    ROUNDS: ("Round",),
}  # fmt: skip
REASONS = {kind: reason for reason, kinds in KINDS.items() for kind in kinds}
RUNTIME = N_("is an operator of onnxruntime alone. Export the model without onnxruntime's optimizations")
TENSORFLOW = N_("calls a function of TensorFlow that is not in the file. Export the model with jit_compile=False")
TABLE_STEP = N_("prepares tables, as scikit-learn's pipelines do. Export the network alone")
# What is said of samples where there is no axis of them.
OF_SAMPLES = {
    "moves or joins the axis of the samples, which no layer does",
    "multiplies along the axis of the samples",
    "multiplies rows of samples with each other",
    "does not find the samples where a sequence has them",
    "takes samples together, which no layer does",
    "takes some samples of all, which no layer does",
    "works along the axis of the samples",
    "is for channels behind the samples",
    "is not for sequences, images or volumes",
}


def is_label(node: Any) -> bool:
    """Whether an operator makes labels or tables of what a network gives."""
    return node.op_type in LABELS and node.domain in (*STANDARD, TABLES)


def reason_of(node: Any) -> str:
    """Why there is no reader for an operator, where more is known than that."""
    if node.domain == "com.microsoft":
        return QUANTIZED if node.op_type.startswith(("Q", "Dequantize", "DynamicQuantize")) else RUNTIME
    if node.domain == TABLES:
        return TABLE_STEP
    if node.op_type in ("PartitionedCall", "StatefulPartitionedCall"):
        return TENSORFLOW
    if node.domain not in STANDARD:
        return N_("is an operator that its maker defined") if node.domain != "ai.onnx.preview.training" else TRAINS
    return REASONS.get(node.op_type, "")


def refuse_other_models(nodes: Iterable[Any], path: Path) -> None:
    """Raises FileFault where a file holds no neural network."""
    kinds = {MODELS[node.op_type]: None for node in nodes if node.domain == TABLES and node.op_type in MODELS}
    if kinds:
        raise FileFault("{path} holds {what}: that is not a neural network, and no layers correspond to it", path=path,
                        what=listed(kinds))  # fmt: skip


class Unread:
    """What could not be read so far."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], list[str]] = {}
        self._templates: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._places)

    def add(self, node: Any, reason: object) -> None:
        """An operator, and why."""
        name = node.op_type if node.domain in STANDARD else f"{node.domain}.{node.op_type}"
        self._places.setdefault((shown(name)[1:-1], str(reason)), []).append(node.name)
        self._templates.append(reason.template if isinstance(reason, Fault) else "")

    def told(self) -> object:
        """All of them: how many, of which kind, where, and why."""
        found = sorted(self._places.items(), key=lambda entry: -len(entry[1]))
        return listed((_told(kind, reason, names) for (kind, reason), names in found), "; ", ROOM)

    def refuse(self, path: Path, shapes: Sequence[tuple[str, Sequence[int | None]]]) -> None:
        """Raises FileFault where there is anything. `shapes` are those of the file's inputs."""
        if not self:
            return
        fixed = all(None not in shape for _, shape in shapes) and any(shape[:1] != [1] for _, shape in shapes)
        if fixed and set(self._templates) <= OF_SAMPLES:
            name, shape = next((name, shape) for name, shape in shapes if shape[:1] != [1])
            raise FileFault(
                "{path}: its input {name} of shape {shape} has no axis of samples: it was exported for one alone. "
                "Export it with an axis in front, as {wider}",
                path=path, name=shown(name), shape=tuple(shape), wider=(1, *shape),
            )  # fmt: skip
        raise FileFault(
            "{path} holds operators that no layer corresponds to: {operators}. Replace them in the model and export "
            "it again",
            path=path,
            operators=self.told(),
        )


def _told(kind: str, reason: str, names: list[str]) -> str:
    place = next((shown(name)[1:-1] for name in names if name), "")
    more = f" and {len(names) - 1} more" if len(names) > 1 and place else ""
    inside = ": ".join(filter(None, (place + more, reason)))
    return f"{len(names)} × {kind} ({inside})" if reason else f"{len(names)} × {kind}"
