"""What can be said on the command line, and what each command does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from netbuilder import extensions
from netbuilder.cli import output, signals
from netbuilder.cli.files import FRAMEWORKS, add_define, python_at
from netbuilder.cli.recipes import add_recipe
from netbuilder.errors import DataError, Fault
from netbuilder.files.causes import cause_of
from netbuilder.project.external import BACKENDS
from netbuilder.version import __version__

TARGET = "the column of a table that is predicted; once more for another output's"
JOIN = "the tables that stand beside it, once for each and in their order, where they lie elsewhere than in training"
USAGE = 2  # bad usage or input


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit status: 0 done, 1 problems found, 2 bad usage or input.

    One that a signal ended gives 128 and its number.
    """
    output.prepare()
    with signals.heeded():
        try:
            options = _options(arguments)
            _ready_to_paint(options)
            status: int = options.run(options)
            output.flush()
            return status
        except Fault as fault:
            output.tell(one_line(str(fault)))
            if isinstance(fault, DataError) and fault.options:
                output.tell(f"what may help: {'   '.join(fault.options)}")
            return USAGE
        except signals.Ended as ended:
            output.tell("stopped")
            return signals.STATUS + ended.number
        except KeyboardInterrupt:
            output.tell("stopped")
            return 130
        except BrokenPipeError:  # the reader of our output went away (| head)
            return 0
        except MemoryError:
            output.tell("there is not enough memory for that. Choose a smaller network, or smaller batches")
            return USAGE
        except OSError as error:
            where = error.filename or "the output"
            output.tell(one_line(f"{where} could not be written or read: {cause_of(error)}"))
            return USAGE
        finally:
            for name, why in extensions.failed.items():
                output.tell(one_line(f"the extension {name} is left out: {why}"))
            output.give_up()


class _Parser(argparse.ArgumentParser):
    """Says where its help could not be printed; argparse itself passes over that."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if message and file is not None and file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    try:
        return _parser().parse_args(arguments)
    except SystemExit:
        output.flush()  # the help may not have come out
        raise


def _ready_to_paint(options: argparse.Namespace) -> None:
    """Pictures of pixels are painted by Qt, which is not loaded for anything else."""
    output = getattr(options, "output", None)
    form = getattr(options, "format", "") or (output.suffix.lower().lstrip(".") if output is not None else "")
    if form in ("png", "pdf"):
        from netbuilder.ui import pictures

        pictures.start()


def one_line(text: str) -> str:
    """A message without line breaks."""
    return " ".join(text.split())


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = _Parser(
        prog="netbuilder",
        description="Draw a neural network, train it, understand it, and take it away. Without a command the "
        "application opens.",
    )
    parser.add_argument("--version", action="version", version=f"netbuilder {__version__}")
    parser.set_defaults(run=_open_window, file=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_listings(commands)
    _add_runs(commands)
    _add_files(commands)
    return parser


def _open_window(options: argparse.Namespace) -> int:
    from netbuilder.ui.app import main as open_application

    return int(open_application([str(options.file)] if options.file else []))


def _add_listings(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, what, run in (
        ("templates", "list the templates", "listing.templates_command"),
        ("datasets", "list the data sets", "listing.datasets_command"),
        ("layers", "list the layers and their parameters", "listing.layers_command"),
    ):
        command = _command(commands, name, what, run)
        command.add_argument("--json", action="store_true", help="as JSON")
        if name == "datasets":
            command.add_argument("--download", metavar="NAME", help="fetch a data set into the cache")
        if name == "layers":
            command.add_argument("--coverage", action="store_true", help="what there is of Keras, and why not the rest")
    command = _command(
        commands, "calibrate", "measure which kernels are fastest on this machine", "calibrating.calibrate_command"
    )
    command.add_argument("--json", action="store_true", help="as JSON")
    command = _command(
        commands, "summary", "show layers, shapes, parameters, operations, memory", "listing.summary_command"
    )
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--json", action="store_true", help="as JSON")
    add_define(command)
    command = _command(commands, "data", "say what data holds, and how it is prepared", "looking.data_command")
    command.add_argument(
        "file", metavar="FILE", help="a table, an .npz, a folder of .npy, pictures or texts, a data set, or a project"
    )
    command.add_argument("--target", action="append", metavar="COLUMN", help=TARGET)
    command.add_argument("--json", action="store_true", help="as JSON, a recipe for --recipe among it")
    add_recipe(command)
    command = _command(commands, "check", "say what is wrong, a line a problem", "listing.check_command")
    command.add_argument("file", type=Path, metavar="FILE")
    add_define(command)
    command = _command(commands, "doctor", "try network and data together before training", "examining.doctor_command")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--full", action="store_true", help="take two minutes where they are needed, rates tried too")
    command.add_argument(
        "--label-faults", action="store_true", help="which labels are probably wrong: trains a network for each fold"
    )
    command.add_argument(
        "--folds", type=int, metavar="K", default=5, help="with --label-faults: so many networks; else 5"
    )
    command.add_argument(
        "-o", "--output", type=Path, metavar="OUT.csv", help="with --label-faults: all of them as a table"
    )
    command.add_argument("--force", action="store_true", help="write even over what is hardly meant")
    command.add_argument("--data", metavar="D", help="a data set's name, an .npz, a folder of .npy, or a .csv")
    command.add_argument("--target", action="append", metavar="COLUMN", help=TARGET)
    command.add_argument("--json", action="store_true", help="a JSON object a line")
    add_recipe(command)
    add_define(command)


def _add_runs(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    train = _command(commands, "train", "train a network", "folding.train_command")
    evaluate = _command(commands, "evaluate", "measure a network on the test data", "running.evaluate_command")
    explain = _command(commands, "explain", "say why a network gave an answer", "explaining.explain_command")
    for command in (train, evaluate, explain):
        command.add_argument("file", type=Path, metavar="FILE", help="a project or a model file")
        command.add_argument("--data", metavar="D", help="a data set's name, an .npz, a folder of .npy, or a .csv")
        command.add_argument("--target", action="append", metavar="COLUMN", help=TARGET)
        add_define(command)
        command.add_argument("--json", action="store_true", help="a JSON object a line")
    for command in (evaluate, explain):
        command.add_argument(
            "--part",
            choices=("train", "validation", "test"),
            default="test",
            help="a part of the data; test if not said",
        )
        command.add_argument("--force", action="store_true", help="write even over what is hardly meant")
    for command in (evaluate, explain):
        command.add_argument("--join", action="append", metavar="FILE", help=JOIN)
    _add_explaining(explain)
    evaluate.add_argument(
        "--report", type=Path, metavar="OUT", help="write all that can be told of the answers: .html, or .json"
    )
    add_recipe(train)
    train.add_argument("--epochs", type=int, metavar="N")
    train.add_argument("--batch-size", type=int, metavar="N")
    train.add_argument("--validation-split", type=float, metavar="F", help="share of the training data, at its end")
    train.add_argument("--seed", type=int, metavar="N")
    train.add_argument("--no-shuffle", action="store_true")
    train.add_argument("--deterministic", action="store_true", help="the same bits on any number of processors")
    train.add_argument("--kernels", choices=("auto", "numpy", "compiled"), help="what computes")
    train.add_argument("--folds", type=int, metavar="K", help="cross-validate: train K new networks, write none")
    train.add_argument("--stratified", action="store_true", help="give each fold the same share of every class")
    train.add_argument("--engine", choices=("numpy", "keras"), default="numpy", help="what trains: our own, or Keras")
    train.add_argument(
        "--python", type=python_at, metavar="PATH", help="with --engine keras: the Python that has Keras"
    )
    train.add_argument("--backend", choices=BACKENDS, help="with --engine keras: what Keras runs on")
    train.add_argument("-o", "--output", type=Path, metavar="OUT", help="any format that can be written")
    train.add_argument(
        "--anew",
        action="store_true",
        help="train new weights; else training goes on with those of FILE",
    )
    train.add_argument("--in-place", action="store_true", help="write what is learned into FILE, a project")
    train.add_argument(
        "--resume", choices=("exactly", "anyway", "anew"), default="exactly",
        help="what to do with a checkpoint of BackupAndRestore: go on only if the result is the same to the bit (as "
        "is done when this is not given), go on anyway, or begin anew",
    )  # fmt: skip
    train.add_argument(
        "--allow-outside", action="store_true", help="let callbacks write outside of the folder that FILE is in"
    )
    train.add_argument("--force", action="store_true", help="write even over what is hardly meant")
    command = _command(commands, "predict", "compute outputs for arrays or a table", "running.predict_command")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument(
        "input",
        type=Path,
        metavar="INPUT",
        nargs="?",
        help="a table as it is, .csv; a folder or file of texts or pictures; .npy, or .npz with an array a name",
    )
    command.add_argument(
        "--text", action="append", metavar="TEXT", help="in place of INPUT: a text to be read, such as a sentence"
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help=".csv with answers in words beside the table, .npy or .npz; of a --text they are printed",
    )
    command.add_argument("--force", action="store_true", help="write even over what is hardly meant")
    command.add_argument(
        "--prepare", action="store_true", help="the arrays are raw: prepare them as for training (tables always are)"
    )
    command.add_argument("--join", action="append", metavar="FILE", help=JOIN)
    add_define(command)


def _add_explaining(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("sample", type=int, metavar="SAMPLE", help="its number in the part, from 0")
    explain.add_argument(
        "--method", choices=("integrated", "gradient", "occlusion", "grad-cam"), default="integrated",
        help="integrated gradients if not said; grad-cam and occlusion are for pictures",
    )  # fmt: skip
    explain.add_argument("--answer", metavar="CLASS", help="the class, or the number of the output, that is explained")
    explain.add_argument("--block", metavar="NAME", default="", help="with grad-cam: the block whose maps are taken")
    explain.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="a picture, .png; or .json; else it is printed"
    )


def _add_files(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(
        commands, "new", "make a project from a template, or one that fits data", "converting.new_command"
    )
    command.add_argument("template", metavar="TEMPLATE", nargs="?")
    command.add_argument("--data", metavar="D", help="in place of a template: make a network that fits this data")
    command.add_argument("--target", action="append", metavar="COLUMN", help=TARGET)
    add_recipe(command)
    command.add_argument("-o", "--output", type=Path, metavar="FILE.netb", required=True)
    command.add_argument("--force", action="store_true", help="write even over what is hardly meant")
    command = _command(commands, "export", "write a model in another format", "converting.export_command")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument(
        "-o", "--output", type=Path, metavar="OUT", required=True, help="the suffix chooses the format"
    )
    command.add_argument("--format", metavar="NAME", default="", help="the format, where the suffix is not enough")
    command.add_argument(
        "--framework", choices=tuple(FRAMEWORKS), help="what a script is written for: the same as its --format"
    )
    command.add_argument(
        "--style", choices=("auto", "sequential", "functional"), default="auto", help="how a script builds the network"
    )
    command.add_argument("--flat", action="store_true", help="put what is inside of composite blocks in their place")
    command.add_argument("--weights", action="store_true", help="put the trained weights beside a script")
    command.add_argument(
        "--complete", action="store_true",
        help="a Keras script for larger machines: with --backend, --epochs, --data, --resume and --distribute",
    )  # fmt: skip
    command.add_argument("--no-verify", action="store_true", help="do not read the file back and compare its outputs")
    command.add_argument(
        "--python",
        type=python_at,
        metavar="PATH",
        help="the Python whose Keras, onnxruntime or PyTorch verify the file",
    )
    command.add_argument("--certificate", action="store_true", help="write OUT.certificate.json: what was verified")
    command.add_argument("--force", action="store_true", help="write even over what is hardly meant, or to a link")
    add_define(command)
    command = _command(commands, "import", "make a project of a model file or a script", "converting.import_command")
    command.add_argument("file", type=Path, metavar="IN")
    command.add_argument("--into", type=Path, metavar="FILE", help="IN holds weights alone: the network they belong to")
    add_define(command)
    command.add_argument("-o", "--output", type=Path, metavar="OUT.netb", required=True)
    command.add_argument("--force", action="store_true", help="write even over what is hardly meant")
    command = _command(commands, "open", "open the application", _open_window)
    command.add_argument("file", type=Path, metavar="FILE", nargs="?")


def _command(commands, name: str, what: str, run) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]
    command: argparse.ArgumentParser = commands.add_parser(name, help=what, description=what)
    command.set_defaults(run=_later(run) if isinstance(run, str) else run)
    return command


def _later(place: str) -> Callable[[argparse.Namespace], int]:
    """A command of another module here, which is imported when it is run: no command waits for what others need."""
    module, name = place.split(".")

    def run(options: argparse.Namespace) -> int:
        command: Callable[[argparse.Namespace], int] = getattr(import_module(f"netbuilder.cli.{module}"), name)
        return command(options)

    return run
