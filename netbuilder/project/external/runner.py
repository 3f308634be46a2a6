"""Runs as a process of another Python: trains a model with Keras there and tells how it goes.

    python runner.py FOLDER

FOLDER holds job.json, model.keras and the arrays; the weights are left there. What happens is told on standard
output, a JSON object a line. "stop" on standard input ends the run after its batch; so does, at once, the end of that
input: whoever started it is gone then. Nothing of NetBuilder is needed.
"""

import json
import math
import os
import shutil
import sys
import threading
import time
from pathlib import Path

RESULT, LATEST = "result.weights.h5", "latest.weights.h5"
GOOD = "good.weights.h5"
SELDOM = 20  # keeping the weights of an epoch may take one part in so many of the time
TOGETHER = 0.05  # seconds of batches that are told in one go


class Stopped(Exception):
    """A person ended the run."""


class NotFinite(Exception):
    """The loss is no number any more."""


class Teller:
    """Tells what happens; each line bears the token of this run."""

    def __init__(self, token):
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)  # whatever a library prints must not come between
        self._token, self._told = token, 0.0

    def tell(self, event, soon=False, **fields):
        """One line; what may wait a little goes out with the next ones."""
        self._out.write(json.dumps({"token": self._token, "event": event, **fields}) + "\n")
        if not soon or time.monotonic() - self._told > TOGETHER:
            self._told = time.monotonic()
            self._out.flush()


def listen(stop, folder):
    """Waits for the word to stop. Not by sys.stdin, whose lock would be held when the interpreter ends."""
    while word := os.read(0, 4096):
        if b"stop" in word:
            stop.set()
    os.chdir(os.path.sep)
    shutil.rmtree(folder, ignore_errors=True)  # nobody else does that now
    os._exit(1)


def plain(logs):
    """Numbers that JSON holds."""

    def number(value):
        value = value.tolist() if hasattr(value, "tolist") else value
        return [float(part) for part in value] if isinstance(value, (list, tuple)) else float(value)

    return {name: number(value) for name, value in (logs or {}).items() if name != "learning_rate"}


def callback_of(keras, declared, teller):
    """A callback as it was declared. One that cannot write is told once, and tries again the next time."""
    made, name, told = made_of(keras, declared), declared["class_name"], []

    def forgiving(method):
        def tried(*arguments, **named):
            try:
                return method(*arguments, **named)
            except OSError as error:
                if not told:
                    told.append(True)
                    teller.tell("warning", name=name, cause=str(error))

        return tried

    if name in ("ModelCheckpoint", "BackupAndRestore"):
        for when in ("on_train_begin", "on_train_batch_end", "on_epoch_end", "on_train_end"):
            setattr(made, when, forgiving(getattr(made, when)))
    return made


def made_of(keras, declared):
    """The callback itself."""
    config = dict(declared["config"])
    if declared["class_name"] == "LearningRateScheduler":
        schedule = keras.optimizers.schedules.deserialize(config["schedule"])
        return keras.callbacks.LearningRateScheduler(lambda epoch: float(schedule(epoch)))
    return getattr(keras.callbacks, declared["class_name"])(**config)


def follower_of(keras, job, teller, stop, folder):
    """The callback that tells, and that ends the run."""

    class Follower(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.step = int(self.model.optimizer.iterations)
            self.saved, self.took = time.monotonic(), 0.0
            # Where BackupAndRestore goes on, or else where the run begins.
            first = getattr(self.model, "_initial_epoch", 0) or job["initial_epoch"]
            self.good, self.good_at, self.lowest = self.model.get_weights(), first, math.inf
            teller.tell("begin", epoch=first)
            self.look()

        def on_epoch_begin(self, epoch, logs=None):
            self.epoch, self.begun = epoch, self.model.get_weights()

        def on_train_batch_end(self, batch, logs=None):
            self.step += 1
            told = plain(logs)
            if not math.isfinite(told["loss"]):
                self.fall_back()
                raise NotFinite(self.epoch, batch)
            teller.tell("batch", soon=True, epoch=self.epoch, batch=batch, step=self.step, logs=told)
            self.look()

        def on_test_batch_end(self, batch, logs=None):
            self.look()

        def on_epoch_end(self, epoch, logs=None):
            rate = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
            told = plain(logs)
            teller.tell("epoch", epoch=epoch, logs=told, rate=rate)
            if told["loss"] <= self.lowest:  # the weights that the best epoch began with are the good ones
                self.good, self.good_at, self.lowest = self.begun, epoch, told["loss"]
            if time.monotonic() - self.saved >= SELDOM * self.took:
                begun = time.monotonic()
                save(self.model, folder / LATEST)
                self.saved, self.took = time.monotonic(), time.monotonic() - begun

        def fall_back(self):
            self.model.set_weights(self.good)
            save(self.model, folder / GOOD)

        def look(self):
            if stop.is_set():
                raise Stopped

    return Follower()


def measure_in_own_units(keras, model, scales):
    """Lets metrics measure amounts in the unit that they had before they were scaled for training."""

    class InOwnUnit(keras.metrics.Metric):
        def __init__(self, metric, offset, spread):
            super().__init__(name=metric.name)
            self.own, self.offset, self.spread = metric, offset, spread

        def update_state(self, y_true, y_pred, sample_weight=None):
            told, given = (keras.ops.cast(y, y_pred.dtype) * self.spread + self.offset for y in (y_true, y_pred))
            self.own.update_state(told, given, sample_weight=sample_weight)

        def result(self):
            return self.own.result()

        def reset_state(self):
            self.own.reset_state()

    def measured(metrics, scale):
        if not scale or not metrics:
            return metrics
        offset, spread = (keras.ops.convert_to_tensor(number, "float32") for number in scale)
        metrics = [keras.metrics.get(metric) if isinstance(metric, dict) else metric for metric in metrics]
        return [InOwnUnit(one, offset, spread) if isinstance(one, keras.metrics.Metric) else one for one in metrics]

    config, count = model.get_compile_config(), len(model.outputs)
    kinds = {}
    for kind in ("metrics", "weighted_metrics"):
        told = config.get(kind)
        if told and count == 1:
            kinds[kind] = measured(told, scales.get("0"))
        elif told:
            kinds[kind] = [measured(own, scales.get(str(i))) for i, own in enumerate(told)]
    model.compile(
        optimizer=model.optimizer, loss=model.loss, loss_weights=config.get("loss_weights"), jit_compile=None, **kinds
    )


def save(model, path):
    """The weights, whole or not at all."""
    model.save_weights(path.with_name("new.weights.h5"))
    os.replace(path.with_name("new.weights.h5"), path)


def main(folder):
    """Trains as the job says."""
    job = json.loads((folder / "job.json").read_text("utf-8"))
    teller, stop = Teller(job["token"]), threading.Event()
    threading.Thread(target=listen, args=(stop, folder), daemon=True).start()
    import keras
    import numpy as np

    if job["seed"] is not None:
        keras.utils.set_random_seed(job["seed"])
    model = keras.saving.load_model(folder / "model.keras")
    if job["scales"]:
        measure_in_own_units(keras, model, job["scales"])
    model.jit_compile = None  # as Keras chooses for this backend
    declared = [callback_of(keras, callback, teller) for callback in job["callbacks"]]
    follower = follower_of(keras, job, teller, stop, folder)

    def arrays(part, letter, count):
        found = [np.load(folder / f"{letter}_{part}_{i}.npy", allow_pickle=False) for i in range(count)]
        return found[0] if count == 1 else found or None

    def samples(part):
        named = (("x", job["inputs"]), ("y", job["outputs"]), ("w", 1 if part in job["weighed"] else 0))
        return tuple(arrays(part, letter, count) for letter, count in named)

    x, y, weights = samples("train")
    reason = "done"
    try:
        model.fit(
            x,
            y,
            sample_weight=weights,
            batch_size=job["batch_size"],
            epochs=job["epochs"],
            initial_epoch=job["initial_epoch"],
            steps_per_epoch=job["steps_per_epoch"],
            validation_freq=job["validation_freq"],
            shuffle=job["shuffle"],
            validation_data=samples("validation") if job["validates"] else None,
            callbacks=[*declared, follower],
            verbose=0,
        )
        if not all(np.isfinite(array).all() for array in model.get_weights()):
            follower.fall_back()
            raise NotFinite(follower.epoch, 0)
        early = [callback for callback in declared if getattr(callback, "stopped_epoch", 0)]
        reason = type(early[0]).__name__ if early else "done"
    except Stopped:
        reason = "stopped"
    except NotFinite as found:
        epoch, batch = found.args
        teller.tell("not finite", epoch=epoch, batch=batch, good=follower.good_at)
        return
    save(model, folder / RESULT)
    teller.tell("end", reason=reason)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
