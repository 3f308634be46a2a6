from tensorflow.keras.callbacks import EarlyStopping, ModelCheckpoint, ReduceLROnPlateau
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Flatten, InputLayer, MaxPool2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import Adam

BLOCKS = [(2, 64), (2, 128), (3, 256)]
USE_BN = True
UNITS = {"head": 256, "classes": 10}

model = Sequential(name="small_vgg")
model.add(InputLayer(input_shape=(32, 32, 3)))
for number, (repeats, filters) in enumerate(BLOCKS, start=1):
    for layer in range(1, repeats + 1):
        model.add(Conv2D(filters, (3, 3), padding="same", name=f"block{number}_conv{layer}", use_bias=not USE_BN))
        if USE_BN:
            model.add(BatchNormalization(axis=-1))
        model.add(Activation("relu"))
    model.add(MaxPool2D((2, 2), name="block%d_pool" % number))
model.add(Flatten())
model.add(Dense(units=UNITS["head"], activation="relu"))
model.add(Dense(units=UNITS["classes"], activation="softmax", name="{}_{}".format("head", "classes")))

callbacks = [
    EarlyStopping(monitor="val_loss", patience=8, restore_best_weights=True, verbose=1),
    ReduceLROnPlateau(factor=0.5, patience=3, min_lr=1e-6),
    ModelCheckpoint("best.h5", monitor="val_acc", save_best_only=True),
]
model.compile(Adam(lr=2**-10), "sparse_categorical_crossentropy", ["accuracy"])
model.fit(x_train, y_train, 64, 40, callbacks=callbacks, validation_data=(x_test, y_test))
