"""Two blocks of a Transformer's encoder (Vaswani and others, 2017): width 64, 4 heads, 64 steps."""

import keras
from keras import layers

sequence = keras.Input((64, 64))
x = sequence
for _ in range(2):
    attended = layers.MultiHeadAttention(4, 16)(x, x)
    x = layers.LayerNormalization(epsilon=1e-5)(layers.Add()([x, attended]))
    y = layers.Dense(64)(layers.Dense(128, activation="relu")(x))
    x = layers.LayerNormalization(epsilon=1e-5)(layers.Add()([x, y]))
x = layers.GlobalAveragePooling1D()(x)
model = keras.Model(sequence, layers.Dense(10, activation="softmax")(x))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
