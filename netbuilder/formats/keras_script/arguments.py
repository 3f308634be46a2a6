"""What an exported script can be told when it is started: backend, epochs, data, going on, all devices."""

from __future__ import annotations

import os

from netbuilder.data import DataSettings, find_source
from netbuilder.engine.callbacks import BackupAndRestore
from netbuilder.engine.settings import TrainingSettings
from netbuilder.formats.python_source import Code, Script, array, call, literal, named

BACKENDS = ("tensorflow", "jax", "torch")
BACKUP = ("latest.weights.h5", "training_metadata.json")  # the files of Keras's BackupAndRestore

DISTRIBUTE = '''
def distribute():
    """Trains on all devices; gives this process, the number of all, and its devices."""
    if keras.backend.backend() == "jax":
        import jax

        if "KERAS_DISTRIBUTION_JOB_ADDRESSES" in os.environ:  # started on several hosts
            keras.distribution.initialize()
        devices = keras.distribution.DataParallel(auto_shard_dataset=False)
        keras.distribution.set_distribution(devices)
        return jax.process_index(), jax.process_count(), jax.local_device_count()
    if keras.backend.backend() == "torch":
        raise SystemExit(
            "Keras cannot distribute on PyTorch. Export the PyTorch script "
            "(netbuilder export FILE -o OUT.py --framework torch), start it by torchrun."
        )
    if "TF_CONFIG" in os.environ:
        raise SystemExit(
            "Keras 3 fails with MultiWorkerMirroredStrategy (issue 20585 of Keras). "
            "For several hosts take --backend jax, and KERAS_DISTRIBUTION_JOB_ADDRESSES, "
            "_NUM_PROCESSES and _PROCESS_ID instead of TF_CONFIG."
        )
    import tensorflow as tf

    tf.distribute.experimental_set_strategy(tf.distribute.MirroredStrategy())
    return 0, 1, 1
'''

TF_DISTRIBUTE = '''
def distribute():
    """Trains on all devices; gives this process, the number of all, and its devices."""
    if "TF_CONFIG" in os.environ:
        raise SystemExit(
            "Keras 3 fails with MultiWorkerMirroredStrategy (issue 20585 of Keras). "
            "For several hosts export the Keras 3 script and take --backend jax."
        )
    tf.distribute.experimental_set_strategy(tf.distribute.MirroredStrategy())
    return 0, 1, 1
'''

SHARE = '''

def share(samples, held=0.0):
    """This process's samples, as many as its devices can divide evenly."""
    count = len(samples) // processes
    while count % devices or int(count * (1 - held)) % devices:
        count -= 1
    return samples[process::processes][:count]
'''


def write_arguments(script: Script, data: DataSettings, training: TrainingSettings, tensorflow: bool = False) -> None:
    """The parser, before Keras where it chooses what runs beneath; what it finds is in `options`."""
    script.imports |= {"import argparse", "import os"}
    parser = Script("")
    parser.assign("parser", call("argparse.ArgumentParser", named("description", Code("__doc__"))))
    epochs = [named("type", Code("int")), named("default", literal(training.epochs))]
    resume = "resume from the backup of the last run"
    if _backs_up(training):
        resume = "nothing more: BackupAndRestore always resumes"
    for name, arguments in (
        *(() if tensorflow else [("backend", [named("choices", literal(list(BACKENDS)))])]),
        ("epochs", epochs),
        ("data", data_arguments(script, data)),
        ("resume", [_flag(), _help(resume)]),
        ("distribute", [_flag(), _help("train on all devices")]),
    ):
        parser.do(call("parser.add_argument", literal(f"--{name}"), *arguments))
    parser.line("options = parser.parse_args()")
    script.functions = ((TF_DISTRIBUTE if tensorflow else DISTRIBUTE) + SHARE).strip("\n").split("\n")
    if tensorflow:
        script.imports.add("import tensorflow as tf")
        script.body += parser.body
        return
    parser.line("if options.backend:")
    parser.line('os.environ["KERAS_BACKEND"] = options.backend  # read when Keras is imported', 1)
    script.early = parser.body


def _flag() -> Code:
    return named("action", literal("store_true"))


def _help(words: str) -> Code:
    return named("help", literal(words))


def data_arguments(script: Script, data: DataSettings) -> list[Code]:
    """A path, made absolute at once: a process of several works in a folder of its own."""
    path = named("type", Code("os.path.abspath"))
    if data.path:
        return [path, named("default", literal(data.path))]
    if data.source and not find_source(data.source).keras:
        return [path, named("default", script.beside(f"{data.source}.npz"))]
    return [path, _help("an .npz file with x_train, y_train, x_test, y_test")]


def _backs_up(training: TrainingSettings) -> bool:
    return any(isinstance(callback, BackupAndRestore) for callback in training.callbacks)


def write_start(script: Script) -> None:
    """Spreads Keras over the devices before it makes anything."""
    script.line("process, processes, devices = distribute() if options.distribute else (0, 1, 1)")


def write_shares(script: Script, training: TrainingSettings, inputs: int, outputs: int, weighed: bool) -> None:
    """Where it is distributed each process keeps its own samples, and a folder for what it writes."""
    script.block()
    script.assign("batch_size", literal(training.batch_size))
    script.line("if options.distribute:")
    for part in ("train", "test"):
        names = [("x", inputs), ("y", outputs), *([("w", 1)] if weighed and part == "train" else [])]
        held = [literal(training.held_back)] if training.held_back and part == "train" else []
        for letter, count in names:
            name = f"{letter}_{part}"
            if count == 1:
                script.assign(name, call("share", Code(name), *held), 1)
            else:
                each = call("share", Code("samples"), *held).flat()
                script.assign(name, Code(f"[{each} for samples in {name}]"), 1)
    script.line("batch_size = max(batch_size // processes // devices, 1) * devices", 1)
    script.line("if process:  # each of several writes into a folder of its own", 1)
    script.line('os.makedirs(f"process_{process}", exist_ok=True)', 2)
    script.line('os.chdir(f"process_{process}")', 2)


def write_resuming(script: Script, training: TrainingSettings, name: str) -> Code | None:
    """Forgets the backup unless it is to be gone on with; the callback that makes it."""
    if _backs_up(training):
        return None
    script.imports.add("from pathlib import Path")
    folder = f"{name}_backup"
    script.line("if not options.resume:")
    script.do(Code("for file in ", tuple(map(literal, BACKUP)), "()", Code(":")), 1)
    script.do(call("Path", literal(folder), Code("file"), tail=call(".unlink", named("missing_ok", literal(True)))), 2)
    return call("keras.callbacks.BackupAndRestore", literal(folder), named("delete_checkpoint", literal(False)))


def data_path(script: Script, data: DataSettings, told: bool) -> None:
    """`path = …`: where own data lies."""
    made = Code("options.data") if told else literal(data.path)
    folder = is_folder(data)
    if folder:
        script.imports.add("from pathlib import Path")
    script.assign("path", call("Path", made) if folder else made)


def is_folder(data: DataSettings) -> bool:
    """Whether the data's path is that of a folder of arrays, which need not be there now."""
    return os.path.isdir(data.path) or not (data.is_table or data.path.lower().endswith(".npz"))


def bundled_path(script: Script, name: str, told: bool) -> str:
    """Where a data set lies that stands beside the script."""
    beside = script.beside(f"{name}.npz").flat()
    return "options.data" if told else beside


def write_given(script: Script, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    """`if options.data:` reads an .npz file in Keras's layout; `else:` is left to the caller."""
    script.line("if options.data:")
    script.line("with np.load(options.data) as data:", 1)
    for letter, names in (("x", inputs), ("y", outputs)):
        for part in ("train", "test"):
            if len(names) == 1:
                script.line(f'{letter}_{part} = data["{letter}_{part}"]', 2)
            else:
                items = [Code(f'data["{letter}_{part}_{name}"]') for name in names]
                script.assign(f"{letter}_{part}", array(items), 2)
    script.line("else:")
