import keras
from keras import Input, Model, Sequential, layers

augment = Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)], name="augment")


def tower(shape: tuple[int, ...], *, width: int = 16) -> Model:
    """One of two towers that share their weights."""
    pixels = Input(shape, name="pixels")
    x = augment(pixels)
    x = layers.Rescaling(1.0 / 255)(x)
    x = layers.SeparableConv2D(width, 3, strides=2, activation="gelu")(x)
    x = layers.GlobalMaxPooling2D()(x)
    return Model(pixels, x, name="tower")


shape = (32, 32, 3)
left, right = Input(shape, name="left"), Input(shape, name="right")
twin = tower(shape, width=24)
one = twin(left)
other = twin(right)
distance = keras.ops.subtract(one, other)
head = Sequential([layers.Dense(8, "silu"), layers.Dense(1, "sigmoid")], name="head")
match model := Model([left, right], head(distance), name="twins"):
    case _:
        pass
model.compile("lion", keras.losses.BinaryFocalCrossentropy(gamma=2.5), [keras.metrics.AUC(), "binary_accuracy"])
