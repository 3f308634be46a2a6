"""Keras 1's functional models: Model(input=…, output=…) and merge(…, mode=…)."""

from keras.layers import LSTM, Dense, Embedding, Input, merge
from keras.models import Model
from keras.optimizers import SGD
from keras.regularizers import l2

main_input = Input(shape=(100,), dtype="int32", name="main_input")
x = Embedding(output_dim=512, input_dim=10000, input_length=100)(main_input)
lstm_out = LSTM(32, inner_init="glorot_uniform", dropout_W=0.1, dropout_U=0.1)(x)
auxiliary_output = Dense(1, activation="sigmoid", name="aux_output")(lstm_out)
auxiliary_input = Input(shape=(5,), name="aux_input")
x = merge([lstm_out, auxiliary_input], mode="concat")
x = Dense(64, activation="relu", W_regularizer=l2(0.01))(x)
x = Dense(64, activation="relu")(x)
twice = merge([x, x], mode="sum")
main_output = Dense(1, activation="sigmoid", name="main_output")(twice)

model = Model(input=[main_input, auxiliary_input], output=[main_output, auxiliary_output])
sgd = SGD(lr=0.01, decay=1e-6, momentum=0.9, nesterov=True)
model.compile(
    optimizer=sgd,
    loss={"main_output": "binary_crossentropy", "aux_output": "mse"},
    loss_weights={"main_output": 1.0, "aux_output": 0.2},
    metrics=["acc"],
)
model.fit(
    {"main_input": headline_data, "aux_input": additional_data},
    {"main_output": labels, "aux_output": labels},
    nb_epoch=50,
    batch_size=32,
)
