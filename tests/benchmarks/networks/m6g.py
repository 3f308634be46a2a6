"""GRU over the rows of an image."""

import keras
from keras import layers

model = keras.Sequential(
    [
        keras.Input((28, 28)),
        layers.GRU(128),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
