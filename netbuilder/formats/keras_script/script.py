"""The equivalent Keras script: data, preparation, model, compile, fit, evaluate, save. It runs as it stands."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

from netbuilder.engine.callbacks import Callback, LearningRateScheduler
from netbuilder.engine.metrics import AUC, FittingAccuracy, Metric
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault
from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.keras.archive import write_weights
from netbuilder.formats.keras.compiled import by_output, callbacks_for_keras, told_apart
from netbuilder.formats.keras.limits import mend, script_limits
from netbuilder.formats.keras.releases import needs_of_script
from netbuilder.formats.keras_script.arguments import write_arguments, write_resuming, write_shares, write_start
from netbuilder.formats.keras_script.data import (
    about_files,
    bundled_file,
    kept_with,
    parts_of,
    scaled_target,
    weighs_samples,
    write_data,
)
from netbuilder.formats.keras_script.network import (
    KERAS,
    TF_KERAS,
    Dialect,
    keeps_states,
    model_name,
    spec_code,
    weights_of,
    write_model,
)
from netbuilder.formats.keras_script.texts import words_beside, words_bytes, words_file
from netbuilder.formats.python_source import Code, Script, array, call, literal, named
from netbuilder.graph import Graph


def write_script(bundle: Bundle, path: Path, dialect: Dialect = KERAS) -> None:
    """The script, and beside it the bundled data and the weights that it reads, if any."""
    source = keras_script(bundle, dialect, arguments=bundle.options.complete)
    write_beside(bundle, path)
    write_weights_beside(bundle, path)
    with atomic_write(path) as file:
        file.write(source.encode("utf-8"))


def write_tf_script(bundle: Bundle, path: Path) -> None:
    """The same for the Keras that comes with TensorFlow."""
    write_script(bundle, path, TF_KERAS)


def write_beside(bundle: Bundle, path: Path) -> None:
    """Puts the bundled data that a script reads beside it, and a long vocabulary."""
    data = bundled_file(bundle.data)
    if data is not None and not os.path.exists(path.parent / data.name):
        with atomic_write(path.parent / data.name) as copy, data.open("rb") as original:
            shutil.copyfileobj(original, copy)
    kept = kept_with(bundle)
    if words_beside(kept):
        with atomic_write(path.parent / words_file(model_name(bundle.name))) as file:
            file.write(words_bytes(kept))


def write_weights_beside(bundle: Bundle, path: Path) -> None:
    """Puts the weights beside a script where that is asked for, without the optimizer's memory."""
    if bundle.options.weights:
        bare = replace(bundle, snapshot=replace(bundle.snapshot, optimizer=None))
        write_weights(bare, path.parent / weights_of(bundle))


def keras_script(bundle: Bundle, dialect: Dialect = KERAS, arguments: bool = False) -> str:
    """The whole script as text; with `arguments` it takes --backend, --epochs, --data, --resume and --distribute."""
    script = Script(f"{bundle.name}: a network made with NetBuilder, for {dialect.title}.", {dialect.keras})
    script.about = about_files(bundle, weights_of(bundle), arguments)
    write_all(script, bundle, dialect, arguments)
    return script.source()


def write_all(script: Script, bundle: Bundle, dialect: Dialect = KERAS, arguments: bool = False) -> None:
    """Everything from the data to the evaluation; raises Fault where the network ends nowhere."""
    graph, training = bundle.snapshot.graph, bundle.snapshot.training or TrainingSettings()
    if not graph.output_names:
        raise Fault("the network has no output. Let a layer read its input")
    if arguments:
        write_arguments(script, bundle.data, training, tensorflow=dialect is TF_KERAS)
    if training.seed is not None:
        script.block()
        script.do(call("keras.utils.set_random_seed", literal(training.seed)))
    if training.deterministic and dialect is TF_KERAS:  # Keras 3 has no word for it that all its backends know
        script.imports.add("import tensorflow as tf")
        script.do(call("tf.config.experimental.enable_op_determinism"))
    if arguments:
        write_start(script)
    write_data(script, bundle, training, arguments)
    if arguments:
        sizes = len(graph.input_names), len(graph.output_names)
        write_shares(script, training, *sizes, weighs_samples(bundle.data))
    write_model(script, bundle, dialect, Code("batch_size") if arguments else literal(training.batch_size))
    _write_training(script, graph, training, bundle, arguments)
    if not any("np." in line for line in script.body):  # downloaded data comes as arrays
        script.imports.discard("import numpy as np")


def _metric_code(metric: Metric) -> Code:
    return literal(metric.log_name()) if isinstance(metric, FittingAccuracy) else spec_code(metric)


def _metrics_code(metrics: tuple[Metric, ...], outputs: int) -> Code:
    """A list of metrics, for several outputs a list of lists."""
    each = [array([_metric_code(metric) for metric in own]) for own in by_output(metrics, outputs)]
    return each[0] if outputs == 1 else array(each)


def _callback_code(callback: Callback) -> Code:
    if isinstance(callback, LearningRateScheduler):
        schedule = spec_code(callback.schedule.for_keras()).flat()  # Keras's callback wants a float from a function
        return call("keras.callbacks.LearningRateScheduler", Code(f"lambda epoch: float({schedule}(epoch))"))
    return spec_code(callback)


def _sample_weights(script: Script, training: TrainingSettings, bundle: Bundle) -> Code | None:
    """How much each sample counts. Keras refuses weights of classes beside them: there they are multiplied."""
    if not weighs_samples(bundle.data):
        return None
    if training.class_weight:
        script.imports.add("import numpy as np")
        one_hot = not training.loss_of(0).sparse and bundle.data.one_hot
        numbers = "y_train.argmax(axis=-1)" if one_hot else "y_train.reshape(len(y_train)).astype(int)"
        count = len(training.class_weight)
        script.line("# Keras takes either weights of samples or of classes, so these are multiplied.")
        script.assign("class_weight", call("np.asarray", literal([*training.class_weight, 1.0])))
        factors = f"class_weight[np.minimum({numbers}, {count})]"
        script.line('w_train = w_train.astype("float32")')
        if training.held_back and "val" not in parts_of(bundle.data):
            script.line(
                f"kept = int(len(w_train) * (1 - {training.held_back!r}))  # validation counts all classes alike"
            )
            script.line(f"w_train[:kept] *= {factors}[:kept]")
        else:
            script.line(f"w_train *= {factors}")
    return Code("w_train")


def _write_training(script: Script, graph: Graph, training: TrainingSettings, bundle: Bundle, told: bool) -> None:
    outputs, name = graph.output_names, model_name(bundle.name)
    training = told_apart(training, len(outputs))
    measured = (*training.metrics, *training.weighted_metrics)
    script.block("Training")
    if any(isinstance(metric, AUC) and metric.tried() is None for metric in measured):
        script.line("# NetBuilder's AUC is exact; Keras approximates it with 200 thresholds.")
    alone = len(training.loss) == 1 and not training.loss_weights  # it serves all outputs, in Keras too
    losses = [spec_code(training.loss_of(i)) for i in range(len(outputs))]
    arguments = [
        named("optimizer", spec_code(training.optimizer)),
        named("loss", spec_code(training.loss_of(0)) if len(losses) == 1 or alone else array(losses)),
    ]
    if training.loss_weights:
        arguments.append(named("loss_weights", literal(list(training.loss_weights))))
    if training.metrics:
        arguments.append(named("metrics", _metrics_code(training.metrics, len(outputs))))
    if training.weighted_metrics:
        arguments.append(named("weighted_metrics", _metrics_code(training.weighted_metrics, len(outputs))))
    script.do(call("model.compile", *arguments))
    callbacks = [_callback_code(callback) for callback in callbacks_for_keras(training, outputs)]
    backup = write_resuming(script, training, name) if told else None
    size = named("batch_size", Code("batch_size") if told else literal(training.batch_size))
    epochs = named("epochs", Code("options.epochs") if told else literal(training.epochs))
    fitting = [Code("x_train"), Code("y_train"), size, epochs]
    weights = _sample_weights(script, training, bundle)
    if weights is not None:
        fitting.append(named("sample_weight", weights))
    if training.validate_on_test:
        weighed = ["w_test"] if weighs_samples(bundle.data, "test") else []
        fitting.append(named("validation_data", Code("", tuple(map(Code, ("x_test", "y_test", *weighed))))))
    elif "val" in parts_of(bundle.data):
        weighed = ["w_val"] if weighs_samples(bundle.data, "val") else []
        fitting.append(named("validation_data", Code("", tuple(map(Code, ("x_val", "y_val", *weighed))))))
    elif training.validation_split:
        fitting.append(named("validation_split", literal(training.validation_split)))
    for field in ("validation_freq", "steps_per_epoch", "initial_epoch", "shuffle"):
        if getattr(training, field) != training.field(field).default:
            fitting.append(named(field, literal(getattr(training, field))))
    if training.class_weight and weights is None:
        pairs = ", ".join(f"{i}: {weight!r}" for i, weight in enumerate(training.class_weight))
        fitting.append(named("class_weight", Code(f"{{{pairs}}}")))
    if callbacks or backup:
        fitting.append(named("callbacks", array([*callbacks, *([backup] if backup else [])])))
    script.assign("history", call("model.fit", *fitting))
    script.block("Evaluation")
    given = [
        Code("x_test"),
        Code("y_test"),
        *([size] if told or keeps_states(graph) else []),
        named("return_dict", literal(True)),
    ]
    script.assign("scores", call("model.evaluate", *given))
    script.do(call("print", Code("scores")))
    if len(outputs) == 1 and scaled_target(bundle):
        script.imports.add("import numpy as np")
        script.line("# The scores are of amounts as they are learned; predictions come in their own unit.")
        script.line("predictions = model.predict(x_test) * y_spread + y_offset")
        script.line("truth = y_test * y_spread + y_offset")
        script.line('print("mean absolute error:", np.abs(predictions.reshape(truth.shape) - truth).mean())')
    elif len(outputs) > 1 and scaled_target(bundle):
        script.imports.add("import numpy as np")
        script.line("# The scores are of amounts as they are learned; predictions come in their own unit.")
        script.line("predictions = model.predict(x_test)")
        script.line("for i, (offset, spread) in y_scales.items():")
        script.line("predictions[i], truth = predictions[i] * spread + offset, y_test[i] * spread + offset", 1)
        script.line("error = np.abs(predictions[i].reshape(truth.shape) - truth).mean()", 1)
        script.line('print(model.output_names[i], "mean absolute error:", error)', 1)
    script.do(call("model.save", literal(f"{name}.keras")))


register(
    Format(
        ".py", "Keras 3 script", write_script, limits=script_limits, name="script", kind="script",
        options=("style", "flat", "weights", "complete"), mend=mend, needs=needs_of_script,
        help="Python that makes, trains and saves the network; runs wherever Keras 3 does.",
    )
)  # fmt: skip
register(
    Format(
        ".py", "tf.keras script", write_tf_script, limits=script_limits, name="tf.keras", kind="script",
        options=("style", "flat", "weights", "complete"), mend=mend,
        help="The same for the Keras that comes with TensorFlow, by the names that it has there.",
    )
)  # fmt: skip
