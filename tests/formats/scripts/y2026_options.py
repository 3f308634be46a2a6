"""A script with options on its command line and a main function."""

from __future__ import annotations

import argparse

import keras
from keras import layers


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--batch-size", type=int, default=64, help="samples between two steps")
    parser.add_argument("--width", type=int, default=48)
    parser.add_argument("--no-dropout", action="store_true")
    return parser.parse_args()


def load():
    (x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
    prepare = lambda x: x.reshape(-1, 784).astype("float32") / 255.0  # noqa: E731
    return (prepare(x_train), y_train), (prepare(x_test), y_test)


def build(width: int, dropout: bool) -> keras.Model:
    stack = [keras.Input((784,)), layers.Dense(width, activation="relu")]
    stack += [layers.Dropout(0.25)] if dropout else []
    stack.extend([layers.Dense(width // 2, activation="relu"), layers.Dense(10)])
    return keras.Sequential(stack, name="options")


def main() -> None:
    args = parse()
    (x, y), test = load()
    model = build(args.width, dropout=not args.no_dropout)
    rate = keras.optimizers.schedules.ExponentialDecay(1e-3, 1000, 0.9)
    model.compile(
        keras.optimizers.Adam(rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"]
    )
    model.fit(
        x,
        y,
        batch_size=args.batch_size,
        epochs=args.epochs,
        validation_data=test,
        class_weight={i: 1.0 for i in range(10)},
    )


if __name__ == "__main__":
    main()
