"""PyTorch's `module_db`, computed again: outputs and gradients in float64."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.torch_cases import Case
from tests.conformance.torch_layers import LAYERS
from tests.conformance.torch_losses import LOSSES
from tests.conformance.torch_normalization import NORMALIZATIONS
from tests.conformance.torch_sequences import SEQUENCES
from tests.conformance.verdict import Declined, Outcome, judge

MAPPED = {**LAYERS, **NORMALIZATIONS, **LOSSES, **SEQUENCES}
# Modules without a counterpart, and why.
WITHOUT = {
    "Bilinear": "Keras has no bilinear layer",
    "CircularPad": "Keras pads with zeros only",
    "ConstantPad": "Keras pads with zeros only",
    "ReflectionPad": "Keras pads with zeros only",
    "ReplicationPad": "Keras pads with zeros only",
    "FractionalMaxPool": "Keras has no pooling with random windows",
    "LPPool": "Keras has no power-average pooling",
    "LocalResponseNorm": "Keras has no local response normalization",
    "GLU": "Keras's glu is no activation of a layer",
    "Threshold": "Keras's threshold is no activation of a layer",
    "CosineEmbeddingLoss": "Keras has no such loss",
    "MarginRankingLoss": "Keras has no such loss",
    "MultiLabelMarginLoss": "Keras has no such loss",
    "MultiMarginLoss": "Keras has no such loss",
    "GaussianNLLLoss": "Keras has no such loss",
    "HingeEmbeddingLoss": "Keras has no such loss",
    "NLLLoss": "Keras has no loss on log-probabilities",
    "PoissonNLLLoss": "the small number within the logarithm is another one",
    "Transformer": "a whole network in one module; its parts are compared one by one",
}


def replay(record: Mapping[str, Any]) -> Outcome:
    """How one record ends here."""
    name = record["module"].removeprefix("nn.")
    label = f"{record['desc']} {record.get('args', '')} {record.get('kwargs', '')}".strip().replace("\n", " ")

    def run() -> None:
        if "failed" in record:
            raise Declined(f"fails in PyTorch: {record['failed']}")
        if name not in MAPPED:
            raise Declined(next((why for prefix, why in WITHOUT.items() if name.startswith(prefix)), "not mapped"))
        MAPPED[name](Case(record))

    return judge("torch module_db", name, label[:160], run)
