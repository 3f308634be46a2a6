import tensorflow as tf
from tensorflow.keras import callbacks, layers, models, regularizers

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
x_train, x_test = x_train.astype("float32") / 255.0, x_test.astype("float32") / 255.0


def conv_block(x, filters, kernel=3, pool=True):
    x = layers.Conv2D(
        filters,
        kernel,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=regularizers.l2(1e-4),
    )(x)
    x = layers.BatchNormalization()(x)
    x = layers.LeakyReLU(alpha=0.1)(x)
    return layers.MaxPooling2D()(x) if pool else x


def build(shape, classes, widths=(32, 64, 128)):
    inp = x = layers.Input(shape=shape)
    for i, width in enumerate(widths):
        shortcut = layers.Conv2D(width, 1, padding="same")(x)
        x = conv_block(x, width, pool=False)
        x = x + shortcut
        if i < len(widths) - 1:
            x = layers.AveragePooling2D(2)(x)
    x = layers.GlobalAvgPool2D()(x)
    x = layers.Dropout(rate=0.3)(x)
    return models.Model(inp, layers.Dense(classes, activation="softmax")(x), name="widths")


EPOCHS, BATCH = 30, 128
steps = EPOCHS * (len(x_train) // BATCH)
schedule = tf.keras.optimizers.schedules.CosineDecay(1e-2, decay_steps=steps)
model = build(x_train.shape[1:], classes=10)
model.compile(
    optimizer=tf.keras.optimizers.SGD(learning_rate=schedule, momentum=0.9),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=[tf.keras.metrics.SparseTopKCategoricalAccuracy(k=3), "accuracy"],
)
model.fit(
    x_train,
    y_train,
    epochs=EPOCHS,
    batch_size=BATCH,
    validation_split=0.1,
    callbacks=[callbacks.TerminateOnNaN(), callbacks.CSVLogger("log.csv")],
)
