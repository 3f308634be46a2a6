"""ResNet-20 for small photos (He and others, 2016), with projections where the size changes."""

import keras
from keras import layers


def normalized(x, filters, size, strides):
    x = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def block(x, filters, strides):
    y = layers.Activation("relu")(normalized(x, filters, 3, strides))
    y = normalized(y, filters, 3, 1)
    if strides > 1:
        x = normalized(x, filters, 1, strides)
    return layers.Activation("relu")(layers.Add()([y, x]))


photo = keras.Input((32, 32, 3))
x = layers.Activation("relu")(normalized(photo, 16, 3, 1))
for filters in (16, 32, 64):
    for i in range(3):
        x = block(x, filters, 2 if filters > 16 and i == 0 else 1)
x = layers.GlobalAveragePooling2D()(x)
model = keras.Model(photo, layers.Dense(10, activation="softmax")(x))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
