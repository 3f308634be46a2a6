"""The arguments of Keras's classes: their order, what they were called before, values that are written otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netbuilder.errors import Fault
from netbuilder.spec import Spec

MOST = 8  # values that may stand without their names

_CONV = ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups", "activation")
_UP = ("filters", "kernel_size", "strides", "padding", "output_padding", "data_format", "dilation_rate", "activation")
_SEPARABLE = (
    "filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "depth_multiplier", "activation",
)  # fmt: skip
_DEPTHWISE = (
    "kernel_size", "strides", "padding", "depth_multiplier", "data_format", "dilation_rate", "activation", "use_bias",
)  # fmt: skip
_RNN = (
    "units", "activation", "recurrent_activation", "use_bias", "kernel_initializer", "recurrent_initializer",
    "bias_initializer",
)  # fmt: skip
_POOL = ("pool_size", "strides", "padding", "data_format", "name")
_FACTOR = ("factor", "value_range", "data_format", "seed")
_CLASSES = ("num_classes", "name", "dtype", "ignore_class", "sparse_y_true", "sparse_y_pred", "axis")
# The order of Keras's arguments, where it is not that of our fields.
ORDER: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), _CONV),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose"), _UP),
    "Conv3DTranspose": ("filters", "kernel_size", "strides", "padding", "data_format", "output_padding",
                        "dilation_rate", "activation"),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _SEPARABLE),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), _DEPTHWISE),
    **dict.fromkeys(("LSTM", "GRU"), _RNN),
    **dict.fromkeys((f"{kind}Pooling{axes}D" for kind in ("Max", "Average") for axes in "123"), _POOL),
    **dict.fromkeys(
        (f"Global{kind}Pooling{axes}D" for kind in ("Max", "Average") for axes in "123"), ("data_format", "keepdims")
    ),
    **dict.fromkeys(("SpatialDropout2D", "SpatialDropout3D"), ("rate", "data_format", "seed")),
    **dict.fromkeys(
        ("RandomSaturation", "RandomHue", "RandomColorDegeneration", "RandomSharpness", "RandomPosterization"), _FACTOR
    ),
    "RandomGrayscale": ("factor", "data_format", "seed"),
    "RandomGaussianBlur": ("factor", "kernel_size", "sigma", "value_range", "data_format", "seed"),
    "RandomShear": ("x_factor", "y_factor", "interpolation", "fill_mode", "fill_value", "data_format", "seed"),
    "Embedding": ("input_dim", "output_dim", "embeddings_initializer", "embeddings_regularizer",
                  "embeddings_constraint", "mask_zero", "weights"),
    "Attention": ("use_scale", "score_mode", "dropout", "seed"),
    "AdditiveAttention": ("use_scale", "dropout"),
    "MultiHeadAttention": ("num_heads", "key_dim", "value_dim", "dropout", "use_bias", "output_shape",
                           "attention_axes"),
    "GroupQueryAttention": ("head_dim", "num_query_heads", "num_key_value_heads", "dropout", "use_bias"),
    "UpSampling2D": ("size", "data_format", "interpolation"),
    "Flatten": ("data_format",),
    "Bidirectional": ("layer", "merge_mode", "weights", "backward_layer"),
    "Input": ("shape", "batch_size", "dtype", "sparse", "batch_shape", "name"),
    "Dice": ("reduction", "name", "axis"),
    "Tversky": ("alpha", "beta", "reduction", "name", "axis"),
    **dict.fromkeys(("BinaryAccuracy",), ("name", "dtype", "threshold")),
    "SparseTopKCategoricalAccuracy": ("k", "name", "dtype", "from_sorted_ids"),
    "AUC": ("num_thresholds", "curve", "summation_method", "name", "dtype", "thresholds", "multi_label"),
    **dict.fromkeys(("PearsonCorrelation", "ConcordanceCorrelation"), ("name", "dtype", "axis")),
    **dict.fromkeys(("IoU", "OneHotIoU"), ("num_classes", "target_class_ids", "name", "dtype", "ignore_class")),
    **dict.fromkeys(("MeanIoU", "OneHotMeanIoU"), _CLASSES[:4]),
    "EarlyStopping": ("monitor", "min_delta", "patience", "verbose", "mode", "baseline", "restore_best_weights"),
    "ReduceLROnPlateau": ("monitor", "factor", "patience", "verbose", "mode", "min_delta", "cooldown", "min_lr"),
    "ModelCheckpoint": ("filepath", "monitor", "verbose", "save_best_only", "save_weights_only", "mode", "save_freq"),
    "BackupAndRestore": ("backup_dir", "save_freq"),
    "CosineDecay": ("initial_learning_rate", "decay_steps", "alpha", "name", "warmup_target", "warmup_steps"),
}  # fmt: skip
# Metrics that are also losses have a name and a dtype before their own arguments.
METRIC_ORDER = {
    "CosineSimilarity": ("name", "dtype", "axis"),
    "BinaryCrossentropy": ("name", "dtype", "from_logits", "label_smoothing"),
    "CategoricalCrossentropy": ("name", "dtype", "from_logits", "label_smoothing", "axis"),
    "SparseCategoricalCrossentropy": ("name", "dtype", "from_logits", "ignore_class", "axis"),
}
# What an argument was called before, in any layer; "" is what changed nothing, or is no more.
OLD: dict[str, str] = {
    "nb_filter": "filters", "init": "kernel_initializer", "border_mode": "padding", "subsample": "strides",
    "dim_ordering": "data_format", "bias": "use_bias", "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer", "W_constraint": "kernel_constraint", "b_constraint": "bias_constraint",
    "filter_length": "kernel_size", "filter_size": "kernel_size", "subsample_length": "strides",
    "atrous_rate": "dilation_rate", "pool_length": "pool_size", "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation", "U_regularizer": "recurrent_regularizer", "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout", "beta_init": "beta_initializer", "gamma_init": "gamma_initializer",
    "concat_axis": "axis", "dot_axes": "axes", "sigma": "stddev", "input_dtype": "", "consume_less": "",
    "mode": "", "forget_bias_init": "", "init_weights": "", "dropout": "dropout", "depthwise_init": "",
    "activity_regularizer_l2": "", "verbose": "", "save_weights_only": "", "period": "", "double_checkpoint": "",
    "save_best": "save_best_only", "epsilon_decay": "", "write_graph": "", "write_images": "", "histogram_freq": "",
    "update_freq": "", "profile_batch": "", "embeddings_freq": "", "embeddings_layer_names": "",
    "embeddings_metadata": "", "write_grads": "", "schedule_decay": "", "write_steps_per_second": "",
    "use_locking": "", "trainable_weights": "", "return_states": "return_state",
}  # fmt: skip
OF_CLASS: dict[str, dict[str, str]] = {
    **{name: {"output_dim": "units"} for name in ("Dense", "LSTM", "GRU", "SimpleRNN")},
    "Conv2DTranspose": {"output_shape": ""},
    "Embedding": {"init": "embeddings_initializer", "W_regularizer": "embeddings_regularizer",
                  "W_constraint": "embeddings_constraint", "dropout": ""},
    **{name: {"stride": "strides"} for name in ("MaxPooling1D", "AveragePooling1D")},
    "UpSampling1D": {"length": "size"},
    "BatchNormalization": {"beta_regularizer": "beta_regularizer"},
    "SGD": {"decay": "decay"},
    "ReduceLROnPlateau": {"epsilon": "min_delta"},
    "RandomNormal": {"scale": "stddev"},
    "RandomUniform": {"scale": "maxval"},
    "MaxNorm": {"m": "max_value"},
    "ReLU": {"max_value": "max_value"},
}  # fmt: skip
# Values that are written otherwise now.
OLD_VALUES = {("data_format", "tf"): "channels_last", ("data_format", "th"): "channels_first"}
# Arguments that belong to every layer and say something about its input, not about itself.
OF_INPUT = ("input_shape", "batch_input_shape", "input_dim", "input_length", "dtype", "name", "trainable", "batch_size")


def positional(kind: type[Spec], family: str) -> tuple[str, ...]:
    """The names of the arguments that may be given without their names."""
    if family == "Metric" and kind.__name__ in METRIC_ORDER:
        return METRIC_ORDER[kind.__name__]
    own = tuple(field.keras for field in kind.fields() if field.keras and not field.call and field.name != "trainable")
    return ORDER.get(kind.__name__, own)[:MOST]


def named_arguments(kind: type[Spec], family: str, given: list[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """All arguments under their present names; raises Fault where there are too many."""
    order = positional(kind, family)
    if len(given) > len(order):
        raise Fault(
            "{kind} is given {count} values without names; at most {most} can be read",
            kind=kind.__name__, count=len(given), most=len(order),
        )  # fmt: skip
    found = dict(zip(order, given, strict=False))
    for name, value in named.items():
        now = present_name(kind, name)
        if now:
            found[now] = OLD_VALUES.get((now, value), value) if isinstance(value, str) else value
    return found


def present_name(kind: type[Spec], name: str) -> str:
    """What an argument of a class is called now; "" for one that is no more."""
    declared = {field.keras for field in kind.fields()}
    of_class = OF_CLASS.get(kind.__name__, {})
    if name in of_class:
        return of_class[name]
    if name in declared:
        return name
    old = OLD.get(name)
    return name if old is None or (old and old not in declared and old != "data_format") else old
