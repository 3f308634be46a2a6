"""The data sets that NetBuilder knows by name: bundled ones, and larger ones that are downloaded once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from netbuilder.errors import DataError
from netbuilder.files import cache_folder, resource
from netbuilder.kinds import shown

DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
CIFAR = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

_CIFAR100 = (
    "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can "
    "castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin "
    "elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard "
    "lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear "
    "pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark "
    "shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone "
    "television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm"
)
CIFAR100 = tuple(_CIFAR100.split())
_TOPICS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship cotton "
    "carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin strategic-metal livestock "
    "retail ipi iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead"
)
TOPICS = tuple(_TOPICS.split())


@dataclass(frozen=True)
class Remote:
    """A file to be downloaded: where it lies (the first that answers is taken), and how to know it.

    `size` is in bytes; where it is not known for certain, `about` says so, and it may be twice as long.
    """

    name: str
    urls: tuple[str, ...]
    size: int
    sha256: str
    about: bool = False


@dataclass(frozen=True)
class Source:
    """A named data set. Without `remotes` it is bundled; `keras` is its name in keras.datasets.

    `file` is an .npz with x_train, y_train, x_test and y_test where another package brings the data.
    """

    name: str
    title: str
    about: str
    licence: str
    classes: tuple[str, ...] = ()
    remotes: tuple[Remote, ...] = ()
    keras: str = ""
    scaling: str = "none"
    file: Path | None = None

    @property
    def path(self) -> Path:
        """The file of a bundled data set."""
        return self.file or resource("data", f"{self.name}.npz")

    @property
    def bundled(self) -> bool:
        """Whether it needs no network."""
        return not self.remotes


def _idx(bases: tuple[str, ...], rows: tuple[tuple[str, int, str], ...]) -> tuple[Remote, ...]:
    return tuple(Remote(name, tuple(base + name for base in bases), size, digest) for name, size, digest in rows)


_MNIST = _idx(
    ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"),
    (
        ("train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        ("train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        ("t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        ("t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ),
)
_FASHION = _idx(
    (
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    (
        ("train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        ("train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        ("t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        ("t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ),
)
_CIFAR10 = (
    Remote(
        "cifar-10-binary.tar.gz",
        ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
        170052171,
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    ),
)

_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


def _of_keras(name: str, size: int, digest: str) -> tuple[Remote, ...]:
    return (Remote(name, (_KERAS + name,), size, digest, about=True),)


_CIFAR100_FILES = (
    Remote(
        "cifar-100-python.tar.gz",
        ("https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",),
        169001437,
        "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
        about=True,
    ),
)

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            "mnist-small",
            "MNIST, 12,000 images",
            "Handwritten digits, 28 × 28 grey pixels: the first 10,000 + 2,000 of MNIST.",
            "CC BY-SA 3.0 (Y. LeCun, C. Cortes)",
            DIGITS,
            scaling="unit",
        ),
        Source(
            "fashion-mnist-small",
            "Fashion-MNIST, 12,000 images",
            "Clothes, 28 × 28 grey pixels: the first 10,000 + 2,000 of Fashion-MNIST.",
            "MIT (Zalando SE)",
            CLOTHES,
            scaling="unit",
        ),
        Source(
            "digits",
            "Digits, 1,797 small images",
            "Handwritten digits, 8 × 8 pixels with 17 shades.",
            "CC BY 4.0 (UCI Machine Learning Repository)",
            DIGITS,
            scaling="unit",
        ),
        Source(
            "iris",
            "Iris, 150 flowers",
            "Four measures of a flower tell which of three kinds of iris it is.",
            "CC BY 4.0 (R. A. Fisher; UCI Machine Learning Repository)",
            ("setosa", "versicolor", "virginica"),
            scaling="standardize",
        ),
        Source(
            "spam",
            "Spam, 6,046 mails",
            "How often each of 100 words appears in a mail tells whether it is spam.",
            "PDDL 1.0, contents CC0 (SpamAssassin public corpus)",
            ("ham", "spam"),
            scaling="standardize",
        ),
        Source(
            "diabetes",
            "Diabetes, 442 patients",
            "Ten measures of a patient tell how the disease progresses in a year. A number is predicted.",
            "BSD 3-clause (scikit-learn; Efron et al., 2004)",
            scaling="standardize",
        ),
        Source(
            "mnist",
            "MNIST, 70,000 images",
            "Handwritten digits, 28 × 28 grey pixels.",
            "CC BY-SA 3.0 (Y. LeCun, C. Cortes)",
            DIGITS,
            _MNIST,
            "mnist",
            "unit",
        ),
        Source(
            "fashion-mnist",
            "Fashion-MNIST, 70,000 images",
            "Clothes, 28 × 28 grey pixels.",
            "MIT (Zalando SE)",
            CLOTHES,
            _FASHION,
            "fashion_mnist",
            "unit",
        ),
        Source(
            "cifar10",
            "CIFAR-10, 60,000 images",
            "Photos of animals and vehicles, 32 × 32 pixels in colour.",
            "free to use with citation (A. Krizhevsky)",
            CIFAR,
            _CIFAR10,
            "cifar10",
            "unit",
        ),
        Source(
            "cifar100",
            "CIFAR-100, 60,000 images",
            "Photos of a hundred kinds of things, 32 × 32 pixels in colour.",
            "free to use with citation (A. Krizhevsky)",
            CIFAR100,
            _CIFAR100_FILES,
            "cifar100",
            "unit",
        ),
        Source(
            "imdb",
            "IMDB, 50,000 film reviews",
            "The numbers of the words of a review, the most frequent first, tell whether it praises the film.",
            "free to use with citation (A. Maas et al., 2011)",
            ("negative", "positive"),
            _of_keras("imdb.npz", 17464789, "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
            "imdb",
        ),
        Source(
            "reuters",
            "Reuters, 11,228 news items",
            "The numbers of the words of a news item, the most frequent first, tell which of 46 topics it is about.",
            "free to use with citation (Reuters-21578, D. Lewis)",
            TOPICS,
            _of_keras("reuters.npz", 2110848, "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
            "reuters",
        ),
        Source(
            "california_housing",
            "California, 20,640 districts",
            "Eight figures of a district of California in 1990 tell what its houses cost. A number is predicted.",
            "public (US census; R. Pace and R. Barry, 1997)",
            (),
            _of_keras(
                "california_housing.npz", 743530, "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"
            ),
            "california_housing",
            "standardize",
        ),
        Source(
            "boston_housing",
            "Boston, 506 districts",
            "Thirteen figures of a district tell what its houses cost. One of them takes the share of Black people for "
            "a price: other libraries have dropped this set for that. A number is predicted.",
            "public (D. Harrison and D. Rubinfeld, 1978)",
            (),
            _of_keras("boston_housing.npz", 57026, "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"),
            "boston_housing",
            "standardize",
        ),
    )
}


def register(source: Source) -> Source:
    """Enters a data set under its name; raises DataError where that is taken, or its file has another."""
    if source.name in SOURCES:
        raise DataError("there is already a data set named {name}", name=shown(source.name))
    if source.file is not None and source.file.name != f"{source.name}.npz":  # scripts find it by that name
        raise DataError("the file of the data set {name} has to be called {name}.npz", name=shown(source.name))
    SOURCES[source.name] = source
    return source


def find_source(name: str) -> Source:
    """The data set of that name; raises DataError that lists what there is."""
    if name not in SOURCES:
        raise DataError(
            "there is no data set {name}. There are {known}, or give a file", name=shown(name), known=", ".join(SOURCES)
        )
    return SOURCES[name]


def folder_of(source: Source) -> Path:
    """Where a data set's files are kept."""
    return cache_folder() / "datasets" / source.name


def is_here(source: Source) -> bool:
    """Whether a data set can be loaded without the network."""
    return all((folder_of(source) / remote.name).exists() for remote in source.remotes)
