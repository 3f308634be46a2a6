# ruff: noqa: E501, N806
"""Made the files `tf2onnx-1.17-….zip` beside it with tf2onnx 1.17 from models of Keras 2.15 on TensorFlow:

    python make_tf2onnx.py FOLDER

Each holds NAME.onnx, and NAME.npz with the inputs (x0, x1, …) and what Keras computes for them (y0, y1, …).
"""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

if not hasattr(np, "cast"):  # tf2onnx still asks for what NumPy 2 has no more
    np.cast = {}
import tensorflow as tf
import tf2onnx
from tensorflow import keras

L = keras.layers
K = keras.backend
OPSETS = (11, 13, 17)


def chain(*layers: Any, shape: tuple[int | None, ...], dtype: str = "float32") -> Any:
    """Layers one behind the other."""
    return keras.Sequential([keras.Input(shape, dtype=dtype), *layers])


def whole(inputs: Any, function: Any) -> Any:
    """A model of a function of its inputs."""
    inputs = inputs if isinstance(inputs, list) else [inputs]
    return keras.Model(inputs, function(*inputs))


def models() -> Iterator[tuple[str, Any]]:
    """Name and model of each."""
    I, D = keras.Input, L.Dense  # noqa: E741
    for name in (
        "elu", "exponential", "gelu", "hard_sigmoid", "linear", "mish", "relu", "selu", "sigmoid", "softmax", "softplus",
        "softsign", "swish", "tanh", "leaky_relu",
    ):  # fmt: skip
        yield (
            f"activation_{name}",
            chain(D(6), L.Activation(getattr(tf.nn, name) if name == "leaky_relu" else name), shape=(6,)),
        )
    yield "activation_leaky_layer", chain(D(6), L.LeakyReLU(0.1), shape=(6,))
    yield "activation_relu_layer", chain(D(6), L.ReLU(4.0, 0.1, 0.2), shape=(6,))
    yield "activation_relu6", chain(D(6), L.ReLU(6.0), shape=(6,))
    yield "activation_threshold", chain(D(6), L.ThresholdedReLU(0.3), shape=(6,))
    yield "activation_prelu", chain(D(6), L.PReLU("uniform"), shape=(6,))
    yield "activation_prelu_places", chain(L.PReLU("uniform"), shape=(4, 6))
    yield "activation_prelu_image", chain(L.Conv2D(3, 3), L.PReLU("uniform", shared_axes=[1, 2]), shape=(6, 6, 2))
    yield "activation_prelu_image_places", chain(L.Conv2D(3, 3), L.PReLU("uniform"), shape=(6, 6, 2))
    yield "activation_softmax_rows", chain(D(6), L.Softmax(axis=1), shape=(4, 6))
    yield "mlp", chain(D(7, "relu"), L.BatchNormalization(), L.Dropout(0.5), D(3, "softmax"), shape=(5,))
    for name, layers, shape in (
        ("cnn", [L.Conv2D(4, 3, activation="relu"), L.MaxPooling2D(), L.Conv2D(3, 3, padding="same"), L.BatchNormalization(),
                 L.ReLU(), L.AveragePooling2D(), L.Flatten(), D(3)], (10, 14, 2)),
        ("cnn_same", [L.Conv2D(4, 3, 2, "same"), L.MaxPooling2D(3, 2, "same"), L.GlobalAveragePooling2D(), D(2)], (9, 8, 2)),
        ("cnn_mean_same", [L.Conv2D(3, 3), L.AveragePooling2D(3, 2, "same")], (9, 8, 2)),
        ("cnn_separable", [L.SeparableConv2D(4, 3), L.ReLU(6.0), L.GlobalMaxPooling2D()], (8, 8, 2)),
        ("cnn_by_channel", [L.DepthwiseConv2D(3, padding="same", depth_multiplier=2), L.Conv2D(3, 1)], (6, 6, 2)),
        ("cnn_dilated", [L.Conv2D(3, 3, dilation_rate=2)], (8, 8, 2)),
        ("cnn_grouped", [L.Conv2D(6, 3, groups=2)], (6, 6, 4)),
        ("conv1d", [L.Conv1D(4, 3, padding="causal", activation="relu"), L.MaxPooling1D(), L.Flatten(), D(2)], (8, 3)),
        ("conv1d_dilated", [L.Conv1D(4, 3, padding="causal", dilation_rate=2), L.GlobalMaxPooling1D()], (8, 3)),
        ("conv1d_same", [L.Conv1D(4, 4, padding="same"), L.AveragePooling1D(2)], (8, 3)),
        ("conv3d", [L.Conv3D(2, 3), L.MaxPooling3D(), L.GlobalAveragePooling3D()], (6, 6, 6, 1)),
        ("transposed", [L.Conv2DTranspose(2, 3, 2, "same", activation="relu")], (4, 5, 3)),
        ("transposed_valid", [L.Conv2DTranspose(2, 3, 2)], (4, 5, 3)),
        ("enlarged", [L.UpSampling2D(), L.Conv2D(3, 3, padding="same")], (4, 5, 2)),
        ("enlarged_bilinear", [L.UpSampling2D(interpolation="bilinear")], (4, 5, 2)),
        ("resized", [L.Resizing(6, 8)], (4, 5, 2)),
        ("padded", [L.ZeroPadding2D(((1, 2), (0, 1))), L.Conv2D(3, 3), L.Cropping2D(1)], (6, 6, 2)),
        ("norm_layer", [D(6), L.LayerNormalization()], (4, 6)),
        ("norm_layer_image", [L.Conv2D(4, 3), L.LayerNormalization()], (6, 6, 2)),
        ("norm_group", [L.Conv2D(4, 3), L.GroupNormalization(2)], (6, 6, 2)),
        ("norm_unit", [D(6), L.UnitNormalization()], (6,)),
        ("norm_features", [L.Normalization(mean=[1.0, 2, 3], variance=[4.0, 5, 6]), D(2)], (3,)),
        ("rescaled", [L.Rescaling(1 / 127.5, -1), L.Conv2D(3, 3)], (6, 6, 2)),
        ("reshaped", [D(12), L.Reshape((3, 2, 2)), L.Permute((3, 1, 2)), L.Conv2D(3, 2), L.Flatten(), D(2)], (5,)),
        ("repeated", [D(4), L.RepeatVector(3), L.LSTM(3, return_sequences=True), L.TimeDistributed(D(2))], (5,)),
        ("rows", [L.TimeDistributed(L.Conv1D(3, 2)), L.TimeDistributed(L.GlobalMaxPooling1D())], (3, 6, 2)),
    ):  # fmt: skip
        yield name, chain(*layers, shape=shape)
    for kind in (L.LSTM, L.GRU, L.SimpleRNN):
        k = kind.__name__.lower()
        yield k, chain(kind(3), D(2), shape=(5, 4))
        yield f"{k}_rows", chain(kind(3, return_sequences=True), shape=(5, 4))
        yield f"{k}_stacked", chain(kind(3, return_sequences=True), kind(2), shape=(5, 4))
        yield f"{k}_both", chain(L.Bidirectional(kind(3)), D(2), shape=(5, 4))
        yield f"{k}_both_rows", chain(L.Bidirectional(kind(3, return_sequences=True)), shape=(5, 4))
        yield (
            f"{k}_stacked_both",
            chain(L.Bidirectional(kind(3, return_sequences=True)), L.Bidirectional(kind(2)), D(2), shape=(5, 4)),
        )
        yield f"{k}_both_sum", chain(L.Bidirectional(kind(3), merge_mode="sum"), shape=(5, 4))
        yield f"{k}_backwards", chain(kind(3, go_backwards=True), shape=(5, 4))
        yield f"{k}_open", chain(kind(3, return_sequences=True), kind(2), shape=(None, 4))
    yield "gru_before", chain(L.GRU(3, reset_after=False), shape=(5, 4))
    yield "lstm_relu", chain(L.LSTM(3, activation="relu"), shape=(5, 4))
    yield "lstm_states", whole(I((5, 4)), lambda x: L.LSTM(3, return_state=True)(x))
    yield "lstm_states_given", whole([I((5, 4)), I((3,)), I((3,))], lambda x, h, c: L.LSTM(3)(x, initial_state=[h, c]))
    yield "words", chain(L.Embedding(11, 5), L.GlobalAveragePooling1D(), D(2), shape=(6,), dtype="int32")
    yield "words_float", chain(L.Embedding(11, 5), L.GlobalAveragePooling1D(), D(2), shape=(6,))
    yield "words_lstm", chain(L.Embedding(11, 5), L.LSTM(3), D(2), shape=(6,), dtype="int32")
    yield "words_masked", chain(L.Embedding(11, 5, mask_zero=True), L.LSTM(3), D(2), shape=(6,), dtype="int32")
    yield "words_both", chain(
        L.Embedding(11, 5), L.Bidirectional(L.LSTM(3, return_sequences=True)), L.Bidirectional(L.LSTM(2)), D(2),
        shape=(None,), dtype="int32",
    )  # fmt: skip
    yield (
        "words_conv",
        chain(L.Embedding(11, 5), L.Conv1D(4, 3), L.GlobalMaxPooling1D(), D(2), shape=(6,), dtype="int32"),
    )
    yield "attention", whole(I((6, 8)), lambda x: L.MultiHeadAttention(2, 4)(x, x))
    yield "attention_causal", whole(I((6, 8)), lambda x: L.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True))
    yield "attention_across", whole([I((5, 8)), I((7, 6))], lambda q, v: L.MultiHeadAttention(2, 4)(q, v))
    yield "attention_dot", whole([I((5, 8)), I((7, 8))], lambda q, v: L.Attention()([q, v]))
    yield "attention_additive", whole([I((5, 8)), I((7, 8))], lambda q, v: L.AdditiveAttention()([q, v]))

    def encoder(x: Any) -> Any:
        x = L.LayerNormalization(epsilon=1e-6)(x + L.MultiHeadAttention(2, 4)(x, x))
        return L.LayerNormalization(epsilon=1e-6)(x + D(8)(D(12, "gelu")(x)))

    yield "encoder", whole(I((6, 8)), encoder)
    yield "two_inputs", whole([I((4,)), I((5,))], lambda x, y: D(2)(L.Concatenate()([D(3, "relu")(x), D(3)(y)])))
    yield "two_outputs", whole(I((4,)), lambda x: [D(3, name="a")(x), D(2, "sigmoid", name="b")(x)])
    for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):
        yield (
            f"merged_{name.lower()}",
            whole([I((4,)), I((4,))], lambda x, y, n=name: getattr(L, n)()([D(3)(x), D(3)(y)])),
        )
    yield "merged_dot", whole([I((4,)), I((4,))], lambda x, y: L.Dot(1)([D(3)(x), D(3)(y)]))
    yield "merged_cosine", whole([I((4,)), I((4,))], lambda x, y: L.Dot(1, normalize=True)([D(3)(x), D(3)(y)]))

    def residual(x: Any) -> Any:
        y = L.BatchNormalization()(L.Conv2D(4, 3, 2, "same", use_bias=False)(x))
        y = L.BatchNormalization()(L.Conv2D(4, 3, 1, "same", use_bias=False)(L.ReLU()(y)))
        y = L.ReLU()(L.Add()([y, L.BatchNormalization()(L.Conv2D(4, 1, 2, use_bias=False)(x))]))
        return D(3, "softmax")(L.GlobalAveragePooling2D()(y))

    def unet(x: Any) -> Any:
        a = L.Conv2D(3, 3, padding="same", activation="relu")(x)
        b = L.Conv2D(4, 3, padding="same", activation="relu")(L.MaxPooling2D()(a))
        return L.Conv2D(1, 1, activation="sigmoid")(L.concatenate([L.Conv2DTranspose(3, 2, 2)(b), a]))

    def squeezed(x: Any) -> Any:
        s = D(4, "sigmoid")(D(2, "relu")(L.GlobalAveragePooling2D()(x)))
        return x * L.Reshape((1, 1, 4))(s)

    yield "residual", whole(I((8, 8, 3)), residual)
    yield "unet", whole(I((8, 8, 2)), unet)
    yield "squeezed", whole(I((5, 6, 4)), squeezed)
    yield "operations", whole(I((4, 6)), lambda x: (1 - D(6)(x)) * 2 + x / 4)
    yield "unit", whole(I((4, 6)), lambda x: tf.math.l2_normalize(D(6)(x), axis=-1))
    yield "sliced", whole(I((4, 6)), lambda x: D(2)(x[:, -1, :]))


def main(folder: Path) -> None:
    """One archive for each opset."""
    rng = np.random.default_rng(0)
    made = []
    keras.utils.set_random_seed(3)
    for name, model in models():
        for weight in model.weights:
            drawn = rng.normal(scale=0.5, size=weight.shape)
            if weight.dtype.is_floating and "count" not in weight.name and name != "norm_features":
                weight.assign(np.abs(drawn) + 0.1 if "variance" in weight.name or "alpha" in weight.name else drawn)
        inputs = [
            (rng.integers(1, 11, (2, *[n or 5 for n in x.shape[1:]])) if "words" in name else rng.normal(
                size=(2, *[n or 5 for n in x.shape[1:]])
            )).astype(x.dtype.name)
            for x in model.inputs
        ]  # fmt: skip
        made.append((name, model, inputs))
    for opset in OPSETS:
        entries = {}
        for name, model, inputs in made:
            outputs = model.predict(inputs, verbose=0)
            outputs = outputs if isinstance(outputs, list) else [outputs]
            signature = [tf.TensorSpec(x.shape, x.dtype, name=x.name) for x in model.inputs]
            try:
                proto, _ = tf2onnx.convert.from_keras(model, signature, opset=opset)
            except Exception as error:
                print(f"{opset} {name}: not exported: {str(error).splitlines()[0][:120] if str(error) else error!r}")
                continue
            arrays = {f"x{i}": x for i, x in enumerate(inputs)} | {f"y{i}": y for i, y in enumerate(outputs)}
            file = io.BytesIO()
            np.savez_compressed(file, **arrays)
            del proto.graph.value_info[:]
            entries[f"{name}.onnx"], entries[f"{name}.npz"] = proto.SerializeToString(), file.getvalue()
        with zipfile.ZipFile(folder / f"tf2onnx-1.17-opset-{opset}.zip", "w") as archive:
            for name, data in sorted(entries.items()):
                info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                archive.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
        print(opset, len(entries) // 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
