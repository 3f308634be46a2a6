"""Depthwise separable convolutions on small photos, as in MobileNet (Howard and others, 2017)."""

import keras
from keras import layers


def normalized(x):
    return layers.Activation("relu")(layers.BatchNormalization()(x))


photo = keras.Input((32, 32, 3))
x = normalized(layers.Conv2D(32, 3, padding="same", use_bias=False)(photo))
for filters, strides in ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1)):
    x = normalized(layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x))
    x = normalized(layers.Conv2D(filters, 1, use_bias=False)(x))
x = layers.GlobalAveragePooling2D()(x)
model = keras.Model(photo, layers.Dense(10, activation="softmax")(x))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
