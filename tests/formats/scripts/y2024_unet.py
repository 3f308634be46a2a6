import keras
from keras import layers


def double_conv(x, n_filters):
    for _ in range(2):
        x = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
    return x


def downsample(x, n_filters):
    f = double_conv(x, n_filters)
    p = layers.MaxPool2D(2)(f)
    return f, layers.Dropout(0.3)(p)


def upsample(x, features, n_filters):
    x = layers.Conv2DTranspose(n_filters, 3, 2, padding="same")(x)
    x = layers.concatenate([x, features])
    return double_conv(layers.Dropout(0.3)(x), n_filters)


inputs = layers.Input(shape=(64, 64, 3))
skips = []
x = inputs
widths = [16 * 2**i for i in range(3)]
for width in widths:
    f, x = downsample(x, width)
    skips.append(f)
x = double_conv(x, 128)
for width, skip in zip(reversed(widths), reversed(skips)):
    x = upsample(x, skip, width)
outputs = layers.Conv2D(3, 1, padding="same", activation="softmax")(x)
unet = keras.Model(inputs, outputs, name="U-Net")
unet.compile(
    optimizer=keras.optimizers.AdamW(3e-4, weight_decay=1e-4),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
